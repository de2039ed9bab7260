// The oracle's entry points: each leaves the lifetime's heap, then does its work in the core.
#include "sim/oracle/oracle.h"

#include "sim/heap/heap.h"
#include "sim/oracle/core.h"
#include "sim/oracle/listener.h"

namespace varve::sim {

Oracle::Oracle(ViolationHandler on_violation, CurrentTask current_task) {
  HeapScope world(nullptr);
  core_ = std::make_unique<Core>(std::move(on_violation), std::move(current_task));
  listener_ = std::make_unique<Listener>(*core_);
}

Oracle::~Oracle() = default;

Instrumentation& Oracle::instrumentation() { return *listener_; }

Ticket Oracle::BeginWrite(const WriteBatch* batch, const std::vector<model::Operation>& operations,
                          Durability durability) {
  HeapScope world(nullptr);
  return core_->BeginWrite(batch, operations, durability);
}

void Oracle::EndWrite(Ticket ticket, const absl::Status& status) {
  HeapScope world(nullptr);
  core_->EndWrite(ticket, status);
}

Ticket Oracle::BeginClear() {
  HeapScope world(nullptr);
  return core_->BeginClear();
}

void Oracle::EndClear(Ticket ticket, const absl::Status& status) {
  HeapScope world(nullptr);
  core_->EndClear(ticket, status);
}

Ticket Oracle::BeginSync() {
  HeapScope world(nullptr);
  return core_->BeginSync();
}

void Oracle::EndSync(Ticket ticket, const absl::Status& status) {
  HeapScope world(nullptr);
  core_->EndSync(ticket, status);
}

Ticket Oracle::BeginFlush() {
  HeapScope world(nullptr);
  return core_->BeginFlush();
}

void Oracle::EndFlush(Ticket ticket, const absl::Status& status) {
  HeapScope world(nullptr);
  core_->EndFlush(ticket, status);
}

Ticket Oracle::BeginSnapshot() {
  HeapScope world(nullptr);
  return core_->BeginSnapshot();
}

void Oracle::SnapshotTaken(Ticket ticket, SeqNo instant) {
  HeapScope world(nullptr);
  core_->SnapshotTaken(ticket, instant);
}

void Oracle::SnapshotDropped(SeqNo instant) {
  HeapScope world(nullptr);
  core_->SnapshotDropped(instant);
}

Ticket Oracle::BeginRead(std::optional<SeqNo> snapshot) {
  HeapScope world(nullptr);
  return core_->BeginRead(snapshot);
}

void Oracle::EndGet(Ticket ticket, std::string_view key, const std::optional<std::string>& value) {
  HeapScope world(nullptr);
  core_->EndGet(ticket, key, value);
}

void Oracle::EndScan(Ticket ticket, const std::optional<std::string>& lower,
                     const std::optional<std::string>& upper,
                     const std::vector<model::KeyValue>& entries, bool forward) {
  HeapScope world(nullptr);
  core_->EndScan(ticket, {lower, upper}, entries, forward);
}

void Oracle::EndBrokenScan(Ticket ticket, const std::optional<std::string>& lower,
                           const std::optional<std::string>& upper,
                           const std::vector<model::KeyValue>& entries, bool forward) {
  HeapScope world(nullptr);
  core_->EndBrokenScan(ticket, {lower, upper}, entries, forward);
}

void Oracle::EndFailed(Ticket ticket) {
  HeapScope world(nullptr);
  core_->EndFailed(ticket);
}

Ticket Oracle::BeginCursor(std::optional<SeqNo> snapshot, const std::optional<std::string>& lower,
                           const std::optional<std::string>& upper) {
  HeapScope world(nullptr);
  return core_->BeginCursor(snapshot, {lower, upper});
}

void Oracle::CursorCreated(Ticket cursor) {
  HeapScope world(nullptr);
  core_->CursorCreated(cursor);
}

void Oracle::CheckCursor(Ticket cursor, CursorStep step, std::string_view target,
                         const CursorSeen& seen) {
  HeapScope world(nullptr);
  core_->CheckCursor(cursor, step, target, seen);
}

void Oracle::EndCursor(Ticket cursor) {
  HeapScope world(nullptr);
  core_->EndCursor(cursor);
}

void Oracle::OnCrash(model::CrashKind kind) {
  HeapScope world(nullptr);
  core_->Crashed(kind);
}

void Oracle::OnCleanClose(const absl::Status& status) {
  HeapScope world(nullptr);
  core_->CleanlyClosed(status);
}

void Oracle::OnReopened(const Introspection& introspection,
                        const std::vector<model::KeyValue>& contents) {
  HeapScope world(nullptr);
  core_->Reopened(introspection, contents);
}

void Oracle::CacheLost(std::string_view path) {
  HeapScope world(nullptr);
  core_->CacheLost(path);
}

void Oracle::CacheDropped() {
  HeapScope world(nullptr);
  core_->CacheDropped();
}

Ticket Oracle::BeginInspect() {
  HeapScope world(nullptr);
  return core_->BeginInspect();
}

void Oracle::EndInspect(Ticket ticket, const Introspection& introspection) {
  HeapScope world(nullptr);
  core_->EndInspect(ticket, introspection);
}

void Oracle::CheckIntrospection(const Introspection& introspection) {
  HeapScope world(nullptr);
  core_->CheckIntrospection(introspection);
}

void Oracle::CheckIdle(const Introspection& introspection, const std::vector<std::string>& names) {
  HeapScope world(nullptr);
  core_->CheckIdle(introspection, names);
}

void Oracle::WatchCalls(std::function<int64_t()> now_nanos, int64_t bound_nanos) {
  HeapScope world(nullptr);
  core_->WatchCalls(std::move(now_nanos), bound_nanos);
}

void Oracle::SetTime(int64_t now_nanos) { core_->SetTime(now_nanos); }

void Oracle::CheckProgress(int64_t now_nanos, int64_t bound_nanos) {
  HeapScope world(nullptr);
  core_->CheckProgress(now_nanos, bound_nanos);
}

std::vector<model::KeyValue> Oracle::Contents() const {
  HeapScope world(nullptr);
  return core_->Contents();
}

const OracleStatistics& Oracle::statistics() const { return core_->statistics(); }

}  // namespace varve::sim
