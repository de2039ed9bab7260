// The gate that every file operation of a lifetime passes: there it is folded into the digest,
// other fibers run, time passes, and the planned crash happens.
#ifndef VARVE_SIM_WORLD_WORLD_GATE_H_
#define VARVE_SIM_WORLD_WORLD_GATE_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "sim/campaign/statistics.h"
#include "sim/choice/choice_log.h"
#include "sim/choice/choices.h"
#include "sim/choice/digest.h"
#include "sim/faults/fault_injector.h"
#include "sim/file_system/gate.h"
#include "sim/oracle/oracle.h"
#include "sim/scheduler/kernel.h"
#include "sim/workload/context.h"
#include "sim/world/knobs.h"
#include "sim/world/lifetime_plan.h"

namespace varve::sim {

/// Where a crash fell.
struct CrashSite {
  FileOperation operation = FileOperation::kList;
  std::optional<Phase> phase;  // the innermost of the fiber that was about to do the operation
  bool in_recovery = false;    // that phase, or one around it, is recovery
};

/// Belongs to the world and serves all its lifetimes. Allocates nothing.
class WorldGate final : public OperationGate {
 public:
  struct Parts {
    Kernel& kernel;
    Choices& choices;
    Digest& digest;
    ChoiceLog& log;
    Oracle& oracle;
    Statistics& statistics;
    FaultInjector& faults;
    Service& service;
    LatencyProfile latency;
  };

  /// Gives the oracle the time, so that it watches the calls (rule L1).
  explicit WorldGate(const Parts& parts);

  void Before(FileOperation operation, std::string_view path, std::string_view bytes,
              uint64_t offset, uint64_t size) override;
  void After(FileOperation operation, absl::StatusCode code, std::string_view result,
             uint64_t number) override;
  Fault Decide(FileOperation operation, std::string_view path, uint64_t size) override;

  /// A lifetime begins: draws what will go wrong with its files.
  void DrawFaults(FaultMix mix);
  /// Nothing goes wrong any more in this lifetime.
  void Heal();
  /// `DB::Close` has returned: the directory belongs to whoever opens it next, and until the next
  /// lifetime every operation that changes it is a violation (rule L2). Cursors may go on reading.
  void Closed() { closed_ = true; }
  /// While suspended, no operation is made to fail.
  void Suspend(bool suspended) { suspended_ = suspended; }
  /// Whether a fault kept a file of this lifetime from being found or removed.
  [[nodiscard]] bool left_files() const { return left_files_; }

  /// A call that is under way for too long breaks L1. For loops that wait by timers, which keep the
  /// kernel from seeing a deadlock of everybody else; file operations check it themselves.
  void CheckProgress();

  [[nodiscard]] CrashTrigger& trigger() { return trigger_; }
  /// Where the trigger fired, if it has since the last call.
  [[nodiscard]] std::optional<CrashSite> TakeSite();

 private:
  void PassTime();

  const Parts parts_;
  CrashTrigger trigger_;
  std::optional<CrashSite> site_;
  uint64_t passed_ = 0;
  bool closed_ = false;
  bool suspended_ = false;
  bool left_files_ = false;
  size_t failed_syncs_told_ = 0;  // to the oracle, of this lifetime's
};

}  // namespace varve::sim

#endif  // VARVE_SIM_WORLD_WORLD_GATE_H_
