// Every observable sentence of varve/platform/scheduler.h about locks and condition variables, over
// the wrappers of engine/base/mutex.h, which is how the engine uses them.
#include <vector>

#include "engine/base/atomic.h"
#include "engine/base/mutex.h"
#include "tests/conformance/platform_factory.h"

namespace varve::conformance {
namespace {

constexpr int64_t kMillisecond = 1'000'000;
constexpr int64_t kLongNanos = 600 * int64_t{1'000'000'000};  // no test comes near it
constexpr int kTasks = 4;
constexpr int kRounds = 200;

// Counts who is inside a section that locks protect, without relying on them.
class Occupancy {
 public:
  int Enter() { return inside_.FetchAdd(1, std::memory_order_relaxed) + 1; }
  void Leave() { inside_.FetchAdd(-1, std::memory_order_relaxed); }
  int now() const { return inside_.Load(std::memory_order_relaxed); }

 private:
  Atomic<int> inside_{0};
};

void SpawnAndJoin(Scheduler& scheduler, int tasks, const std::function<void(int)>& body) {
  std::vector<std::unique_ptr<Task>> running;
  for (int i = 0; i < tasks; ++i) {
    running.push_back(scheduler.Spawn("task" + std::to_string(i), [&body, i] { body(i); }));
  }
  for (auto& task : running) task->Join();
}

TEST_P(LocksConformance, MutexAdmitsOneAtATime) {
  Run([](const Platform& platform, const std::string&) {
    Mutex mutex(platform.scheduler, "mutex");
    Occupancy inside;
    int total = 0;
    SpawnAndJoin(platform.scheduler, kTasks, [&](int) {
      for (int round = 0; round < kRounds; ++round) {
        MutexLock lock(mutex);
        EXPECT_EQ(inside.Enter(), 1);
        const int seen = total;
        platform.scheduler.Yield(SchedulePoint::kSpin);  // gives an intruder its chance
        total = seen + 1;
        inside.Leave();
      }
    });
    EXPECT_EQ(total, kTasks * kRounds);
  });
}

TEST_P(LocksConformance, MutexesAreIndependent) {
  Run([](const Platform& platform, const std::string&) {
    Mutex one(platform.scheduler, "same name");
    Mutex two(platform.scheduler, "same name");
    MutexLock lock(one);
    bool entered = false;
    const auto task = platform.scheduler.Spawn("other", [&] {
      MutexLock other(two);
      entered = true;
    });
    task->Join();
    EXPECT_TRUE(entered);
  });
}

TEST_P(LocksConformance, SharedMutexAdmitsOneWriterAndNoReaderBesideIt) {
  Run([](const Platform& platform, const std::string&) {
    SharedMutex mutex(platform.scheduler, "shared");
    Occupancy writers, readers;
    int total = 0;
    SpawnAndJoin(platform.scheduler, kTasks, [&](int task) {
      for (int round = 0; round < kRounds; ++round) {
        if (task % 2 == 0) {
          WriterLock lock(mutex);
          EXPECT_EQ(writers.Enter(), 1);
          EXPECT_EQ(readers.now(), 0);
          const int seen = total;
          platform.scheduler.Yield(SchedulePoint::kSpin);
          total = seen + 1;
          writers.Leave();
        } else {
          ReaderLock lock(mutex);
          readers.Enter();
          EXPECT_EQ(writers.now(), 0);
          const int seen = total;
          platform.scheduler.Yield(SchedulePoint::kSpin);
          EXPECT_EQ(total, seen);
          readers.Leave();
        }
      }
    });
    EXPECT_EQ(total, kTasks / 2 * kRounds);
  });
}

TEST_P(LocksConformance, SharedMutexAdmitsReadersTogether) {
  Run([](const Platform& platform, const std::string&) {
    SharedMutex mutex(platform.scheduler, "shared");
    ReaderLock lock(mutex);
    bool entered = false;
    const auto task = platform.scheduler.Spawn("reader", [&] {
      ReaderLock other(mutex);
      entered = true;
    });
    task->Join();  // while this task is inside
    EXPECT_TRUE(entered);
  });
}

TEST_P(LocksConformance, SharedMutexKeepsAWriterOutWhileAReaderIsIn) {
  Run([](const Platform& platform, const std::string&) {
    SharedMutex mutex(platform.scheduler, "shared");
    Atomic<bool> written{false};
    mutex.LockShared();
    const auto task = platform.scheduler.Spawn("writer", [&] {
      WriterLock lock(mutex);
      written.Store(true, std::memory_order_relaxed);
    });
    for (int i = 0; i < 100; ++i) {
      platform.scheduler.Yield(SchedulePoint::kSpin);
      EXPECT_FALSE(written.Load(std::memory_order_relaxed));
    }
    mutex.UnlockShared();
    task->Join();
    EXPECT_TRUE(written.Load(std::memory_order_relaxed));
  });
}

TEST_P(LocksConformance, WaitReleasesTheMutexAndHoldsItAgain) {
  Run([](const Platform& platform, const std::string&) {
    Mutex mutex(platform.scheduler, "mutex");
    CondVar changed(platform.scheduler, "changed");
    Occupancy inside;
    bool told = false;
    MutexLock lock(mutex);
    const auto task = platform.scheduler.Spawn("teller", [&] {
      MutexLock other(mutex);  // can only be had while the waiter waits
      EXPECT_EQ(inside.Enter(), 1);
      told = true;
      changed.NotifyOne();
      for (int i = 0; i < 10; ++i) platform.scheduler.Yield(SchedulePoint::kSpin);
      inside.Leave();
    });
    while (!told) {
      changed.Wait(mutex);
      EXPECT_EQ(inside.now(), 0);
    }
    task->Join();
  });
}

TEST_P(LocksConformance, NotifyOneWakesAWaiterEachTime) {
  Run([](const Platform& platform, const std::string&) {
    Mutex mutex(platform.scheduler, "mutex");
    CondVar changed(platform.scheduler, "changed");
    int tokens = 0;
    int taken = 0;
    const auto producer = platform.scheduler.Spawn("producer", [&] {
      for (int i = 0; i < kTasks * kRounds; ++i) {
        MutexLock lock(mutex);
        ++tokens;
        changed.NotifyOne();
      }
    });
    SpawnAndJoin(platform.scheduler, kTasks, [&](int) {
      for (int round = 0; round < kRounds; ++round) {
        MutexLock lock(mutex);
        while (tokens == 0) changed.Wait(mutex);
        --tokens;
        ++taken;
      }
    });
    producer->Join();
    EXPECT_EQ(taken, kTasks * kRounds);
    EXPECT_EQ(tokens, 0);
  });
}

TEST_P(LocksConformance, NotifyAllWakesEveryWaiter) {
  Run([](const Platform& platform, const std::string&) {
    Mutex mutex(platform.scheduler, "mutex");
    CondVar arrived(platform.scheduler, "arrived");
    CondVar opened(platform.scheduler, "opened");
    int waiting = 0;
    bool open = false;
    const auto opener = platform.scheduler.Spawn("opener", [&] {
      MutexLock lock(mutex);
      while (waiting < kTasks) arrived.Wait(mutex);
      open = true;
      opened.NotifyAll();  // once, for all of them
    });
    SpawnAndJoin(platform.scheduler, kTasks, [&](int) {
      MutexLock lock(mutex);
      ++waiting;
      arrived.NotifyOne();
      while (!open) opened.Wait(mutex);
    });
    opener->Join();
    EXPECT_EQ(waiting, kTasks);
  });
}

TEST_P(LocksConformance, NotifyingNobodyIsAllowedWithAndWithoutTheMutex) {
  Run([](const Platform& platform, const std::string&) {
    Mutex mutex(platform.scheduler, "mutex");
    CondVar changed(platform.scheduler, "changed");
    changed.NotifyOne();
    changed.NotifyAll();
    MutexLock lock(mutex);
    changed.NotifyOne();
    changed.NotifyAll();
  });
}

TEST_P(LocksConformance, NotificationWithoutTheMutexWakesAWaiter) {
  Run([](const Platform& platform, const std::string&) {
    Mutex mutex(platform.scheduler, "mutex");
    CondVar changed(platform.scheduler, "changed");
    bool told = false;
    const auto task = platform.scheduler.Spawn("teller", [&] {
      {
        MutexLock lock(mutex);
        told = true;
      }
      changed.NotifyOne();
    });
    {
      MutexLock lock(mutex);
      while (!told) changed.Wait(mutex);
    }
    task->Join();
  });
}

TEST_P(LocksConformance, TimedWaitEndsFalseOnceItsDeadlineHasPassed) {
  Run([](const Platform& platform, const std::string&) {
    Mutex mutex(platform.scheduler, "mutex");
    CondVar changed(platform.scheduler, "changed");
    MutexLock lock(mutex);
    const Instant deadline = After(platform.clock.Now(), 5 * kMillisecond);
    while (changed.WaitUntil(mutex, deadline)) {  // a wait may end spuriously
    }
    EXPECT_GE(platform.clock.Now(), deadline);
  });
}

TEST_P(LocksConformance, TimedWaitForThePastEndsFalse) {
  Run([](const Platform& platform, const std::string&) {
    Mutex mutex(platform.scheduler, "mutex");
    CondVar changed(platform.scheduler, "changed");
    MutexLock lock(mutex);
    const Instant deadline = After(platform.clock.Now(), -kMillisecond);
    while (changed.WaitUntil(mutex, deadline)) {
    }
    while (changed.WaitUntil(mutex, Instant{0})) {
    }
  });
}

TEST_P(LocksConformance, TimedWaitHoldsTheMutexAgainAfterItsDeadline) {
  Run([](const Platform& platform, const std::string&) {
    Mutex mutex(platform.scheduler, "mutex");
    CondVar changed(platform.scheduler, "changed");
    Occupancy inside;
    SpawnAndJoin(platform.scheduler, kTasks, [&](int) {
      for (int round = 0; round < 5; ++round) {
        MutexLock lock(mutex);
        const Instant deadline = After(platform.clock.Now(), kMillisecond / 2);
        while (changed.WaitUntil(mutex, deadline)) {
        }
        EXPECT_EQ(inside.Enter(), 1);
        platform.scheduler.Yield(SchedulePoint::kSpin);
        inside.Leave();
      }
    });
  });
}

TEST_P(LocksConformance, TimedWaitEndsWithItsNotificationLongBeforeItsDeadline) {
  Run([](const Platform& platform, const std::string&) {
    Mutex mutex(platform.scheduler, "mutex");
    CondVar changed(platform.scheduler, "changed");
    bool told = false;
    const Instant deadline = After(platform.clock.Now(), kLongNanos);
    MutexLock lock(mutex);
    const auto task = platform.scheduler.Spawn("teller", [&] {
      MutexLock other(mutex);
      told = true;
      changed.NotifyOne();
    });
    bool in_time = true;
    while (!told && in_time) in_time = changed.WaitUntil(mutex, deadline);
    EXPECT_TRUE(told);
    EXPECT_TRUE(in_time);
    EXPECT_LT(platform.clock.Now(), deadline);
    task->Join();
  });
}

TEST_P(LocksConformance, WaiterThatGaveUpTakesNoNotification) {
  Run([](const Platform& platform, const std::string&) {
    Mutex mutex(platform.scheduler, "mutex");
    CondVar changed(platform.scheduler, "changed");
    bool told = false;
    {
      MutexLock lock(mutex);
      const Instant soon = After(platform.clock.Now(), kMillisecond);
      while (changed.WaitUntil(mutex, soon)) {
      }
    }
    const auto waiter = platform.scheduler.Spawn("waiter", [&] {
      MutexLock lock(mutex);
      while (!told) changed.Wait(mutex);
    });
    {
      MutexLock lock(mutex);
      told = true;
      changed.NotifyOne();
    }
    waiter->Join();
    EXPECT_TRUE(told);
  });
}

}  // namespace
}  // namespace varve::conformance
