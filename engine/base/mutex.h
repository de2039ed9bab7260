// The engine's locks: `std::mutex` and friends in production, the controlled locks of the
// platform's scheduler in simulation. Annotated for clang's thread-safety analysis.
//
// Every lock belongs to exactly one scheduler, the one passed to its constructor; a condition
// variable is used with a mutex of the same scheduler. Not recursive.
#ifndef VARVE_ENGINE_BASE_MUTEX_H_
#define VARVE_ENGINE_BASE_MUTEX_H_

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "engine/base/schedule_point.h"
#include "varve/platform/scheduler.h"

namespace varve {

class ABSL_LOCKABLE Mutex {
 public:
  Mutex(Scheduler& scheduler, std::string_view name) : controlled_(scheduler.NewMutex(name)) {}
  Mutex(const Mutex&) = delete;
  Mutex& operator=(const Mutex&) = delete;

  void Lock() ABSL_EXCLUSIVE_LOCK_FUNCTION() {
    if (IsControlled(controlled_)) [[unlikely]] {
      controlled_->Lock();
    } else {
      native_.lock();
    }
  }

  void Unlock() ABSL_UNLOCK_FUNCTION() {
    if (IsControlled(controlled_)) [[unlikely]] {
      controlled_->Unlock();
    } else {
      native_.unlock();
    }
  }

  /// Tells the analysis that the caller holds the lock where it cannot see that.
  void AssertHeld() const ABSL_ASSERT_EXCLUSIVE_LOCK() {}

 private:
  friend class CondVar;

  std::unique_ptr<ControlledMutex> controlled_;  // null: use `native_`
  std::mutex native_;
};

/// Holds a mutex for the lifetime of the object.
class ABSL_SCOPED_LOCKABLE MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) ABSL_EXCLUSIVE_LOCK_FUNCTION(mutex) : mutex_(mutex) {
    mutex_.Lock();
  }
  ~MutexLock() ABSL_UNLOCK_FUNCTION() { mutex_.Unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

/// A readers-writer lock: any number of readers, or one writer. Whether a waiting writer goes
/// before readers that come later is the implementation's choice, so a reader must not wait for
/// another.
class ABSL_LOCKABLE SharedMutex {
 public:
  SharedMutex(Scheduler& scheduler, std::string_view name)
      : controlled_(scheduler.NewSharedMutex(name)) {}
  SharedMutex(const SharedMutex&) = delete;
  SharedMutex& operator=(const SharedMutex&) = delete;

  void Lock() ABSL_EXCLUSIVE_LOCK_FUNCTION() {
    if (IsControlled(controlled_)) [[unlikely]] {
      controlled_->Lock();
    } else {
      native_.lock();
    }
  }

  void Unlock() ABSL_UNLOCK_FUNCTION() {
    if (IsControlled(controlled_)) [[unlikely]] {
      controlled_->Unlock();
    } else {
      native_.unlock();
    }
  }

  void LockShared() ABSL_SHARED_LOCK_FUNCTION() {
    if (IsControlled(controlled_)) [[unlikely]] {
      controlled_->LockShared();
    } else {
      native_.lock_shared();
    }
  }

  void UnlockShared() ABSL_UNLOCK_FUNCTION() {
    if (IsControlled(controlled_)) [[unlikely]] {
      controlled_->UnlockShared();
    } else {
      native_.unlock_shared();
    }
  }

  /// Tell the analysis that the caller holds the lock where it cannot see that.
  void AssertHeld() const ABSL_ASSERT_EXCLUSIVE_LOCK() {}
  void AssertReaderHeld() const ABSL_ASSERT_SHARED_LOCK() {}

 private:
  std::unique_ptr<ControlledSharedMutex> controlled_;  // null: use `native_`
  std::shared_mutex native_;
};

/// Holds a shared mutex for reading for the lifetime of the object.
class ABSL_SCOPED_LOCKABLE ReaderLock {
 public:
  explicit ReaderLock(SharedMutex& mutex) ABSL_SHARED_LOCK_FUNCTION(mutex) : mutex_(mutex) {
    mutex_.LockShared();
  }
  ~ReaderLock() ABSL_UNLOCK_FUNCTION() { mutex_.UnlockShared(); }
  ReaderLock(const ReaderLock&) = delete;
  ReaderLock& operator=(const ReaderLock&) = delete;

 private:
  SharedMutex& mutex_;
};

/// Holds a shared mutex for writing for the lifetime of the object.
class ABSL_SCOPED_LOCKABLE WriterLock {
 public:
  explicit WriterLock(SharedMutex& mutex) ABSL_EXCLUSIVE_LOCK_FUNCTION(mutex) : mutex_(mutex) {
    mutex_.Lock();
  }
  ~WriterLock() ABSL_UNLOCK_FUNCTION() { mutex_.Unlock(); }
  WriterLock(const WriterLock&) = delete;
  WriterLock& operator=(const WriterLock&) = delete;

 private:
  SharedMutex& mutex_;
};

/// A condition variable. Waits may end spuriously: callers loop over their condition.
class CondVar {
 public:
  CondVar(Scheduler& scheduler, std::string_view name) : controlled_(scheduler.NewCondVar(name)) {}
  CondVar(const CondVar&) = delete;
  CondVar& operator=(const CondVar&) = delete;

  /// Releases `mutex`, waits for a notification, takes `mutex` again.
  void Wait(Mutex& mutex) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) {
    if (IsControlled(controlled_)) [[unlikely]] {
      controlled_->Wait(*mutex.controlled_);
      return;
    }
    std::unique_lock<std::mutex> lock(mutex.native_, std::adopt_lock);
    native_.wait(lock);
    lock.release();
  }

  /// As `Wait`, until `deadline` on the platform's monotonic clock at the latest. Returns false
  /// when the deadline passed first. A native scheduler's clock is `std::chrono::steady_clock`.
  bool WaitUntil(Mutex& mutex, Instant deadline) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) {
    if (IsControlled(controlled_)) [[unlikely]] {
      return controlled_->WaitUntil(*mutex.controlled_, deadline);
    }
    std::unique_lock<std::mutex> lock(mutex.native_, std::adopt_lock);
    const std::chrono::steady_clock::time_point until{std::chrono::nanoseconds(deadline.nanos)};
    const bool notified = native_.wait_until(lock, until) == std::cv_status::no_timeout;
    lock.release();
    return notified;
  }

  void NotifyOne() {
    if (IsControlled(controlled_)) [[unlikely]] {
      controlled_->NotifyOne();
    } else {
      native_.notify_one();
    }
  }

  void NotifyAll() {
    if (IsControlled(controlled_)) [[unlikely]] {
      controlled_->NotifyAll();
    } else {
      native_.notify_all();
    }
  }

 private:
  std::unique_ptr<ControlledCondVar> controlled_;  // null: use `native_`
  std::condition_variable native_;
};

}  // namespace varve

#endif  // VARVE_ENGINE_BASE_MUTEX_H_
