// The oracle's ear: the instrumentation through which the engine's events reach the core.
#ifndef VARVE_SIM_ORACLE_LISTENER_H_
#define VARVE_SIM_ORACLE_LISTENER_H_

#include <cstdint>
#include <string_view>

#include "sim/heap/heap.h"
#include "sim/oracle/core.h"
#include "sim/oracle/oracle.h"

namespace varve::sim {

/// Every event is handled on the world's heap. Phases other than their beginning, and probes, mean
/// nothing to the oracle.
class Oracle::Listener final : public Instrumentation {
 public:
  explicit Listener(Core& core) : core_(core) {}

  void EnterPhase(Phase phase) override {
    HeapScope world(nullptr);
    core_.OnEnterPhase(phase);
  }
  void OnBatchSequenced(const BatchSequenced& batch) override {
    HeapScope world(nullptr);
    core_.OnBatchSequenced(batch);
  }
  void OnBatchLogged(SeqNo first_seqno, uint64_t log_number, uint64_t log_end) override {
    HeapScope world(nullptr);
    core_.OnBatchLogged(first_seqno, {log_number, log_end});
  }
  void OnVisible(SeqNo visible) override {
    HeapScope world(nullptr);
    core_.OnVisible(visible);
  }
  void OnSnapshotCreated(SeqNo instant) override {
    HeapScope world(nullptr);
    core_.OnSnapshotCreated(instant);
  }
  void OnSnapshotReleased(SeqNo instant) override {
    HeapScope world(nullptr);
    core_.OnSnapshotReleased(instant);
  }
  void OnMemtableSealed(uint64_t /*memtable_id*/, SeqNo largest_seqno) override {
    HeapScope world(nullptr);
    core_.OnMemtableSealed(largest_seqno);
  }
  void OnEditPersisted(uint64_t version_id) override {
    HeapScope world(nullptr);
    core_.OnEditPersisted(version_id);
  }
  void OnVersionPublished(const VersionShape& shape) override {
    HeapScope world(nullptr);
    core_.OnVersionPublished(shape);
  }
  void OnVersionReleased(uint64_t version_id) override {
    HeapScope world(nullptr);
    core_.OnVersionReleased(version_id);
  }
  void OnTableCreated(uint64_t table_number) override {
    HeapScope world(nullptr);
    core_.OnTableCreated(table_number);
  }
  void OnTableAbandoned(uint64_t table_number) override {
    HeapScope world(nullptr);
    core_.OnTableAbandoned(table_number);
  }
  void OnFileRemoved(std::string_view path) override {
    HeapScope world(nullptr);
    core_.OnFileRemoved(path);
  }
  void OnEntryDropped(const EntryDropped& dropped) override {
    HeapScope world(nullptr);
    core_.OnEntryDropped(dropped);
  }
  void OnLogSynced(uint64_t log_number, uint64_t offset) override {
    HeapScope world(nullptr);
    core_.OnLogSynced({log_number, offset});
  }
  void OnFailure(const absl::Status& error) override {
    HeapScope world(nullptr);
    core_.OnFailure(error);
  }
  void OnResumed() override {
    HeapScope world(nullptr);
    core_.OnResumed();
  }

 private:
  Core& core_;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_ORACLE_LISTENER_H_
