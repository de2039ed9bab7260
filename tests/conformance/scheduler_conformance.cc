// Every observable sentence of varve/platform/scheduler.h about tasks and task-local storage.
#include <vector>

#include "engine/base/atomic.h"
#include "engine/base/mutex.h"
#include "tests/conformance/platform_factory.h"

namespace varve::conformance {
namespace {

// What a task-local value points to in these tests; `destroy` has no other way to leave a mark.
struct Value {
  Atomic<int> destroyed{0};
  int times_destroyed() const { return destroyed.Load(std::memory_order_acquire); }
};

void Destroy(void* value) {
  static_cast<Value*>(value)->destroyed.FetchAdd(1, std::memory_order_acq_rel);
}

TEST_P(SchedulerConformance, BodyHasReturnedWhenJoinReturns) {
  Run([](const Platform& platform, const std::string&) {
    int done = 0;  // not atomic: the join orders the accesses
    const auto task = platform.scheduler.Spawn("worker", [&] {
      for (int i = 0; i < 10; ++i) {
        platform.scheduler.Yield(SchedulePoint::kSpin);
        ++done;
      }
    });
    task->Join();
    EXPECT_EQ(done, 10);
  });
}

TEST_P(SchedulerConformance, SpawnedTaskSeesWhatCameBefore) {
  Run([](const Platform& platform, const std::string&) {
    std::string text = "before";
    std::string seen;
    const auto task = platform.scheduler.Spawn("worker", [&] { seen = text; });
    task->Join();
    EXPECT_EQ(seen, "before");
  });
}

TEST_P(SchedulerConformance, NamesMayRepeatAndBeOfAnyLength) {
  Run([](const Platform& platform, const std::string&) {
    Atomic<int> ran{0};
    std::vector<std::unique_ptr<Task>> tasks;
    for (const std::string& name : {std::string(), std::string("same"), std::string("same"),
                                    std::string("fifteen-letters"), std::string(200, 'n')}) {
      tasks.push_back(
          platform.scheduler.Spawn(name, [&] { ran.FetchAdd(1, std::memory_order_relaxed); }));
    }
    for (auto& task : tasks) task->Join();
    EXPECT_EQ(ran.Load(std::memory_order_relaxed), 5);
  });
}

TEST_P(SchedulerConformance, NameNeedNotOutliveTheCall) {
  Run([](const Platform& platform, const std::string&) {
    std::string name = "temporary-name";
    bool ran = false;
    const auto task = platform.scheduler.Spawn(name, [&] { ran = true; });
    name.assign("somebody-else");
    task->Join();
    EXPECT_TRUE(ran);
  });
}

TEST_P(SchedulerConformance, TasksSpawnAndJoinTasks) {
  Run([](const Platform& platform, const std::string&) {
    int depth = 0;
    std::function<void()> descend = [&] {
      if (++depth == 5) return;
      const auto child = platform.scheduler.Spawn("child", descend);
      child->Join();
    };
    descend();
    EXPECT_EQ(depth, 5);
  });
}

TEST_P(SchedulerConformance, TaskMayBeJoinedByAnotherThanItsMaker) {
  Run([](const Platform& platform, const std::string&) {
    bool ran = false;
    std::unique_ptr<Task> first = platform.scheduler.Spawn("first", [&] { ran = true; });
    bool seen = false;
    const auto second = platform.scheduler.Spawn("second", [&] {
      first->Join();
      seen = ran;
    });
    second->Join();
    EXPECT_TRUE(seen);
  });
}

TEST_P(SchedulerConformance, EndedTaskCanStillBeJoined) {
  Run([](const Platform& platform, const std::string&) {
    Mutex mutex(platform.scheduler, "mutex");
    CondVar changed(platform.scheduler, "changed");
    bool ended = false;
    const auto task = platform.scheduler.Spawn("short", [&] {
      MutexLock lock(mutex);
      ended = true;
      changed.NotifyAll();
    });
    {
      MutexLock lock(mutex);
      while (!ended) changed.Wait(mutex);
    }
    task->Join();
  });
}

TEST_P(SchedulerConformance, SpinnerThatYieldsLetsTheOtherTaskRun) {
  Run([](const Platform& platform, const std::string&) {
    Scheduler& scheduler = platform.scheduler;
    Atomic<int> turn{0};
    const auto other = scheduler.Spawn("other", [&] {
      for (int i = 1; i < 50; i += 2) {
        while (turn.Load(scheduler.hook(), SchedulePoint::kValidate, std::memory_order_acquire) !=
               i) {
          scheduler.Yield(SchedulePoint::kSpin);
        }
        turn.Publish(scheduler.hook(), i + 1, std::memory_order_release);
      }
    });
    for (int i = 0; i < 50; i += 2) {
      while (turn.Load(scheduler.hook(), SchedulePoint::kValidate, std::memory_order_acquire) !=
             i) {
        scheduler.Yield(SchedulePoint::kSpin);
      }
      turn.Publish(scheduler.hook(), i + 1, std::memory_order_release);
    }
    other->Join();
    EXPECT_EQ(turn.Load(std::memory_order_relaxed), 50);
  });
}

TEST_P(SchedulerConformance, EveryPointMayBeYieldedAt) {
  Run([](const Platform& platform, const std::string&) {
    for (const SchedulePoint point : {SchedulePoint::kSpin, SchedulePoint::kPublish,
                                      SchedulePoint::kValidate, SchedulePoint::kNodeVisit}) {
      platform.scheduler.Yield(point);
      if (platform.scheduler.hook() != nullptr) platform.scheduler.hook()->Yield(point);
    }
  });
}

TEST_P(SchedulerConformance, HookAndLocksAgreeOnTheKindOfScheduler) {
  Run([](const Platform& platform, const std::string&) {
    const bool native = platform.scheduler.hook() == nullptr;
    EXPECT_EQ(platform.scheduler.NewMutex("m") == nullptr, native);
    EXPECT_EQ(platform.scheduler.NewSharedMutex("s") == nullptr, native);
    EXPECT_EQ(platform.scheduler.NewCondVar("c") == nullptr, native);
    EXPECT_EQ(platform.scheduler.hook() == nullptr, native);
  });
}

TEST_P(NativeSchedulerConformance, MakesNoLocksAndHasNoHook) {
  Run([](const Platform& platform, const std::string&) {
    EXPECT_EQ(platform.scheduler.hook(), nullptr);
    EXPECT_EQ(platform.scheduler.NewMutex("m"), nullptr);
  });
}

TEST_P(SchedulerConformance, TaskLocalIsNullUntilSet) {
  Run([](const Platform& platform, const std::string&) {
    const auto local = platform.scheduler.NewTaskLocal(nullptr);
    ASSERT_NE(local, nullptr);
    EXPECT_EQ(local->Get(), nullptr);
    int value = 0;
    local->Set(&value);
    EXPECT_EQ(local->Get(), &value);
    local->Set(nullptr);
    EXPECT_EQ(local->Get(), nullptr);
  });
}

TEST_P(SchedulerConformance, TaskLocalIsOnePerTask) {
  Run([](const Platform& platform, const std::string&) {
    const auto local = platform.scheduler.NewTaskLocal(nullptr);
    int mine = 0;
    local->Set(&mine);
    std::vector<std::unique_ptr<Task>> tasks;
    for (int i = 0; i < 4; ++i) {
      tasks.push_back(platform.scheduler.Spawn("owner", [&] {
        int own = 0;
        EXPECT_EQ(local->Get(), nullptr);
        local->Set(&own);
        for (int round = 0; round < 10; ++round) {
          platform.scheduler.Yield(SchedulePoint::kSpin);
          EXPECT_EQ(local->Get(), &own);
        }
      }));
    }
    for (auto& task : tasks) task->Join();
    EXPECT_EQ(local->Get(), &mine);
  });
}

TEST_P(SchedulerConformance, TaskLocalIsOnePerObject) {
  Run([](const Platform& platform, const std::string&) {
    const auto one = platform.scheduler.NewTaskLocal(nullptr);
    const auto two = platform.scheduler.NewTaskLocal(nullptr);
    int value = 0;
    one->Set(&value);
    EXPECT_EQ(two->Get(), nullptr);
  });
}

TEST_P(SchedulerConformance, NewTaskLocalInheritsNothingFromAGoneOne) {
  Run([](const Platform& platform, const std::string&) {
    int value = 0;
    platform.scheduler.NewTaskLocal(nullptr)->Set(&value);
    EXPECT_EQ(platform.scheduler.NewTaskLocal(nullptr)->Get(), nullptr);
  });
}

TEST_P(SchedulerConformance, EndOfATaskDestroysItsValue) {
  Run([](const Platform& platform, const std::string&) {
    const auto local = platform.scheduler.NewTaskLocal(&Destroy);
    Value value;
    int within = -1;
    const auto task = platform.scheduler.Spawn("owner", [&] {
      local->Set(&value);
      within = value.times_destroyed();
    });
    task->Join();
    EXPECT_EQ(within, 0);
    EXPECT_EQ(value.times_destroyed(), 1);
  });
}

TEST_P(SchedulerConformance, EndOfATaskDestroysTheLastValueOnly) {
  Run([](const Platform& platform, const std::string&) {
    const auto local = platform.scheduler.NewTaskLocal(&Destroy);
    Value first, last;
    const auto task = platform.scheduler.Spawn("owner", [&] {
      local->Set(&first);
      local->Set(&last);
    });
    task->Join();
    EXPECT_EQ(first.times_destroyed(), 0);
    EXPECT_EQ(last.times_destroyed(), 1);
  });
}

TEST_P(SchedulerConformance, EndOfATaskDestroysNoNull) {
  Run([](const Platform& platform, const std::string&) {
    const auto local = platform.scheduler.NewTaskLocal(&Destroy);
    Value value;
    const auto task = platform.scheduler.Spawn("owner", [&] {
      local->Set(&value);
      local->Set(nullptr);  // `Destroy` of null would crash
    });
    task->Join();
    EXPECT_EQ(value.times_destroyed(), 0);
  });
}

TEST_P(SchedulerConformance, EndOfATaskLeavesTheValuesOfOthers) {
  Run([](const Platform& platform, const std::string&) {
    const auto local = platform.scheduler.NewTaskLocal(&Destroy);
    Value mine, theirs;
    local->Set(&mine);
    const auto task = platform.scheduler.Spawn("owner", [&] { local->Set(&theirs); });
    task->Join();
    EXPECT_EQ(mine.times_destroyed(), 0);
    EXPECT_EQ(theirs.times_destroyed(), 1);
    local->Set(nullptr);  // `mine` ends before this task does
  });
}

TEST_P(SchedulerConformance, TaskLocalMayGoBeforeTheTasksThatUsedIt) {
  Run([](const Platform& platform, const std::string&) {
    auto local = platform.scheduler.NewTaskLocal(&Destroy);
    Value value;
    Mutex mutex(platform.scheduler, "mutex");
    CondVar changed(platform.scheduler, "changed");
    bool set = false;
    bool gone = false;
    const auto task = platform.scheduler.Spawn("owner", [&] {
      local->Set(&value);
      MutexLock lock(mutex);
      set = true;
      changed.NotifyAll();
      while (!gone) changed.Wait(mutex);
    });
    {
      MutexLock lock(mutex);
      while (!set) changed.Wait(mutex);
      local.reset();
      gone = true;
      changed.NotifyAll();
    }
    EXPECT_EQ(value.times_destroyed(), 0);
    task->Join();
    EXPECT_EQ(value.times_destroyed(), 0);
  });
}

}  // namespace
}  // namespace varve::conformance
