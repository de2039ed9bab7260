#include "sim/scheduler/sim_cond_var.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "tests/unit/sim/scheduler/kernel_fixture.h"

namespace varve::sim {
namespace {

using ::testing::HasSubstr;

// Which of three waiters `NotifyOne` wakes; they arrive in order of their numbers.
std::vector<int> Woken(uint64_t seed, bool notify_all) {
  TestWorld world(seed, kRunToBlockKnobs);
  Kernel& kernel = world.kernel;
  int woken[3] = {};
  int woken_count = 0;
  world.RunAndAbandon([&] {
    SimMutex mutex(kernel, "m");
    SimCondVar changed(kernel, "c", 0);
    std::vector<FiberId> fibers;
    for (int i = 0; i < 3; ++i) {
      fibers.push_back(kernel.Spawn("waiter", [&, i] {
        mutex.Lock();
        changed.Wait(mutex);
        if (mutex.HeldByCaller()) woken[woken_count++] = i;
        mutex.Unlock();
      }));
    }
    kernel.SleepUntil(Instant{1'000'000});
    if (notify_all) {
      changed.NotifyAll();
    } else {
      changed.NotifyOne();
    }
    kernel.SleepUntil(Instant{2'000'000});
    kernel.Stop();
  });
  return {woken, woken + woken_count};
}

TEST(SimCondVarTest, NotifyOneWakesOneWaiterThatAChoicePicks) {
  bool seen[3] = {};
  for (uint64_t seed = 0; seed < 30; ++seed) {
    const std::vector<int> woken = Woken(seed, /*notify_all=*/false);
    ASSERT_EQ(woken.size(), 1u);
    seen[woken[0]] = true;
  }
  for (bool was_woken : seen) EXPECT_TRUE(was_woken);
}

TEST(SimCondVarTest, NotifyAllWakesEveryWaiter) {
  EXPECT_EQ(Woken(1, /*notify_all=*/true).size(), 3u);
}

TEST(SimCondVarTest, NotificationWithoutWaitersIsLost) {
  TestWorld world(1);
  const KernelResult result = world.RunAndAbandon([&] {
    SimMutex mutex(world.kernel, "m");
    SimCondVar changed(world.kernel, "room", 0);
    changed.NotifyOne();
    changed.NotifyAll();
    mutex.Lock();
    changed.Wait(mutex);
  });
  EXPECT_EQ(result.outcome, Outcome::kDeadlock);
  EXPECT_THAT(result.message, HasSubstr("main waits for condition variable room"));
}

TEST(SimCondVarTest, WaitUntilEndsAtItsDeadline) {
  TestWorld world(1);
  Kernel& kernel = world.kernel;
  world.Run([&] {
    SimMutex mutex(kernel, "m");
    SimCondVar changed(kernel, "c", 0);
    mutex.Lock();
    EXPECT_FALSE(changed.WaitUntil(mutex, Instant{5'000'000}));
    EXPECT_TRUE(mutex.HeldByCaller());
    EXPECT_EQ(kernel.now().nanos, 5'000'000);
    EXPECT_FALSE(changed.WaitUntil(mutex, Instant{0}));
    mutex.Unlock();
  });
}

TEST(SimCondVarTest, WaitUntilReportsANotification) {
  TestWorld world(1);
  Kernel& kernel = world.kernel;
  world.Run([&] {
    SimMutex mutex(kernel, "m");
    SimCondVar changed(kernel, "c", 0);
    mutex.Lock();
    const FiberId notifier = kernel.Spawn("notifier", [&] {
      mutex.Lock();
      changed.NotifyOne();
      mutex.Unlock();
    });
    EXPECT_TRUE(changed.WaitUntil(mutex, Instant{1'000'000'000}));
    mutex.Unlock();
    kernel.Join(notifier);
    EXPECT_LT(kernel.now().nanos, 1'000'000);
  });
}

TEST(SimCondVarTest, TimedOutWaiterIsNotNotifiedLater) {
  TestWorld world(1);
  Kernel& kernel = world.kernel;
  bool second_woken = false;
  const KernelResult result = world.Run([&] {
    SimMutex mutex(kernel, "m");
    SimCondVar changed(kernel, "c", 0);
    mutex.Lock();
    EXPECT_FALSE(changed.WaitUntil(mutex, Instant{1'000'000}));
    const FiberId second = kernel.Spawn("second", [&] {
      mutex.Lock();
      changed.Wait(mutex);
      second_woken = true;
      mutex.Unlock();
    });
    mutex.Unlock();
    kernel.SleepUntil(Instant{2'000'000});
    changed.NotifyOne();
    kernel.Join(second);
  });
  EXPECT_EQ(result.outcome, Outcome::kFinished);
  EXPECT_TRUE(second_woken);
}

TEST(SimCondVarTest, WaitsEndSpuriouslyWhenTheKnobSaysSo) {
  int spurious = 0;
  for (uint64_t seed = 0; seed < 50; ++seed) {
    TestWorld world(seed);
    const KernelResult result = world.RunAndAbandon([&] {
      SimMutex mutex(world.kernel, "m");
      SimCondVar changed(world.kernel, "c", 2);
      mutex.Lock();
      changed.Wait(mutex);
      mutex.Unlock();  // fails where the mutex is not held
    });
    EXPECT_NE(result.outcome, Outcome::kFailed);
    spurious += result.outcome == Outcome::kFinished ? 1 : 0;
  }
  EXPECT_GT(spurious, 10);
  EXPECT_LT(spurious, 40);
}

TEST(SimCondVarTest, WaitingWithoutTheMutexIsReported) {
  TestWorld world(1);
  const KernelResult result = world.RunAndAbandon([&] {
    SimMutex mutex(world.kernel, "m");
    SimCondVar changed(world.kernel, "c", 0);
    changed.Wait(mutex);
  });
  EXPECT_EQ(result.outcome, Outcome::kFailed);
  EXPECT_THAT(result.message, HasSubstr("without holding mutex m"));
}

}  // namespace
}  // namespace varve::sim
