#include "sim/scheduler/sim_shared_mutex.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "tests/unit/sim/scheduler/kernel_fixture.h"

namespace varve::sim {
namespace {

using ::testing::HasSubstr;

TEST(SimSharedMutexTest, WritersExcludeEveryoneAndReadersShare) {
  int most_readers = 0;
  for (uint64_t seed = 0; seed < 50; ++seed) {
    TestWorld world(seed);
    Kernel& kernel = world.kernel;
    const KernelResult result = world.Run([&] {
      SimSharedMutex mutex(kernel, "m");
      int readers = 0;
      int writers = 0;
      std::vector<FiberId> fibers;
      for (int i = 0; i < 3; ++i) {
        fibers.push_back(kernel.Spawn("reader", [&] {
          for (int round = 0; round < 10; ++round) {
            mutex.LockShared();
            most_readers = std::max(most_readers, ++readers);
            EXPECT_EQ(writers, 0);
            kernel.SchedulingPoint();
            --readers;
            mutex.UnlockShared();
          }
        }));
        fibers.push_back(kernel.Spawn("writer", [&] {
          for (int round = 0; round < 10; ++round) {
            mutex.Lock();
            EXPECT_EQ(++writers, 1);
            EXPECT_EQ(readers, 0);
            kernel.SchedulingPoint();
            --writers;
            mutex.Unlock();
          }
        }));
      }
      for (FiberId fiber : fibers) kernel.Join(fiber);
    });
    EXPECT_EQ(result.outcome, Outcome::kFinished) << result.message;
  }
  EXPECT_EQ(most_readers, 3);
}

TEST(SimSharedMutexTest, AllWaitingReadersEnterWhenTheWriterLeaves) {
  TestWorld world(1, kRunToBlockKnobs);
  Kernel& kernel = world.kernel;
  int inside = 0;
  const KernelResult result = world.Run([&] {
    SimSharedMutex mutex(kernel, "m");
    mutex.Lock();
    std::vector<FiberId> fibers;
    for (int i = 0; i < 3; ++i) {
      fibers.push_back(kernel.Spawn("reader", [&] {
        mutex.LockShared();
        ++inside;
        while (inside < 3) kernel.Yield(SchedulePoint::kSpin);  // they need each other
        mutex.UnlockShared();
      }));
    }
    kernel.SleepUntil(Instant{1'000'000});
    mutex.Unlock();
    for (FiberId fiber : fibers) kernel.Join(fiber);
  });
  EXPECT_EQ(result.outcome, Outcome::kFinished);
}

TEST(SimSharedMutexTest, LockingForWritingWhileReadingIsReported) {
  TestWorld world(1);
  const KernelResult result = world.RunAndAbandon([&] {
    SimSharedMutex mutex(world.kernel, "m");
    mutex.LockShared();
    mutex.Lock();
  });
  EXPECT_EQ(result.outcome, Outcome::kFailed);
  EXPECT_THAT(result.message, HasSubstr("holds already"));
}

TEST(SimSharedMutexTest, UnlockSharedWithoutLockIsReported) {
  TestWorld world(1);
  const KernelResult result = world.RunAndAbandon([&] {
    SimSharedMutex mutex(world.kernel, "m");
    mutex.UnlockShared();
  });
  EXPECT_EQ(result.outcome, Outcome::kFailed);
  EXPECT_THAT(result.message, HasSubstr("does not hold"));
}

TEST(SimSharedMutexTest, UnlockForWritingWhileReadingIsReported) {
  TestWorld world(1);
  const KernelResult result = world.RunAndAbandon([&] {
    SimSharedMutex mutex(world.kernel, "m");
    mutex.LockShared();
    mutex.Unlock();
  });
  EXPECT_EQ(result.outcome, Outcome::kFailed);
}

}  // namespace
}  // namespace varve::sim
