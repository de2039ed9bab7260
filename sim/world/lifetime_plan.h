// How a lifetime is going to end, decided at its start.
//
// A crash comes at the k-th file operation, or at the k-th file operation inside a phase that was
// picked. The second form exists because phases are short: left to chance few crashes would fall
// into a manifest switch. A crash whose moment never came happens when the workload is done: at
// once, or at one of the next file operations, while the database is being closed.
#ifndef VARVE_SIM_WORLD_LIFETIME_PLAN_H_
#define VARVE_SIM_WORLD_LIFETIME_PLAN_H_

#include <cstdint>
#include <optional>
#include <string>

#include "sim/choice/choices.h"
#include "sim/world/knobs.h"
#include "sim/world/phase_stack.h"
#include "varve/platform/instrumentation.h"

namespace varve::sim {

enum class LifetimeEnd : uint8_t { kCleanClose, kProcessCrash, kMachineCrash };

struct LifetimePlan {
  LifetimeEnd end = LifetimeEnd::kCleanClose;
  std::optional<Phase> phase;        // count only operations inside it
  uint64_t operations = 0;           // the crash comes instead of this one, counted from 1
  uint64_t operations_of_close = 0;  // for a late crash: 0 is at once

  /// Choices labelled "plan.*". `may_crash` is false for the last lifetime.
  [[nodiscard]] static LifetimePlan Draw(Choices& choices, CrashMix mix, bool may_crash);

  /// A crash inside the recovery from one before.
  [[nodiscard]] static LifetimePlan DrawInRecovery(Choices& choices, CrashMix mix);

  [[nodiscard]] bool crashes() const { return end != LifetimeEnd::kCleanClose; }
  /// "machine crash at operation 3 of flush".
  [[nodiscard]] std::string Describe() const;
};

/// Counts file operations down to the planned crash.
class CrashTrigger {
 public:
  void Arm(const LifetimePlan& plan);
  /// From now on every operation counts, and the crash comes instead of the `operations`-th.
  void Rearm(uint64_t operations);
  void Disarm() { left_ = 0; }

  /// Whether the machine crashes instead of the operation that the fiber with these phases is about
  /// to do. True once.
  [[nodiscard]] bool Fires(PhaseStack phases);

 private:
  std::optional<Phase> phase_;
  uint64_t left_ = 0;  // 0: not armed
};

}  // namespace varve::sim

#endif  // VARVE_SIM_WORLD_LIFETIME_PLAN_H_
