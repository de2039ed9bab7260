// The commit queue: gives every batch its place in the order, logs it, applies it, publishes it.
//
// A write goes through these steps (the lock that covers each in brackets):
//   1. room: wait while flush or compaction are too far behind; seal a full memtable  [commit]
//   2. order: take sequence numbers (rule S1) and a publication ticket                [commit]
//   3. log: one record a batch; rotate to a new segment where it does not fit         [commit]
//   4. apply: insert into the memtable, beside other writers                          [none]
//   5. publish: become visible in commit order (rules S2, S3)                         [none]
//   6. sync, where asked: share one sync with whoever waits (group commit)            [log]
//
// Sealing waits until no batch is in flight, so that a batch lies in one memtable whole and
// memtables hold disjoint, ascending ranges of sequence numbers (rule V6).
#ifndef VARVE_ENGINE_DB_WRITE_PATH_H_
#define VARVE_ENGINE_DB_WRITE_PATH_H_

#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "engine/base/mutex.h"
#include "engine/db/failure_latch.h"
#include "engine/db/flusher.h"
#include "engine/db/publication.h"
#include "engine/memtable/memtable.h"
#include "engine/version/version_set.h"
#include "engine/wal/log_writer.h"
#include "varve/batch.h"
#include "varve/options.h"

namespace varve {

/// Thread safety: all methods from any task. Blocking.
class WritePath {
 public:
  /// `collect` is called, without locks, after a new epoch has begun.
  WritePath(VersionSet& versions, TableStore& store, LogWriter& log, FailureLatch& failure,
            Publication& publication, std::function<void()> collect);

  /// Must be called before anything else: the first seqno to give out, the memtable that the
  /// current super version holds, and who flushes. Not beside other calls.
  void Start(SeqNo next_seqno, std::shared_ptr<MemTable> active, Flusher* flusher);

  [[nodiscard]] absl::Status Write(const WriteBatch& batch, Durability durability);

  /// `DB::Sync`.
  [[nodiscard]] absl::Status Sync();

  /// `DB::Clear`.
  [[nodiscard]] absl::Status Clear();

  /// Seals the active memtable unless it is empty.
  [[nodiscard]] absl::Status Seal();

  /// `DB::Resume`, while background work rests: settles every batch that a failure left
  /// indeterminate (rule D2), in the commit lock. A batch that is visible is in tables when this
  /// returns OK, one that never became visible is cut off with its log. After an error everything
  /// is as before, and the failure stays.
  [[nodiscard]] absl::Status Resume();

  /// Flush or compaction progressed, or failed: writers that wait for room look again.
  void NotifyProgress();

  /// Later calls answer `kFailedPrecondition`, and those that wait for room return it; those that
  /// wait for a sync get theirs: nothing is synced any more when this returns. When that holds, the
  /// active memtable is sealed if it has entries that are not in the log.
  [[nodiscard]] absl::Status Close();

  [[nodiscard]] SeqNo next_seqno() const;

 private:
  struct Sequenced;

  [[nodiscard]] absl::Status Usable() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  /// The same where the analysis cannot see the lock.
  [[nodiscard]] absl::Status UsableLocked() const;
  [[nodiscard]] absl::Status MakeRoom() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  /// Waits until another memtable may be sealed, then seals the active one (which has entries).
  /// `usable` says why to stop waiting.
  [[nodiscard]] absl::Status Rotate(const std::function<absl::Status()>& usable)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  [[nodiscard]] absl::Status Sequence(const WriteBatch& batch, Durability durability,
                                      Sequenced& sequenced);
  [[nodiscard]] absl::StatusOr<LogPosition> Log(std::string_view header, std::string_view body,
                                                SeqNo first_seqno, SeqNo last_seqno)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  [[nodiscard]] std::shared_ptr<MemTable> NewMemTable() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  /// Syncs the log through `position`, for a call counted in `syncs_`.
  [[nodiscard]] absl::Status SyncCounted(LogPosition position, FailureLatch::Period period);
  static void Apply(std::string_view operations, SeqNo first_seqno, MemTable& memtable);

  VersionSet& versions_;
  TableStore& store_;
  LogWriter& log_;
  FailureLatch& failure_;
  Publication& publication_;
  const std::function<void()> collect_;
  Flusher* flusher_ = nullptr;

  mutable Mutex mutex_;  // the commit lock: outermost
  CondVar room_;
  SeqNo next_seqno_ ABSL_GUARDED_BY(mutex_) = 1;
  uint64_t last_memtable_id_ ABSL_GUARDED_BY(mutex_) = 0;
  std::shared_ptr<MemTable> active_ ABSL_GUARDED_BY(mutex_);
  bool active_has_unlogged_ ABSL_GUARDED_BY(mutex_) = false;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  size_t syncs_ ABSL_GUARDED_BY(mutex_) = 0;  // calls that sync the log, or are about to
};

}  // namespace varve

#endif  // VARVE_ENGINE_DB_WRITE_PATH_H_
