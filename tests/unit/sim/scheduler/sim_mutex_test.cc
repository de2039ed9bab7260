#include "sim/scheduler/sim_mutex.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <vector>

#include "tests/unit/sim/scheduler/kernel_fixture.h"

namespace varve::sim {
namespace {

using ::testing::HasSubstr;

TEST(SimMutexTest, ExcludesUnderRandomSchedules) {
  for (uint64_t seed = 0; seed < 50; ++seed) {
    TestWorld world(seed);
    Kernel& kernel = world.kernel;
    int entries = 0;
    const KernelResult result = world.Run([&] {
      SimMutex mutex(kernel, "m");
      int inside = 0;
      std::vector<FiberId> fibers;
      for (int i = 0; i < 4; ++i) {
        fibers.push_back(kernel.Spawn("worker", [&] {
          for (int round = 0; round < 10; ++round) {
            mutex.Lock();
            EXPECT_EQ(++inside, 1);
            kernel.SchedulingPoint();
            ++entries;
            --inside;
            mutex.Unlock();
          }
        }));
      }
      for (FiberId fiber : fibers) kernel.Join(fiber);
    });
    EXPECT_EQ(result.outcome, Outcome::kFinished);
    EXPECT_EQ(entries, 40);
  }
}

TEST(SimMutexTest, TryLockFailsWhileHeld) {
  TestWorld world(1);
  Kernel& kernel = world.kernel;
  world.Run([&] {
    SimMutex mutex(kernel, "m");
    ASSERT_TRUE(mutex.TryLock());
    EXPECT_TRUE(mutex.HeldByCaller());
    EXPECT_FALSE(mutex.TryLock());
    kernel.Join(kernel.Spawn("other", [&] {
      EXPECT_FALSE(mutex.HeldByCaller());
      EXPECT_FALSE(mutex.TryLock());
    }));
    mutex.Unlock();
    EXPECT_FALSE(mutex.HeldByCaller());
  });
}

// The order in which three waiters, who arrive in order of their numbers, get the mutex.
std::vector<int> HandOverOrder(uint64_t seed, bool simplest) {
  TestWorld world(seed, kRunToBlockKnobs);
  Kernel& kernel = world.kernel;
  if (simplest) world.choices.Silence("mutex.wake");
  std::vector<int> order;
  world.Run([&] {
    SimMutex mutex(kernel, "m");
    mutex.Lock();
    std::vector<FiberId> fibers;
    for (int i = 0; i < 3; ++i) {
      fibers.push_back(kernel.Spawn("waiter", [&, i] {
        mutex.Lock();
        order.push_back(i);
        mutex.Unlock();
      }));
    }
    kernel.SleepUntil(Instant{1'000'000});
    mutex.Unlock();
    for (FiberId fiber : fibers) kernel.Join(fiber);
  });
  return order;
}

TEST(SimMutexTest, SimplestHandOverIsFirstComeFirstServed) {
  EXPECT_EQ(HandOverOrder(1, /*simplest=*/true), (std::vector<int>{0, 1, 2}));
}

TEST(SimMutexTest, ChoicePicksTheWaiterThatIsWoken) {
  bool first_woken[3] = {};
  for (uint64_t seed = 0; seed < 30; ++seed) first_woken[HandOverOrder(seed, false)[0]] = true;
  for (bool woken : first_woken) EXPECT_TRUE(woken);
}

TEST(SimMutexTest, UnlockWakesOneWaiterOnly) {
  TestWorld world(1, kRunToBlockKnobs);
  Kernel& kernel = world.kernel;
  world.Run([&] {
    SimMutex mutex(kernel, "m");
    mutex.Lock();
    std::vector<FiberId> fibers;
    for (int i = 0; i < 10; ++i) {
      fibers.push_back(kernel.Spawn("waiter", [&] {
        mutex.Lock();
        mutex.Unlock();
      }));
    }
    kernel.SleepUntil(Instant{1'000'000});
    const uint64_t before = kernel.stats().switches;
    mutex.Unlock();
    for (FiberId fiber : fibers) kernel.Join(fiber);
    EXPECT_LE(kernel.stats().switches - before, 25u);
  });
}

TEST(SimMutexTest, SelfDeadlockIsReported) {
  TestWorld world(1);
  const KernelResult result = world.RunAndAbandon([&] {
    SimMutex mutex(world.kernel, "db.commit");
    mutex.Lock();
    mutex.Lock();
  });
  EXPECT_EQ(result.outcome, Outcome::kFailed);
  EXPECT_EQ(result.rule, "L1");
  EXPECT_EQ(result.message, "deadlock: task main locks mutex db.commit, which it holds already");
}

TEST(SimMutexTest, UnlockByAnotherTaskIsReported) {
  TestWorld world(1);
  Kernel& kernel = world.kernel;
  const KernelResult result = world.RunAndAbandon([&] {
    SimMutex mutex(kernel, "m");
    mutex.Lock();
    kernel.Join(kernel.Spawn("thief", [&] { mutex.Unlock(); }));
  });
  EXPECT_EQ(result.outcome, Outcome::kFailed);
  EXPECT_THAT(result.message, HasSubstr("main/thief unlocks mutex m"));
}

TEST(SimMutexTest, DestructionWhileHeldIsReported) {
  TestWorld world(1);
  const KernelResult result = world.RunAndAbandon([&] {
    std::optional<SimMutex> mutex(std::in_place, world.kernel, "m");
    mutex->Lock();
    mutex.reset();
  });
  EXPECT_EQ(result.outcome, Outcome::kFailed);
  EXPECT_THAT(result.message, HasSubstr("mutex m is destroyed"));
}

}  // namespace
}  // namespace varve::sim
