// Snapshots and cursors that the oracle watches from their making to their end.
#ifndef VARVE_SIM_WORKLOAD_CHECKED_CURSOR_H_
#define VARVE_SIM_WORKLOAD_CHECKED_CURSOR_H_

#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/oracle/oracle.h"
#include "sim/workload/context.h"
#include "sim/workload/key_universe.h"
#include "varve/iterator.h"
#include "varve/snapshot.h"

namespace varve::sim {

/// A snapshot. It may outlive the handle; it is destroyed before the world's oracle and platform.
class CheckedSnapshot {
 public:
  CheckedSnapshot(WorkloadContext& context, Snapshot snapshot)
      : context_(context), snapshot_(std::move(snapshot)), instant_(snapshot_.instant()) {}
  /// Tells the oracle, then drops the snapshot.
  ~CheckedSnapshot() { context_.oracle.SnapshotDropped(instant_); }
  CheckedSnapshot(const CheckedSnapshot&) = delete;
  CheckedSnapshot& operator=(const CheckedSnapshot&) = delete;

  [[nodiscard]] const Snapshot& snapshot() const { return snapshot_; }
  [[nodiscard]] SeqNo instant() const { return instant_; }

 private:
  WorkloadContext& context_;
  Snapshot snapshot_;
  const SeqNo instant_;
};

/// A cursor each of whose steps is compared with the model's cursor (rule V3). May outlive the
/// handle (rule V5) and may be moved to another fiber between steps.
class CheckedCursor {
 public:
  /// `may_be_refused`: the handle was being closed when the iterator was made, so that it may
  /// answer with that error only. One made before goes on (rule V5).
  CheckedCursor(WorkloadContext& context, std::unique_ptr<Iterator> iterator, Ticket ticket,
                bool may_be_refused)
      : context_(context),
        iterator_(std::move(iterator)),
        ticket_(ticket),
        may_be_refused_(may_be_refused),
        read_faults_(context.service.read_faults) {}
  /// Tells the oracle, then destroys the iterator.
  ~CheckedCursor();
  CheckedCursor(const CheckedCursor&) = delete;
  CheckedCursor& operator=(const CheckedCursor&) = delete;

  /// One step and its check. `target` matters to the two Seeks. Next and Prev need a standing
  /// cursor.
  void Step(CursorStep step, std::string_view target, std::string_view fiber);

  /// `count` random steps; a cursor that stands nowhere seeks.
  void Wander(const KeyUniverse& keys, uint64_t count, std::string_view fiber);

 private:
  WorkloadContext& context_;
  std::unique_ptr<Iterator> iterator_;
  const Ticket ticket_;
  const bool may_be_refused_;
  const uint64_t read_faults_;   // when it was made
  std::string_view own_target_;  // of a seek to what the cursor itself shows; else empty
};

/// What clients leave alive when they end, to be used after the handle is closed (rules V4, V5).
/// On the simulated process's heap.
struct Estate {
  std::vector<std::unique_ptr<CheckedCursor>> cursors;
  std::vector<std::unique_ptr<CheckedSnapshot>> snapshots;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_WORKLOAD_CHECKED_CURSOR_H_
