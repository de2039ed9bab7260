#include "sim/scheduler/sim_scheduler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tests/unit/sim/scheduler/kernel_fixture.h"

namespace varve::sim {
namespace {

using ::testing::HasSubstr;

TEST(SimSchedulerTest, SpawnedTaskRunsAndIsJoined) {
  TestWorld world(1);
  std::string path;
  const KernelResult result = world.Run([&] {
    auto task = world.scheduler.Spawn("flush", [&] { path = world.kernel.CurrentPath(); });
    task->Join();
  });
  EXPECT_EQ(result.outcome, Outcome::kFinished);
  EXPECT_EQ(path, "main/flush");
}

TEST(SimSchedulerTest, UnjoinedTaskIsReported) {
  TestWorld world(1);
  const KernelResult result =
      world.RunAndAbandon([&] { auto task = world.scheduler.Spawn("t", [] {}); });
  EXPECT_EQ(result.outcome, Outcome::kFailed);
  EXPECT_THAT(result.message, HasSubstr("without having been joined"));
}

TEST(SimSchedulerTest, HookAndYieldAreSchedulingPoints) {
  TestWorld world(1);
  world.Run([&] {
    const uint64_t before = world.kernel.stats().decisions;
    world.scheduler.Yield(SchedulePoint::kSpin);
    world.scheduler.hook()->Yield(SchedulePoint::kPublish);
    EXPECT_EQ(world.kernel.stats().decisions, before + 2);
  });
}

TEST(SimSchedulerTest, FactoriesReturnControlledObjects) {
  TestWorld world(1);
  EXPECT_NE(world.scheduler.NewMutex("m"), nullptr);
  EXPECT_NE(world.scheduler.NewSharedMutex("s"), nullptr);
  EXPECT_NE(world.scheduler.NewCondVar("c"), nullptr);
}

TEST(SimSchedulerTest, TaskLocalHoldsOneValueATaskAndDestroysItAtItsEnd) {
  TestWorld world(1);
  static int destroyed;
  destroyed = 0;
  world.Run([&] {
    auto local = world.scheduler.NewTaskLocal([](void* value) {
      delete static_cast<int*>(value);
      ++destroyed;
    });
    EXPECT_EQ(local->Get(), nullptr);
    auto task = world.scheduler.Spawn("t", [&] {
      EXPECT_EQ(local->Get(), nullptr);
      local->Set(new int(1));
      world.scheduler.Yield(SchedulePoint::kPublish);
      EXPECT_EQ(*static_cast<int*>(local->Get()), 1);
    });
    auto idle = world.scheduler.Spawn("idle", [&] { local->Set(nullptr); });
    task->Join();
    idle->Join();
    EXPECT_EQ(destroyed, 1);
  });
}

TEST(SimSchedulerTest, ValuesOutliveTheirTaskLocalUntouched) {
  TestWorld world(1);
  static int destroyed;
  destroyed = 0;
  world.Run([&] {
    int value = 0;
    {
      auto local = world.scheduler.NewTaskLocal([](void*) { ++destroyed; });
      local->Set(&value);
    }
    auto another = world.scheduler.NewTaskLocal(nullptr);
    EXPECT_EQ(another->Get(), nullptr);
  });
  EXPECT_EQ(destroyed, 0);
}

}  // namespace
}  // namespace varve::sim
