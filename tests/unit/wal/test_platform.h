// A platform for tests of the log: locks whose waiters can be counted, and recorded events.
#ifndef VARVE_TESTS_UNIT_WAL_TEST_PLATFORM_H_
#define VARVE_TESTS_UNIT_WAL_TEST_PLATFORM_H_

#include <array>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "engine/wal/log_format.h"
#include "varve/platform/clock.h"
#include "varve/platform/instrumentation.h"
#include "varve/platform/scheduler.h"

namespace varve {

/// Real threads under the standard library's locks, which lets a test wait until so many tasks wait
/// on a condition variable: the tasks that a group commit is to serve are then known to be queued.
class CountingScheduler : public Scheduler {
 public:
  std::unique_ptr<Task> Spawn(std::string_view, std::function<void()> body) override {
    return std::make_unique<ThreadTask>(std::move(body));
  }
  std::unique_ptr<ControlledMutex> NewMutex(std::string_view) override {
    return std::make_unique<PlainMutex>();
  }
  std::unique_ptr<ControlledSharedMutex> NewSharedMutex(std::string_view) override {
    return nullptr;
  }
  std::unique_ptr<ControlledCondVar> NewCondVar(std::string_view) override {
    return std::make_unique<CountedCondVar>(*this);
  }
  std::unique_ptr<TaskLocal> NewTaskLocal(void (*)(void*)) override { return nullptr; }
  ScheduleHook* hook() override { return nullptr; }
  void Yield(SchedulePoint) override { std::this_thread::yield(); }

  /// Blocks until `count` tasks wait on condition variables.
  void AwaitWaiters(int count) {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [&] { return waiters_ == count; });
  }

 private:
  class ThreadTask : public Task {
   public:
    explicit ThreadTask(std::function<void()> body) : thread_(std::move(body)) {}
    void Join() override { thread_.join(); }

   private:
    std::thread thread_;
  };

  class PlainMutex : public ControlledMutex {
   public:
    void Lock() override { mutex.lock(); }
    bool TryLock() override { return mutex.try_lock(); }
    void Unlock() override { mutex.unlock(); }
    bool HeldByCaller() const override { return true; }

    std::mutex mutex;
  };

  class CountedCondVar : public ControlledCondVar {
   public:
    explicit CountedCondVar(CountingScheduler& scheduler) : scheduler_(scheduler) {}
    // The count rises while `mutex` is held, so that whoever takes that afterwards comes after the
    // beginning of the wait.
    void Wait(ControlledMutex& mutex) override {
      scheduler_.CountWaiter(1);
      std::unique_lock<std::mutex> lock(static_cast<PlainMutex&>(mutex).mutex, std::adopt_lock);
      changed_.wait(lock);
      lock.release();
      scheduler_.CountWaiter(-1);
    }
    bool WaitUntil(ControlledMutex& mutex, Instant) override {
      Wait(mutex);
      return true;
    }
    void NotifyOne() override { changed_.notify_one(); }
    void NotifyAll() override { changed_.notify_all(); }

   private:
    CountingScheduler& scheduler_;
    std::condition_variable changed_;
  };

  void CountWaiter(int change) {
    const std::lock_guard<std::mutex> lock(mutex_);
    waiters_ += change;
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  int waiters_ = 0;
};

class StoppedClock : public Clock {
 public:
  Instant Now() override { return {}; }
  int64_t WallNanos() override { return 0; }
  void SleepUntil(Instant) override {}
};

/// Remembers what the log reported.
class Recorder : public Instrumentation {
 public:
  void Hit(Probe probe) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    ++hits_[static_cast<size_t>(probe)];
  }
  void OnLogSynced(uint64_t number, uint64_t offset) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    synced_.push_back({number, offset});
  }
  void OnFileRemoved(std::string_view path) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    removed_.emplace_back(path);
  }

  int hits(Probe probe) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return hits_[static_cast<size_t>(probe)];
  }
  std::vector<LogPosition> synced() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return synced_;
  }
  std::vector<std::string> removed() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return removed_;
  }

 private:
  mutable std::mutex mutex_;
  std::array<int, kProbeCount> hits_{};
  std::vector<LogPosition> synced_;
  std::vector<std::string> removed_;
};

}  // namespace varve

#endif  // VARVE_TESTS_UNIT_WAL_TEST_PLATFORM_H_
