// Concurrency bugs planted in toys: random schedules must find each of them, and must find nothing
// in the corrected toy.
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <vector>

#include "engine/base/atomic.h"
#include "engine/base/mutex.h"
#include "tests/unit/sim/scheduler/kernel_fixture.h"

namespace varve::sim {
namespace {

// A toy sets everything up, runs its tasks and returns whether what it computed is right.
using Toy = std::function<bool(Scheduler&)>;

constexpr int kSeeds = 300;

// How many seeds end in a wrong answer or a deadlock.
int SeedsThatFail(const Toy& toy, StrategyKind kind) {
  int failures = 0;
  for (uint64_t seed = 0; seed < kSeeds; ++seed) {
    TestWorld world(seed, {.kind = kind, .pct_depth = 2, .pct_steps = 64});
    LifetimeHeap heap;
    bool right = false;
    const KernelResult result = world.Run([&] {
      HeapScope lifetime(&heap);
      right = toy(world.scheduler);
    });
    world.kernel.AbandonAll();
    heap.FreeAll();
    if (result.outcome != Outcome::kFinished || !right) ++failures;
  }
  return failures;
}

void RunTwo(Scheduler& scheduler, const std::function<void()>& first,
            const std::function<void()>& second) {
  auto a = scheduler.Spawn("a", first);
  auto b = scheduler.Spawn("b", second);
  a->Join();
  b->Join();
}

bool LostUpdate(Scheduler& scheduler, bool atomically) {
  Atomic<int> counter(0);
  auto add = [&] {
    for (int i = 0; i < 3; ++i) {
      int seen =
          counter.Load(scheduler.hook(), SchedulePoint::kValidate, std::memory_order_acquire);
      if (!atomically) {
        counter.Publish(scheduler.hook(), seen + 1, std::memory_order_release);
        continue;
      }
      while (!counter.CompareExchange(scheduler.hook(), seen, seen + 1, std::memory_order_acq_rel,
                                      std::memory_order_acquire)) {
        scheduler.Yield(SchedulePoint::kSpin);
      }
    }
  };
  RunTwo(scheduler, add, add);
  return counter.Load(std::memory_order_relaxed) == 6;
}

bool LostWakeup(Scheduler& scheduler, bool flag_under_mutex) {
  Mutex mutex(scheduler, "mutex");
  CondVar changed(scheduler, "changed");
  Atomic<bool> ready(false);
  RunTwo(
      scheduler,
      [&] {
        MutexLock lock(mutex);
        while (!ready.Load(std::memory_order_acquire)) changed.Wait(mutex);
      },
      [&] {
        if (flag_under_mutex) {
          MutexLock lock(mutex);
          ready.Store(true, std::memory_order_release);
        } else {
          ready.Store(true, std::memory_order_release);
        }
        changed.NotifyOne();
      });
  return true;
}

bool LockOrder(Scheduler& scheduler, bool same_order) {
  auto first = scheduler.NewMutex("first");
  auto second = scheduler.NewMutex("second");
  auto lock_both = [](ControlledMutex& one, ControlledMutex& other) {
    one.Lock();
    other.Lock();
    other.Unlock();
    one.Unlock();
  };
  RunTwo(
      scheduler, [&] { lock_both(*first, *second); },
      [&] {
        if (same_order) {
          lock_both(*first, *second);
        } else {
          lock_both(*second, *first);
        }
      });
  return true;
}

class PlantedBugsTest : public ::testing::TestWithParam<StrategyKind> {};

TEST_P(PlantedBugsTest, LostUpdateIsFound) {
  EXPECT_GT(SeedsThatFail([](Scheduler& s) { return LostUpdate(s, false); }, GetParam()), 0);
}

TEST_P(PlantedBugsTest, CompareAndSwapLosesNoUpdate) {
  EXPECT_EQ(SeedsThatFail([](Scheduler& s) { return LostUpdate(s, true); }, GetParam()), 0);
}

TEST_P(PlantedBugsTest, LostWakeupIsFound) {
  EXPECT_GT(SeedsThatFail([](Scheduler& s) { return LostWakeup(s, false); }, GetParam()), 0);
}

TEST_P(PlantedBugsTest, FlagUnderTheMutexLosesNoWakeup) {
  EXPECT_EQ(SeedsThatFail([](Scheduler& s) { return LostWakeup(s, true); }, GetParam()), 0);
}

TEST_P(PlantedBugsTest, LockOrderInversionIsFound) {
  EXPECT_GT(SeedsThatFail([](Scheduler& s) { return LockOrder(s, false); }, GetParam()), 0);
}

TEST_P(PlantedBugsTest, OneLockOrderNeverDeadlocks) {
  EXPECT_EQ(SeedsThatFail([](Scheduler& s) { return LockOrder(s, true); }, GetParam()), 0);
}

INSTANTIATE_TEST_SUITE_P(Strategies, PlantedBugsTest,
                         ::testing::Values(StrategyKind::kRandomWalk, StrategyKind::kPct),
                         [](const auto& instance) { return std::string(Name(instance.param)); });

}  // namespace
}  // namespace varve::sim
