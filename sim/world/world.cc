#include "sim/world/world.h"

#include <algorithm>
#include <string>

#include "sim/heap/warm_up.h"
#include "sim/world/foreign_files.h"

namespace varve::sim {
namespace {

// Decisions that one lifetime may take: some hundred times what the largest needs.
constexpr uint64_t kStepsOfLifetime = 5'000'000;

}  // namespace

World::World(const RunRequest& request, Choices& choices, ChoiceLog& log, Digest& digest)
    : machine_(request, choices, log, digest) {
  result_.knobs_json = machine_.KnobsJson();
  log.SetKnobs(result_.knobs_json);
  PlantForeignFiles(machine_.disk);
}

RunResult World::Run() {
  const uint64_t lifetimes = machine_.knobs.value(KnobId::kLifetimes);
  const uint64_t turns = machine_.knobs.value(KnobId::kOperations);
  bool sound = true;
  for (uint32_t i = 0; sound && i < lifetimes; ++i) {
    // A lifetime cut short leaves its turns to the later ones; the last does all that are left.
    const bool last = i + 1 == lifetimes;
    Assignment assignment;
    assignment.lifetime = i;
    assignment.faults = machine_.knobs.faults();
    assignment.plan = LifetimePlan::Draw(machine_.choices, machine_.knobs.crash_mix(), !last);
    assignment.may_close_early = !last;
    assignment.turns = (turns - ledger_.turns_done) / (lifetimes - i);
    sound = Live(assignment) && CrashInRecovery(i);
  }
  // Once more, to see what the last close left behind.
  Assignment closing;
  closing.lifetime = static_cast<uint32_t>(lifetimes);
  if (sound) Live(closing);
  CompleteStatistics();
  return std::move(result_);
}

// After a crash, sometimes, up to three more fall into the recoveries from it.
bool World::CrashInRecovery(uint32_t lifetime) {
  if (!after_crash_.has_value()) return true;
  constexpr uint32_t kDepths[] = {11, 2, 2, 1};
  const uint32_t depth = machine_.choices.PickWeighted("plan.recovery_crashes", kDepths);
  bool sound = true;
  for (uint32_t i = 0; sound && i < depth; ++i) {
    Assignment assignment;
    assignment.lifetime = lifetime;
    assignment.recovery = i + 1;
    assignment.faults = machine_.knobs.faults();
    assignment.plan = LifetimePlan::DrawInRecovery(machine_.choices, machine_.knobs.crash_mix());
    sound = Live(assignment);
  }
  return sound;
}

bool World::Live(const Assignment& given) {
  Assignment assignment = given;
  assignment.after_crash = std::exchange(after_crash_, std::nullopt);
  machine_.gate.DrawFaults(assignment.faults);
  machine_.gate.trigger().Arm(assignment.plan);
  std::string name = "life" + std::to_string(assignment.lifetime + 1);
  if (assignment.recovery != 0) name += "r" + std::to_string(assignment.recovery);
  KernelResult ended;
  {
    HeapScope process(&machine_.heap);
    ended = machine_.kernel.Run(name, [this, &assignment] {
      machine_.kernel.LimitSteps(kStepsOfLifetime);
      Process(machine_, assignment, ledger_).Run();
    });
  }
  machine_.gate.trigger().Disarm();
  switch (ended.outcome) {
    case Outcome::kFinished:
      return AfterCleanEnd();
    case Outcome::kStopped:
      Crash(assignment.plan.end);
      return true;
    case Outcome::kFailed:
    case Outcome::kDeadlock:
    case Outcome::kStepLimit:
      return Fail(ended.rule, ended.message);
  }
  return false;
}

bool World::AfterCleanEnd() {
  recovery_crashes_ = 0;
  ++machine_.statistics.clean_closes;
  if (const std::vector<FiberId> left = machine_.kernel.Fibers(); !left.empty()) {
    return Fail("L2", "leak: the task " + std::string(machine_.kernel.Path(left.front())) +
                          " runs on after a clean close");
  }
  if (const size_t blocks = machine_.heap.live_blocks(); blocks != 0) {
    return Fail("L2", "leak: " + std::to_string(blocks) + " blocks of memory, " +
                          std::to_string(machine_.heap.live_bytes()) +
                          " bytes, are left after a clean close");
  }
  if (const uint32_t open = machine_.disk.open_files(); open != 0) {
    return Fail("L2", "leak: " + std::to_string(open) + " files are open after a clean close");
  }
  if (const std::string damage = ForeignFilesDamage(machine_.disk); !damage.empty()) {
    return Fail("H4", "a foreign file was touched: " + damage);
  }
  return true;
}

// The process or the machine is gone: nothing of it is unwound, its memory goes as a whole.
void World::Crash(LifetimeEnd end) {
  const std::optional<CrashSite> site = machine_.gate.TakeSite();
  const bool in_phase = site.has_value() && site->phase.has_value();
  ++machine_.statistics
        .crashes_by_phase[in_phase ? static_cast<size_t>(*site->phase) : kPhaseCount];
  std::string where = in_phase ? std::string("in ") + Name(*site->phase) : "in no phase";
  if (site.has_value()) where += " before " + std::string(Name(site->operation));
  recovery_crashes_ = site.has_value() && site->in_recovery ? recovery_crashes_ + 1 : 0;
  if (recovery_crashes_ > 0) {
    auto& counts = machine_.statistics.recovery_crashes;
    ++counts[std::min<size_t>(recovery_crashes_, counts.size()) - 1];
  }
  const bool machine_crash = end == LifetimeEnd::kMachineCrash;
  machine_.log.AddEvent(machine_crash ? "crash.machine" : "crash.process",
                        machine_.kernel.now().nanos, "world", where);
  if (machine_crash) {
    ++machine_.statistics.machine_crashes;
    machine_.unrecovered = machine_.disk.MachineCrash(machine_.choices);
    after_crash_ = model::CrashKind::kMachine;
  } else {
    ++machine_.statistics.process_crashes;
    machine_.unrecovered = machine_.disk.ProcessCrash(machine_.choices);
    after_crash_ = model::CrashKind::kProcess;
  }
  machine_.disk.Fold(machine_.digest);
  machine_.kernel.AbandonAll();
  machine_.heap.FreeAll();
}

bool World::Fail(std::string_view rule, std::string_view message) {
  result_.failed = true;
  result_.rule = rule;
  result_.message = message;
  // One line, whatever the message was made of.
  std::replace(result_.message.begin(), result_.message.end(), '\n', ' ');
  machine_.log.SetSignature(result_.rule, result_.message);
  machine_.kernel.AbandonAll();
  machine_.heap.FreeAll();
  return false;
}

void World::CompleteStatistics() {
  static_assert(kFaultKindCount <= kMaxFaults);
  std::copy(machine_.faults.counts().begin(), machine_.faults.counts().end(),
            machine_.statistics.faults.begin());
  machine_.statistics.decisions = machine_.kernel.stats().decisions;
  machine_.statistics.switches = machine_.kernel.stats().switches;
  const OracleStatistics& judged = machine_.oracle.statistics();
  machine_.statistics.judged = {judged.gets,      judged.scans,           judged.cursor_steps,
                                judged.snapshots, judged.entries_dropped, judged.recoveries};
  machine_.digest.Fold(static_cast<uint64_t>(machine_.kernel.now().nanos));
  result_.statistics = machine_.statistics;
  result_.digest = machine_.digest.value();
}

RunResult RunWorld(const RunRequest& request, Choices& choices, ChoiceLog& log, Digest& digest) {
  WarmUpLibraries();
  return World(request, choices, log, digest).Run();
}

}  // namespace varve::sim
