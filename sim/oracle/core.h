// The oracle's state: the model's pieces, the calls under way, and where the world's lifetimes are.
//
// States, and what leads from one to the next:
//   kClosed   -> kOpening   OnEnterPhase(kRecovery)
//   kOpening  -> kOpening   OnEnterPhase(kRecovery): the opening before failed
//   kOpening  -> kOpen      Reopened
//   any       -> kClosed    Crashed; CleanlyClosed (from kOpen)
// While closed, events come from what outlives a handle: pins that go. While opening, events are
// kept: they cannot be judged before the history is known to be that of the database found.
#ifndef VARVE_SIM_ORACLE_CORE_H_
#define VARVE_SIM_ORACLE_CORE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/collection.h"
#include "model/cursor.h"
#include "model/history.h"
#include "model/log_sync.h"
#include "model/progress.h"
#include "model/recovery.h"
#include "model/versions.h"
#include "model/visibility.h"
#include "sim/oracle/oracle.h"

namespace varve::sim {

/// Methods are named as the entry points of `Oracle` and `Instrumentation` that lead to them. No
/// method is entered again from within itself; a violation ends the call by the handler's not
/// returning.
class Oracle::Core {
 public:
  Core(ViolationHandler on_violation, CurrentTask current_task);

  // Engine events (core_events.cc).
  void OnEnterPhase(Phase phase);
  void OnBatchSequenced(const BatchSequenced& sequenced);
  void OnBatchLogged(SeqNo first_seqno, model::LogPosition end);
  void OnVisible(SeqNo visible);
  void OnSnapshotCreated(SeqNo instant);
  void OnSnapshotReleased(SeqNo instant);
  void OnMemtableSealed(SeqNo largest_seqno);
  void OnEditPersisted(uint64_t version_id);
  void OnVersionPublished(const VersionShape& shape);
  void OnVersionReleased(uint64_t version_id);
  void OnTableCreated(uint64_t number);
  void OnTableAbandoned(uint64_t number);
  void OnFileRemoved(std::string_view path);
  void OnEntryDropped(const EntryDropped& dropped);
  void OnLogSynced(model::LogPosition position);
  void OnFailure(const absl::Status& error);
  void OnResumed();

  // Writes (core_writes.cc).
  Ticket BeginWrite(const WriteBatch* batch, const std::vector<model::Operation>& operations,
                    Durability durability);
  void EndWrite(Ticket ticket, const absl::Status& status);
  Ticket BeginClear();
  void EndClear(Ticket ticket, const absl::Status& status);
  Ticket BeginSync();
  void EndSync(Ticket ticket, const absl::Status& status);
  Ticket BeginFlush();
  void EndFlush(Ticket ticket, const absl::Status& status);

  // Reads (core_reads.cc).
  Ticket BeginSnapshot();
  void SnapshotTaken(Ticket ticket, SeqNo instant);
  void SnapshotDropped(SeqNo instant);
  Ticket BeginRead(std::optional<SeqNo> snapshot);
  void EndGet(Ticket ticket, std::string_view key, const std::optional<std::string>& value);
  void EndScan(Ticket ticket, const model::Bounds& bounds,
               const std::vector<model::KeyValue>& entries, bool forward);
  void EndBrokenScan(Ticket ticket, const model::Bounds& bounds,
                     const std::vector<model::KeyValue>& entries, bool forward);
  void EndFailed(Ticket ticket);
  Ticket BeginCursor(std::optional<SeqNo> snapshot, model::Bounds bounds);
  void CursorCreated(Ticket cursor);
  void CheckCursor(Ticket cursor, CursorStep step, std::string_view target, const CursorSeen& seen);
  void EndCursor(Ticket cursor);
  std::vector<model::KeyValue> Contents() const;

  // Lifetimes (core_lifetimes.cc).
  void Crashed(model::CrashKind kind);
  void CleanlyClosed(const absl::Status& status);
  void CacheLost(std::string_view path);
  void CacheDropped() { cache_dropped_ = true; }
  void Reopened(const Introspection& introspection, const std::vector<model::KeyValue>& contents);

  // Inspection (core_inspection.cc).
  Ticket BeginInspect();
  void EndInspect(Ticket ticket, const Introspection& introspection);
  void CheckIntrospection(const Introspection& introspection);
  void CheckIdle(const Introspection& introspection, const std::vector<std::string>& names);
  void WatchCalls(std::function<int64_t()> now_nanos, int64_t bound_nanos);
  void SetTime(int64_t now_nanos) { now_nanos_ = now_nanos; }
  void CheckProgress(int64_t now_nanos, int64_t bound_nanos);

