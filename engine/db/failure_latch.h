// The first error that ends writing, kept until the database is resumed or opened again.
#ifndef VARVE_ENGINE_DB_FAILURE_LATCH_H_
#define VARVE_ENGINE_DB_FAILURE_LATCH_H_

#include <cstdint>
#include <functional>
#include <utility>

#include "absl/status/status.h"
#include "engine/base/atomic.h"
#include "engine/base/mutex.h"
#include "varve/platform/platform.h"

namespace varve {

/// A failed write or sync of a log or of the manifest leaves bytes whose fate is unknown; going on
/// could put acknowledged writes behind them. So the first such error stays: every later write gets
/// it, until `DB::Resume` has settled what was left open or the database is opened again (rules D2,
/// D5). A flush or a compaction that failed (a table could not be written, or an input could not be
/// read) ends writing too: nothing would bound what waits for it.
///
/// *Periods* are what lies between two resumptions. An error is latched for the period in which the
/// work that met it began: one that is reported late says nothing about the period after.
///
/// Thread safety: all methods from any task.
class FailureLatch {
 public:
  using Period = uint64_t;

  /// `wake` is called, without the latch's lock, after an error was latched: what waits for
  /// background work should look again. It takes no lock outside the compaction lock.
  FailureLatch(const Platform& platform, std::function<void()> wake)
      : platform_(platform), wake_(std::move(wake)), mutex_(platform.scheduler, "failure") {}

  /// OK, or the first error of the present period.
  [[nodiscard]] absl::Status Get() const {
    if (!failed_.Load(std::memory_order_acquire)) return absl::OkStatus();
    MutexLock lock(mutex_);
    return first_;
  }

  [[nodiscard]] Period period() const { return period_.Load(std::memory_order_acquire); }

  /// Keeps `error` (not OK) unless there is one already or `period` is over.
  void Set(const absl::Status& error, Period period) {
    {
      MutexLock lock(mutex_);
      if (!first_.ok() || period != period_.Load(std::memory_order_relaxed)) return;
      first_ = error;
      failed_.Store(true, std::memory_order_release);
      platform_.instrumentation.OnFailure(error);
    }
    wake_();
  }

  /// Everything that was left open is settled: the next period begins.
  void Clear() {
    {
      MutexLock lock(mutex_);
      first_ = absl::OkStatus();
      failed_.Store(false, std::memory_order_release);
      period_.FetchAdd(1, std::memory_order_release);
    }
    wake_();
  }

 private:
  const Platform platform_;
  const std::function<void()> wake_;
  mutable Mutex mutex_;
  absl::Status first_ ABSL_GUARDED_BY(mutex_);
  // Written under the lock, so that a write has not to take it.
  Atomic<bool> failed_{false};
  Atomic<Period> period_{0};
};

}  // namespace varve

#endif  // VARVE_ENGINE_DB_FAILURE_LATCH_H_
