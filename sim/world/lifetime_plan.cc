#include "sim/world/lifetime_plan.h"

#include <array>

namespace varve::sim {
namespace {

// Indexed by `Phase`. How often each is aimed at, and how many file operations within it are worth
// counting: a few occurrences of the phase.
constexpr std::array<uint32_t, kPhaseCount> kPhaseWeights = {4, 5, 3, 3, 3, 2};
constexpr std::array<uint64_t, kPhaseCount> kPhaseOperations = {24, 40, 12, 10, 24, 16};

constexpr uint64_t kRecoveryOperations = 40;

// Operations of a whole lifetime: its opening, its first steps, anywhere.
constexpr uint64_t kWholeOperations[] = {30, 150, 600};
constexpr uint32_t kWholeWeights[] = {1, 3, 3};

}  // namespace

LifetimePlan LifetimePlan::DrawInRecovery(Choices& choices, CrashMix mix) {
  LifetimePlan plan;
  constexpr uint32_t kCrashes[3][2] = {{4, 4}, {6, 3}, {3, 6}};
  const uint32_t kind = choices.PickWeighted("plan.end", kCrashes[static_cast<size_t>(mix)]);
  plan.end = kind == 0 ? LifetimeEnd::kProcessCrash : LifetimeEnd::kMachineCrash;
  plan.phase = Phase::kRecovery;
  plan.operations = choices.Range("plan.operation_of_phase", 1, kRecoveryOperations);
  return plan;
}

LifetimePlan LifetimePlan::Draw(Choices& choices, CrashMix mix, bool may_crash) {
  // Clean close, process crash, machine crash; by `CrashMix`.
  constexpr uint32_t kEnds[3][3] = {{1, 4, 4}, {1, 6, 3}, {1, 3, 6}};
  LifetimePlan plan;
  if (!may_crash) return plan;
  plan.end =
      static_cast<LifetimeEnd>(choices.PickWeighted("plan.end", kEnds[static_cast<size_t>(mix)]));
  if (!plan.crashes()) return plan;

  constexpr uint32_t kAim[] = {3, 7};
  if (choices.PickWeighted("plan.in_phase", kAim) == 1) {
    const uint32_t phase = choices.PickWeighted("plan.phase", kPhaseWeights);
    plan.phase = static_cast<Phase>(phase);
    plan.operations = choices.Range("plan.operation_of_phase", 1, kPhaseOperations[phase]);
  } else {
    const uint32_t scale = choices.PickWeighted("plan.scale", kWholeWeights);
    plan.operations = choices.Range("plan.operation", 1, kWholeOperations[scale]);
  }
  if (choices.OneIn("plan.late_in_close", 2)) {
    plan.operations_of_close = choices.Range("plan.operation_of_close", 1, 8);
  }
  return plan;
}

std::string LifetimePlan::Describe() const {
  if (!crashes()) return "clean close";
  std::string text = end == LifetimeEnd::kProcessCrash ? "process crash" : "machine crash";
  text += " at file operation " + std::to_string(operations);
  if (phase.has_value()) text += std::string(" of ") + Name(*phase);
  return text;
}

void CrashTrigger::Arm(const LifetimePlan& plan) {
  phase_ = plan.phase;
  left_ = plan.crashes() ? plan.operations : 0;
}

void CrashTrigger::Rearm(uint64_t operations) {
  phase_.reset();
  left_ = operations;
}

bool CrashTrigger::Fires(PhaseStack phases) {
  if (left_ == 0 || (phase_.has_value() && !phases.Contains(*phase_))) return false;
  return --left_ == 0;
}

}  // namespace varve::sim
