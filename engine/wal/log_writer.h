// The logs of an open database: a sequence of segments, the last of which is appended to.
//
// Durability. A record survives a process crash when `Append` returns, and a machine crash once
// `SyncThrough` has returned OK for its end. The sequence is durable as a prefix: syncing a log
// first syncs every older live one (rule D7), so that no record survives whose predecessors are
// lost. A segment's name is durable before any record is put into it.
//
// Group commit. Of the tasks that wait in `SyncThrough` one, the leader, syncs for all. It takes
// what was committed when it began; what it proves is the offset that the sync returned. Each
// waiter compares its own position with what was proven, and leads in its turn when it was not
// covered; so a waiter that came too late for a sync is never acknowledged by it.
//
// States of the writer, and what leads from one to the next:
//   new      -> open    Start
//   open     -> open    Append, Rotate, SyncThrough, RemoveBelow
//   any      -> failed  any error except those named at each method; the first one stays
//   open, failed -> open    Restart, with a new sequence
// A failed log is never appended to again: what an error left on disk is unknown (rule D2).
#ifndef VARVE_ENGINE_WAL_LOG_WRITER_H_
#define VARVE_ENGINE_WAL_LOG_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/atomic.h"
#include "engine/base/mutex.h"
#include "engine/wal/log_format.h"
#include "varve/introspection.h"
#include "varve/platform/platform.h"
#include "varve/types.h"

namespace varve {

/// Thread safety: the caller serialises `Start`, `Restart`, `HasRoom`, `Append` and `Rotate` (the
/// commit lock); every other method may be called from any task beside them once `Start` has
/// succeeded. Progress: all methods are blocking. Destroy it when no call is running.
class LogWriter {
 public:
  /// Segments are created in `directory`, each of `segment_bytes` unless a record needs more. The
  /// platform must outlive the writer.
  LogWriter(const Platform& platform, std::string directory, uint64_t segment_bytes);
  ~LogWriter();
  LogWriter(const LogWriter&) = delete;
  LogWriter& operator=(const LogWriter&) = delete;

  /// Creates the first segment, with which the sequence starts. Its header and its name are durable
  /// on return. Called once, before everything else. Any error is final.
  [[nodiscard]] absl::Status Start(uint64_t number);

  /// Gives the sequence up, failed or not, and begins another with log `number`, above all before.
  /// The new log is durable when `settle` is called, which has to make all that was in the old
  /// sequence, and was promised, durable elsewhere, and `number` the first log to read. On success
  /// every position of the old sequence counts as proven, and its files are the caller's to remove.
  /// After an error, of `settle` or of a file, the sequence is the old one, in the failed state.
  [[nodiscard]] absl::Status Restart(uint64_t number, const std::function<absl::Status()>& settle);

  /// OK, or the error that ended the use of the sequence.
  [[nodiscard]] absl::Status status() const;

  /// Whether a record with this payload fits into the active segment.
  [[nodiscard]] bool HasRoom(size_t payload_bytes) const;

  /// Continues on a new segment, `number` being above the active one's, that has room for
  /// `payload_bytes`. The new name is durable on return; the outgoing log need not be: the new
  /// header says where it ended, and whoever syncs the new log syncs it first. `kResourceExhausted`
  /// (no space for the segment) and `kInvalidArgument` (a payload no record can hold) leave the
  /// active log as it was and in use; other errors are final.
  [[nodiscard]] absl::Status Rotate(uint64_t number, size_t payload_bytes);

  /// Adds one record, whose payload is the concatenation of `parts`, to the active segment; it must
  /// have room. Returns the position just behind the record, which survives a process crash from
  /// then on. `largest_seqno` is the highest in the record, above all earlier ones. Errors are
  /// final, and the record is indeterminate; but after `kInvalidArgument` (over 4 GiB) nothing
  /// happened.
  [[nodiscard]] absl::StatusOr<LogPosition> Append(std::span<const std::string_view> parts,
                                                   SeqNo largest_seqno);

