#include "sim/world/world_gate.h"

#include <utility>

namespace varve::sim {
namespace {

// A call that is under way for longer than this has lost its wake-up (rule L1). It is over ten
// times what the longest call of four thousand worlds took, 1.83 simulated seconds: with long
// latencies, and with fibers held up in the midst of calls, calls are slow legitimately. The world
// itself waits for longer only while no call is under way.
constexpr int64_t kCallBoundNanos = int64_t{20} * 1'000'000'000;
constexpr uint64_t kOperationsBetweenProgressChecks = 256;

}  // namespace

WorldGate::WorldGate(const Parts& parts) : parts_(parts) {
  parts_.oracle.WatchCalls([kernel = &parts.kernel] { return kernel->now().nanos; },
                           kCallBoundNanos);
}

void WorldGate::Before(FileOperation operation, std::string_view path, std::string_view bytes,
                       uint64_t offset, uint64_t size) {
  Kernel& kernel = parts_.kernel;
  PassTime();
  ++parts_.statistics.file_operations;
  parts_.digest.Fold(static_cast<uint64_t>(operation));
  parts_.digest.Fold(path);
  parts_.digest.Fold(bytes);
  parts_.digest.Fold(offset);
  parts_.digest.Fold(size);
  parts_.digest.Fold(static_cast<uint64_t>(kernel.now().nanos));
  parts_.log.AddEvent(Name(operation), kernel.now().nanos, kernel.CurrentPath(), path);
  if (closed_ && operation != FileOperation::kRead) {
    kernel.Fail("L2", {"the database is closed, but does: ", Name(operation), " ", path});
  }
  if (++passed_ % kOperationsBetweenProgressChecks == 0) CheckProgress();
  const PhaseStack phases(kernel.user());
  if (!trigger_.Fires(phases)) return;
  CheckProgress();  // the crash would cover up a call that hangs
  site_ = CrashSite{operation, phases.empty() ? std::nullopt : std::optional(phases.innermost()),
                    phases.Contains(Phase::kRecovery)};
  kernel.Stop();
}

void WorldGate::CheckProgress() {
  parts_.oracle.CheckProgress(parts_.kernel.now().nanos, kCallBoundNanos);
}

// What the operation was is known from `Before`, which no other fiber's operation separates from
// it.
void WorldGate::After(FileOperation operation, absl::StatusCode code, std::string_view result,
                      uint64_t number) {
  // A full disk refuses by itself.
  if (code == absl::StatusCode::kResourceExhausted) ++parts_.service.faults;
  parts_.digest.Fold(static_cast<uint64_t>(operation));
  parts_.digest.Fold(static_cast<uint64_t>(code));
  parts_.digest.Fold(result);
  parts_.digest.Fold(number);
}

void WorldGate::DrawFaults(FaultMix mix) {
  const FaultPlan plan = FaultPlan::Draw(parts_.choices, mix);
  parts_.faults.Arm(plan);
  parts_.service.settled = parts_.service.faults;
  closed_ = suspended_ = left_files_ = false;
  failed_syncs_told_ = 0;
  if (mix == FaultMix::kNone) return;
  parts_.log.AddEvent("faults", parts_.kernel.now().nanos, "world", plan.Describe());
}

void WorldGate::Heal() { parts_.faults.Heal(); }

Fault WorldGate::Decide(FileOperation operation, std::string_view path, uint64_t /*size*/) {
  if (suspended_) return Fault::kNone;
  const uint64_t before = parts_.faults.total();
  const Fault fault =
      parts_.faults.Decide(operation, path, PhaseStack(parts_.kernel.user()).mask());
  if (parts_.faults.total() != before) {
    parts_.log.AddEvent("fault", parts_.kernel.now().nanos, parts_.kernel.CurrentPath(),
                        parts_.faults.latest());
  }
  const std::vector<std::string>& failed = parts_.faults.failed_syncs();
  while (failed_syncs_told_ < failed.size()) parts_.oracle.CacheLost(failed[failed_syncs_told_++]);
  if (fault == Fault::kNone) return fault;
  const FaultClass on = ClassOf(operation);
  const bool keeps_files = on == FaultClass::kRemove || operation == FileOperation::kList;
  left_files_ = left_files_ || keeps_files;
  // The old CURRENT.tmp has to go before a new one can be made; any other removal can wait.
  if (on == FaultClass::kRemove && !path.ends_with("CURRENT.tmp")) return fault;
  ++parts_.service.faults;
  if (on == FaultClass::kOpen || on == FaultClass::kRead) ++parts_.service.read_faults;
  return fault;
}

// The scheduling point of the operation, and sometimes a stretch of virtual time in which all
// others may overtake it.
void WorldGate::PassTime() {
  Kernel& kernel = parts_.kernel;
  int64_t most_nanos = 0;
  switch (parts_.latency) {
    case LatencyProfile::kZero:
      break;
    case LatencyProfile::kShort:
      most_nanos = 20'000;
      break;
    case LatencyProfile::kLong:
      most_nanos = 2'000'000;
      break;
  }
  if (most_nanos == 0 || !parts_.choices.OneIn("fs.slow", 3)) {
    kernel.SchedulingPoint();
    return;
  }
  const auto steps = static_cast<int64_t>(parts_.choices.Range("fs.latency", 1, 16));
  kernel.SleepUntil(varve::After(kernel.now(), steps * most_nanos / 16));
}

std::optional<CrashSite> WorldGate::TakeSite() { return std::exchange(site_, std::nullopt); }

}  // namespace varve::sim
