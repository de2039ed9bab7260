// Injects the faults of a plan: answers the gate's question what goes wrong with each operation,
// and fills the disk.
//
// A world owns one. At the start of each lifetime it arms it with that lifetime's plan; its gate
// passes `Decide` on; it heals it before it expects the database to make progress again.
#ifndef VARVE_SIM_FAULTS_FAULT_INJECTOR_H_
#define VARVE_SIM_FAULTS_FAULT_INJECTOR_H_

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/faults/fault_plan.h"
#include "sim/faults/fault_table.h"
#include "sim/file_system/disk.h"
#include "sim/file_system/fault.h"
#include "sim/file_system/gate.h"

namespace varve::sim {

/// Thread safety: one operating system thread. Its memory is the world's, whoever calls.
class FaultInjector {
 public:
  /// Borrows the disk. Nothing is armed.
  explicit FaultInjector(Disk& disk) : disk_(disk) {}

  /// Heals what the plan before left, and counts operations from here. `failed_syncs` is empty.
  void Arm(const FaultPlan& plan);

  /// Ends all faults, also those to come: the disk has its capacity back.
  void Heal();

  /// What goes wrong with the operation that is about to take effect (OperationGate::Decide).
  /// Draws nothing, and never answers `kNoSpace`: a full disk is the disk's own affair. `phases`
  /// has bit i set where the task that asks is inside phase i.
  [[nodiscard]] Fault Decide(FileOperation operation, std::string_view path, uint32_t phases = 0);

  /// Faults injected so far in all lifetimes: errors returned, and times that the disk was filled.
  /// A value kept is a mark: was anything injected since?
  [[nodiscard]] uint64_t total() const { return total_; }
  /// The same by kind, in the order of `FaultTable`.
  [[nodiscard]] std::span<const uint64_t, kFaultKindCount> counts() const { return counts_; }
  /// The latest: "sync.before sync-window /db/000003.log". Good until the next call of `Decide`.
  [[nodiscard]] const std::string& latest() const { return latest_; }

  /// Whether the disk is kept from its full capacity.
  [[nodiscard]] bool space_is_short() const { return healthy_capacity_.has_value(); }

  /// Files one of whose syncs failed since `Arm` other than after its effect, in order of their
  /// first such failure: what was not synced of them has lost even what survives a process crash.
  [[nodiscard]] const std::vector<std::string>& failed_syncs() const { return failed_syncs_; }

 private:
  struct Running {
    FaultEpisode episode;
    uint64_t matches = 0;
    uint64_t full_for = 0;  // a full disk: operations since
  };

  /// One more operation while the disk is full, or about to be.
  void DecideSpace(Running& running, bool matches, FileOperation operation, std::string_view path);
  void GiveRoomBack();
  void Inject(const Running& running, FileOperation operation, std::string_view path);

  Disk& disk_;
  std::vector<Running> running_;
  std::optional<uint64_t> healthy_capacity_;
  std::array<uint64_t, kFaultKindCount> counts_{};
  uint64_t total_ = 0;
  std::string latest_;
  std::vector<std::string> failed_syncs_;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_FAULTS_FAULT_INJECTOR_H_