  /// Returns OK when everything below `position` (at most `end()`) survives a machine crash. An
  /// error reaches every waiter that is not covered by then, and is final but for `Restart`.
  [[nodiscard]] absl::Status SyncThrough(LogPosition position);

  /// The end of the last record (or of the active segment's header, where it has none).
  [[nodiscard]] LogPosition end() const;
  /// Everything below survives a machine crash (rule D7). Never falls.
  [[nodiscard]] LogPosition proven() const;

  /// Removes the sealed logs with a number below `first_log`; the active one stays. To be called
  /// once the manifest durably names `first_log` as the first log to read, with exactly that
  /// number: a log that became removable since is still the one the manifest names. Removals become
  /// durable in any order. One that failed is tried again by the next call; the first error is
  /// returned and is not final. A sync in flight keeps the removed file open until it is done.
  [[nodiscard]] absl::Status RemoveBelow(uint64_t first_log);

  /// Number of the oldest log with a record above `flushed_through`, else of the active one: the
  /// first log that recovery has to read.
  [[nodiscard]] uint64_t OldestNeeded(SeqNo flushed_through) const;
  /// Number of the oldest log that has not been removed.
  [[nodiscard]] uint64_t oldest_live() const;

  /// The live logs, oldest first.
  [[nodiscard]] std::vector<LogShape> Shapes() const;

 private:
  struct Segment;

  // Creates a segment whose header is committed and whose name is durable. `kResourceExhausted`
  // says that nothing has happened.
  absl::StatusOr<std::shared_ptr<Segment>> CreateSegment(const LogHeader& header,
                                                         size_t payload_bytes);
  // What the next record says is proven. For the serialised calls.
  LogPosition StatedProven();
  Segment& active() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // The first segment of a sequence, durable.
  absl::StatusOr<std::shared_ptr<Segment>> CreateFirstSegment(uint64_t number, uint64_t* synced);
  // Makes `error` final unless another one is; returns the final one and wakes all waiters.
  absl::Status Fail(const absl::Status& error) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status FailUnlocked(const absl::Status& error) ABSL_LOCKS_EXCLUDED(mutex_);
  // One sync of every log that is not fully synced, oldest first, as the leader. Releases the lock
  // while it syncs.
  void Lead() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Records that `segment`, like all older ones, is synced up to `offset`; wakes those covered.
  void Prove(Segment& segment, uint64_t offset) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // The logs, from the oldest, that hold nothing above `flushed_through`; never the active one.
  size_t CountObsolete(SeqNo flushed_through) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  ScheduleHook* const hook_;
  FileSystem& file_system_;
  Instrumentation& instrumentation_;
  const std::string directory_;
  const uint64_t segment_bytes_;

  // The serialised calls' alone, null before `Start`: the active segment, and what its next record
  // says is proven, as of `proofs_`.
  Segment* appending_ = nullptr;
  LogPosition stated_proven_;
  uint64_t stated_proofs_ = 0;

  // Innermost lock of the commit path: held for bookkeeping, never during a file operation.
  mutable Mutex mutex_;
  CondVar progress_;  // `proven_` rose, `syncing_` fell, or `error_` was set
  // Oldest first; the last is the active one. Shared with the leader's sync in flight, so that a
  // log can be removed beside it. Never empty once `Start` has succeeded.
  std::vector<std::shared_ptr<Segment>> live_ ABSL_GUARDED_BY(mutex_);
  LogPosition proven_ ABSL_GUARDED_BY(mutex_);
  bool syncing_ ABSL_GUARDED_BY(mutex_) = false;  // a leader is at work
  absl::Status error_ ABSL_GUARDED_BY(mutex_);    // the first final error
  // Written under the lock, so that `Append` takes it only where something has changed.
  Atomic<bool> failed_{false};  // whether there is an error
  Atomic<uint64_t> proofs_{0};  // how often `proven_` rose
};

}  // namespace varve

#endif  // VARVE_ENGINE_WAL_LOG_WRITER_H_
