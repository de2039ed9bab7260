// The first error that ends writing, kept for the life of an opening.
#ifndef VARVE_ENGINE_DB_FAILURE_LATCH_H_
#define VARVE_ENGINE_DB_FAILURE_LATCH_H_

#include "absl/status/status.h"
#include "engine/base/mutex.h"
#include "varve/platform/platform.h"

namespace varve {

/// A failed write or sync of a log or of the manifest leaves bytes whose fate is unknown; going on
/// could put acknowledged writes behind them. So the first such error is final: every later write
/// gets it, until the database is opened again (rules D2, D5). A flush or a compaction that failed
/// (a table could not be written, or an input could not be read) ends writing too: nothing would
/// bound what waits for it.
///
/// Thread safety: all methods from any task.
class FailureLatch {
 public:
  explicit FailureLatch(const Platform& platform)
      : platform_(platform), mutex_(platform.scheduler, "failure") {}

  /// OK, or the first error.
  [[nodiscard]] absl::Status Get() const {
    MutexLock lock(mutex_);
    return first_;
  }

  /// Keeps `error` (not OK) unless there is one already.
  void Set(const absl::Status& error) {
    MutexLock lock(mutex_);
    if (!first_.ok()) return;
    first_ = error;
    platform_.instrumentation.OnFailure(error);
  }

 private:
  const Platform platform_;
  mutable Mutex mutex_;
  absl::Status first_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace varve

#endif  // VARVE_ENGINE_DB_FAILURE_LATCH_H_
