// What the engine of a simulated world reports to: it counts probes, keeps each fiber's phases, and
// passes every event on to the oracle.
#ifndef VARVE_SIM_WORLD_WORLD_INSTRUMENTATION_H_
#define VARVE_SIM_WORLD_WORLD_INSTRUMENTATION_H_

#include <string_view>

#include "sim/campaign/statistics.h"
#include "sim/choice/choice_log.h"
#include "sim/scheduler/kernel.h"
#include "sim/workload/context.h"
#include "varve/platform/instrumentation.h"

namespace varve::sim {

/// Belongs to the world and serves all its lifetimes. Allocates nothing and never deschedules.
class WorldInstrumentation final : public Instrumentation {
 public:
  /// Borrows everything; `oracle` is the oracle's side of the instrumentation.
  WorldInstrumentation(Kernel& kernel, Instrumentation& oracle, ChoiceLog& log,
                       Statistics& statistics, Service& service)
      : kernel_(kernel), oracle_(oracle), log_(log), statistics_(statistics), service_(service) {}

  void Hit(Probe probe) override;
  void EnterPhase(Phase phase) override;
  void LeavePhase(Phase phase) override;
  void OnBatchSequenced(const BatchSequenced& batch) override;
  void OnBatchLogged(SeqNo first_seqno, uint64_t log_number, uint64_t log_end) override;
  void OnVisible(SeqNo visible) override;
  void OnSnapshotCreated(SeqNo instant) override;
  void OnSnapshotReleased(SeqNo instant) override;
  void OnMemtableSealed(uint64_t memtable_id, SeqNo largest_seqno) override;
  void OnEditPersisted(uint64_t version_id) override;
  void OnVersionPublished(const VersionShape& version) override;
  void OnVersionReleased(uint64_t version_id) override;
  void OnTableCreated(uint64_t table_number) override;
  void OnTableAbandoned(uint64_t table_number) override;
  void OnFileRemoved(std::string_view path) override;
  void OnEntryDropped(const EntryDropped& entry) override;
  void OnLogSynced(uint64_t log_number, uint64_t offset) override;
  void OnFailure(const absl::Status& error) override;
  void OnResumed() override;

 private:
  void Note(std::string_view event, std::string_view detail);
  void Note(std::string_view event, uint64_t number);

  Kernel& kernel_;
  Instrumentation& oracle_;
  ChoiceLog& log_;
  Statistics& statistics_;
  Service& service_;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_WORLD_WORLD_INSTRUMENTATION_H_