  [[nodiscard]] const OracleStatistics& statistics() const { return statistics_; }

 private:
  enum class State : uint8_t { kClosed, kOpening, kOpen };

  /// A call under way.
  struct Call {
    bool refused = false;           // the engine had failed when it began ...
    uint64_t resumptions = 0;       // ... and had been resumed so often
    size_t since = 0;               // a moment of `visibility_`
    uint64_t next_seqno = 0;        // when it began
    uint64_t acknowledged = 0;      // the newest entry acknowledged when it began
    uint64_t events = 0;            // events seen when it began
    model::LogPosition log_end;     // when it began
    std::optional<SeqNo> snapshot;  // reads
    // Writes: what `batch` holds, and where it was sequenced. The pointer is compared, never
    // followed or ordered by.
    const WriteBatch* batch = nullptr;
    std::vector<model::Operation> operations;
    model::Durability durability = model::Durability::kNone;
    uint64_t first_seqno = 0;  // 0: not yet
  };
  struct WatchedCursor {
    size_t since = 0;
    std::optional<SeqNo> snapshot;
    model::Bounds bounds;
    std::optional<model::Cursor> cursor;  // once it is created
  };

  /// Hands a violation to the handler and falls silent. Returns whether nothing was ever wrong.
  bool Judge(const model::Verdict& verdict);
  /// Whether an event is to be judged now. Otherwise it is dropped, or `replay` is kept for
  /// `Reopened`.
  template <typename Replay>
  [[nodiscard]] bool Admit(Replay replay) {
    if (silent_) return false;
    ++events_;
    if (state_ != State::kOpening) return true;
    kept_.emplace_back(std::move(replay));
    return false;
  }
  [[nodiscard]] uint64_t Task() const { return current_task_ ? current_task_() : 0; }
  [[nodiscard]] Ticket Begin(std::string_view what, Call call);
  [[nodiscard]] int64_t Now() const { return clock_ ? clock_() : now_nanos_; }
  /// The call, taken off the list; judged by L1 if calls are watched. Empty after a crash, or when
  /// the oracle has fallen silent.
  [[nodiscard]] std::optional<Call> End(Ticket ticket);
  /// D2, D5: a database that has failed refuses to write, with the error that it failed with.
  void CheckRefusal(const Call& call, const absl::Status& status);
  /// Whether the engine had failed when the call began and has not been resumed since.
  [[nodiscard]] bool Refused(const Call& call) const {
    return call.refused && call.resumptions == resumptions_;
  }
  void Acknowledge(model::Batch& batch);
  void Published(const model::Version& version, uint64_t task);
  void EnterPhase(Phase phase, uint64_t task);
  void EntryWasDropped(const model::Drop& drop, uint64_t task);
  void Interrupt(model::Ending ending);
  void NoteInterruptedOpening();
  [[nodiscard]] model::Verdict CheckOneView(const Introspection& introspection) const;

  const ViolationHandler on_violation_;
  const CurrentTask current_task_;
  bool silent_ = false;

  State state_ = State::kClosed;
  model::History history_;
  model::Visibility visibility_{history_};
  model::Versions versions_{history_};
  model::Collection collection_{history_};
  model::LogSync log_sync_;
  model::Progress progress_;
  model::Interruption interruption_;

  std::vector<std::function<void()>> kept_;  // events of an opening, in order
  uint64_t kept_flushed_through_ = 0;        // the highest published among them
  std::vector<model::Drop> kept_drops_;      // those among them
  std::vector<uint64_t> sealed_;             // ends of memtables sealed in this opening
  std::vector<uint64_t> unclaimed_clears_;   // sequenced, by a call that has not returned
  uint64_t acknowledged_ = 0;                // the newest entry acknowledged in this opening
  bool failed_ = false;                      // the engine refuses writes, ...
  std::string failure_;                      // ... with this error
  uint64_t resumptions_ = 0;
  bool resuming_ = false;              // a resumption began; no job publishes before its end
  bool cache_dropped_ = false;         // since the last opening
  bool cache_lost_ = false;            // `Interruption::cache_lost`
  std::multiset<uint64_t> snapshots_;  // live, by the engine's events
  std::multiset<uint64_t> held_;       // live, by the clients

  Ticket last_ticket_ = 0;
  uint64_t events_ = 0;
  int64_t now_nanos_ = 0;           // without a clock
  std::function<int64_t()> clock_;  // empty: calls are not watched
  int64_t call_bound_nanos_ = 0;
  std::map<Ticket, Call> calls_;
  std::map<Ticket, WatchedCursor> cursors_;
  OracleStatistics statistics_;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_ORACLE_CORE_H_
