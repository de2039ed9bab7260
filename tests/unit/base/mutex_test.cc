// The routing of engine/base/mutex.h: to the locks of a controlled scheduler where it makes them,
// to the standard library where it does not. That either kind of lock works is for the conformance
// suite to show.
#include "engine/base/mutex.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "varve/platform/platform.h"

namespace varve {
namespace {

// A controlled scheduler that only keeps a log: "NAME.Call". Its locks exclude nobody.
class LoggingScheduler final : public Scheduler {
 public:
  [[nodiscard]] std::unique_ptr<Task> Spawn(std::string_view, std::function<void()>) override {
    return nullptr;
  }
  [[nodiscard]] std::unique_ptr<ControlledMutex> NewMutex(std::string_view name) override {
    return std::make_unique<LoggingMutex>(log_, std::string(name));
  }
  [[nodiscard]] std::unique_ptr<ControlledSharedMutex> NewSharedMutex(
      std::string_view name) override {
    return std::make_unique<LoggingSharedMutex>(log_, std::string(name));
  }
  [[nodiscard]] std::unique_ptr<ControlledCondVar> NewCondVar(std::string_view name) override {
    return std::make_unique<LoggingCondVar>(log_, std::string(name));
  }
  [[nodiscard]] std::unique_ptr<TaskLocal> NewTaskLocal(void (*)(void*)) override {
    return nullptr;
  }
  [[nodiscard]] ScheduleHook* hook() override { return nullptr; }
  void Yield(SchedulePoint) override {}

  /// What was logged since the last call.
  std::vector<std::string> TakeLog() { return std::exchange(log_, {}); }

 private:
  using Log = std::vector<std::string>;

  class LoggingMutex final : public ControlledMutex {
   public:
    LoggingMutex(Log& log, std::string name) : log_(log), name_(std::move(name)) {}
    void Lock() override { log_.push_back(name_ + ".Lock"); }
    [[nodiscard]] bool TryLock() override { return true; }
    void Unlock() override { log_.push_back(name_ + ".Unlock"); }
    [[nodiscard]] bool HeldByCaller() const override { return true; }
    const std::string& name() const { return name_; }

   private:
    Log& log_;
    const std::string name_;
  };

  class LoggingSharedMutex final : public ControlledSharedMutex {
   public:
    LoggingSharedMutex(Log& log, std::string name) : log_(log), name_(std::move(name)) {}
    void Lock() override { log_.push_back(name_ + ".Lock"); }
    void Unlock() override { log_.push_back(name_ + ".Unlock"); }
    void LockShared() override { log_.push_back(name_ + ".LockShared"); }
    void UnlockShared() override { log_.push_back(name_ + ".UnlockShared"); }

   private:
    Log& log_;
    const std::string name_;
  };

  class LoggingCondVar final : public ControlledCondVar {
   public:
    LoggingCondVar(Log& log, std::string name) : log_(log), name_(std::move(name)) {}
    void Wait(ControlledMutex& mutex) override { log_.push_back(Describe("Wait", mutex)); }
    bool WaitUntil(ControlledMutex& mutex, Instant deadline) override {
      log_.push_back(Describe("WaitUntil", mutex) + " " + std::to_string(deadline.nanos));
      return deadline.nanos % 2 == 0;
    }
    void NotifyOne() override { log_.push_back(name_ + ".NotifyOne"); }
    void NotifyAll() override { log_.push_back(name_ + ".NotifyAll"); }

   private:
    std::string Describe(const char* call, ControlledMutex& mutex) const {
      return name_ + "." + call + " " + dynamic_cast<LoggingMutex&>(mutex).name();
    }

    Log& log_;
    const std::string name_;
  };

  Log log_;
};

using Lines = std::vector<std::string>;

TEST(MutexTest, ControlledMutexIsLockedForTheScope) {
  LoggingScheduler scheduler;
  Mutex mutex(scheduler, "m");
  {
    MutexLock lock(mutex);
    EXPECT_EQ(scheduler.TakeLog(), Lines{"m.Lock"});
  }
  EXPECT_EQ(scheduler.TakeLog(), Lines{"m.Unlock"});
}

TEST(MutexTest, ControlledSharedMutexIsReadAndWrittenForTheScope) {
  LoggingScheduler scheduler;
  SharedMutex mutex(scheduler, "s");
  {
    ReaderLock lock(mutex);
    EXPECT_EQ(scheduler.TakeLog(), Lines{"s.LockShared"});
  }
  EXPECT_EQ(scheduler.TakeLog(), Lines{"s.UnlockShared"});
  {
    WriterLock lock(mutex);
    EXPECT_EQ(scheduler.TakeLog(), Lines{"s.Lock"});
  }
  EXPECT_EQ(scheduler.TakeLog(), Lines{"s.Unlock"});
}

TEST(MutexTest, ControlledCondVarWaitsWithTheControlledMutex) {
  LoggingScheduler scheduler;
  Mutex mutex(scheduler, "m");
  CondVar changed(scheduler, "c");
  MutexLock lock(mutex);
  changed.Wait(mutex);
  EXPECT_TRUE(changed.WaitUntil(mutex, Instant{42}));
  EXPECT_FALSE(changed.WaitUntil(mutex, Instant{43}));
  changed.NotifyOne();
  changed.NotifyAll();
  EXPECT_EQ(scheduler.TakeLog(), (Lines{"m.Lock", "c.Wait m", "c.WaitUntil m 42",
                                        "c.WaitUntil m 43", "c.NotifyOne", "c.NotifyAll"}));
}

TEST(MutexTest, NativeMutexExcludes) {
  PosixPlatform posix;
  Scheduler& scheduler = posix.platform().scheduler;
  Mutex mutex(scheduler, "m");
  int total = 0;
  std::vector<std::unique_ptr<Task>> tasks;
  for (int i = 0; i < 4; ++i) {
    tasks.push_back(scheduler.Spawn("adder", [&] {
      for (int round = 0; round < 10000; ++round) {
        MutexLock lock(mutex);
        ++total;
      }
    }));
  }
  for (auto& task : tasks) task->Join();
  EXPECT_EQ(total, 40000);
}

TEST(MutexTest, NativeTimedWaitKeepsTimeWithThePlatformsClock) {
  PosixPlatform posix;
  const Platform platform = posix.platform();
  Mutex mutex(platform.scheduler, "m");
  CondVar changed(platform.scheduler, "c");
  MutexLock lock(mutex);
  const Instant start = platform.clock.Now();
  const Instant deadline = After(start, 3'000'000);
  while (changed.WaitUntil(mutex, deadline)) {
  }
  EXPECT_GE(platform.clock.Now(), deadline);
  EXPECT_LT(platform.clock.Now(), After(start, 60'000'000'000)) << "deadlines of another origin";
}

TEST(MutexTest, BothKindsLiveInOneProcess) {
  LoggingScheduler controlled;
  PosixPlatform posix;
  Mutex simulated(controlled, "m");
  Mutex real(posix.platform().scheduler, "m");
  {
    MutexLock one(simulated);
    MutexLock other(real);
  }
  EXPECT_EQ(controlled.TakeLog(), (Lines{"m.Lock", "m.Unlock"}));
}

}  // namespace
}  // namespace varve
