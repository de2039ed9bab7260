// The background task that turns sealed memtables into tables of level 0, oldest first.
#ifndef VARVE_ENGINE_DB_FLUSHER_H_
#define VARVE_ENGINE_DB_FLUSHER_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "engine/base/mutex.h"
#include "engine/db/failure_latch.h"
#include "engine/memtable/memtable.h"
#include "engine/version/version_set.h"
#include "engine/wal/log_writer.h"

namespace varve {

/// Thread safety: all methods from any task, `Start` and `Stop` once each.
class Flusher {
 public:
  struct Sealed {
    std::shared_ptr<MemTable> memtable;
    LogPosition logged_to;  // every logged entry of the memtable lies below it
    uint64_t epoch = 0;     // of the version when it was sealed
  };

  /// `progressed` is called, without locks, after each memtable that is done with.
  Flusher(VersionSet& versions, TableStore& store, LogWriter& log, FailureLatch& failure,
          std::function<void()> progressed);

  void Start();
  /// Ends after the memtable being flushed; the others stay in the log. Idempotent.
  void Stop();

  /// Adds a memtable that is newer than all before it. The caller holds the commit lock.
  void Enqueue(Sealed sealed);

  /// Returns when every memtable enqueued before the call is in a table or was cleared, or with the
  /// failure that keeps it from getting there.
  [[nodiscard]] absl::Status WaitUntilDone();

  /// The failure latch changed: look again.
  void Wake();
  /// After a failure was latched: returns when no memtable is being flushed. None will be before
  /// the latch is cleared.
  void WaitUntilParked();
  /// Nothing is being flushed: what is queued is in tables already.
  void ForgetQueued();

  /// Memtables written to tables since the start.
  [[nodiscard]] size_t flushes() const;

 private:
  void Run();
  [[nodiscard]] absl::Status Flush(const Sealed& sealed);
  [[nodiscard]] absl::Status WriteTable(const MemTable& memtable, TableOutputs& outputs);

  VersionSet& versions_;
  TableStore& store_;
  LogWriter& log_;
  FailureLatch& failure_;
  const std::function<void()> progressed_;
  mutable Mutex mutex_;
  CondVar changed_;
  std::deque<Sealed> queue_ ABSL_GUARDED_BY(mutex_);  // the front may be in work
  uint64_t enqueued_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t done_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t flushes_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  bool flushing_ ABSL_GUARDED_BY(mutex_) = false;  // the front of the queue
  std::unique_ptr<Task> task_;
};

}  // namespace varve

#endif  // VARVE_ENGINE_DB_FLUSHER_H_
