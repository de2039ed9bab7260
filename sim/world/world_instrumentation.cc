#include "sim/world/world_instrumentation.h"

#include <charconv>
#include <cstddef>
#include <string>

#include "sim/world/phase_stack.h"

namespace varve::sim {

void WorldInstrumentation::Note(std::string_view event, std::string_view detail) {
  log_.AddEvent(event, kernel_.now().nanos, kernel_.CurrentPath(), detail);
}

void WorldInstrumentation::Note(std::string_view event, uint64_t number) {
  char digits[20];
  const std::to_chars_result end = std::to_chars(digits, digits + sizeof(digits), number);
  Note(event, std::string_view(digits, static_cast<size_t>(end.ptr - digits)));
}

void WorldInstrumentation::Hit(Probe probe) {
  ++statistics_.probes[static_cast<size_t>(probe)];
  oracle_.Hit(probe);
}

void WorldInstrumentation::EnterPhase(Phase phase) {
  if (kernel_.in_fiber()) {
    PhaseStack phases(kernel_.user());
    phases.Push(phase);
    kernel_.set_user(phases.word());
  }
  Note("phase.enter", Name(phase));
  oracle_.EnterPhase(phase);
}

void WorldInstrumentation::LeavePhase(Phase phase) {
  if (kernel_.in_fiber()) {
    PhaseStack phases(kernel_.user());
    phases.Pop();
    kernel_.set_user(phases.word());
  }
  Note("phase.leave", Name(phase));
  // What background tasks meet from here on concerns the database that is open.
  if (phase == Phase::kRecovery) service_.settled = service_.faults;
  if (phase == Phase::kFlush) ++statistics_.flushes;
  if (phase == Phase::kCompaction) ++statistics_.compactions;
  oracle_.LeavePhase(phase);
}

void WorldInstrumentation::OnBatchSequenced(const BatchSequenced& batch) {
  Note("sequenced", batch.first_seqno);
  oracle_.OnBatchSequenced(batch);
}

void WorldInstrumentation::OnBatchLogged(SeqNo first_seqno, uint64_t log_number, uint64_t log_end) {
  Note("logged", first_seqno);
  oracle_.OnBatchLogged(first_seqno, log_number, log_end);
}

void WorldInstrumentation::OnVisible(SeqNo visible) {
  Note("visible", visible);
  oracle_.OnVisible(visible);
}

void WorldInstrumentation::OnSnapshotCreated(SeqNo instant) { oracle_.OnSnapshotCreated(instant); }

void WorldInstrumentation::OnSnapshotReleased(SeqNo instant) {
  oracle_.OnSnapshotReleased(instant);
}

void WorldInstrumentation::OnMemtableSealed(uint64_t memtable_id, SeqNo largest_seqno) {
  Note("memtable.sealed", memtable_id);
  oracle_.OnMemtableSealed(memtable_id, largest_seqno);
}

void WorldInstrumentation::OnEditPersisted(uint64_t version_id) {
  Note("edit.persisted", version_id);
  oracle_.OnEditPersisted(version_id);
}

void WorldInstrumentation::OnVersionPublished(const VersionShape& version) {
  Note("version.published", version.id);
  oracle_.OnVersionPublished(version);
}

void WorldInstrumentation::OnVersionReleased(uint64_t version_id) {
  Note("version.released", version_id);
  oracle_.OnVersionReleased(version_id);
}

void WorldInstrumentation::OnTableCreated(uint64_t table_number) {
  Note("table.created", table_number);
  oracle_.OnTableCreated(table_number);
}

void WorldInstrumentation::OnTableAbandoned(uint64_t table_number) {
  Note("table.abandoned", table_number);
  oracle_.OnTableAbandoned(table_number);
}

void WorldInstrumentation::OnFileRemoved(std::string_view path) {
  Note("file.removed", path);
  oracle_.OnFileRemoved(path);
}

void WorldInstrumentation::OnEntryDropped(const EntryDropped& entry) {
  Note("entry.dropped", entry.seqno);
  oracle_.OnEntryDropped(entry);
}

void WorldInstrumentation::OnLogSynced(uint64_t log_number, uint64_t offset) {
  Note("log.synced", log_number);
  oracle_.OnLogSynced(log_number, offset);
}

void WorldInstrumentation::OnFailure(const absl::Status& error) {
  Note("engine.failure", std::string(error.message()));
  oracle_.OnFailure(error);
  if (service_.disturbed()) return;
  kernel_.Fail("D5", {"the engine failed without a fault: ", std::string(error.message())});
}

void WorldInstrumentation::OnResumed() {
  Note("resumed", std::string_view());
  service_.settled = service_.faults;
  oracle_.OnResumed();
}

}  // namespace varve::sim
