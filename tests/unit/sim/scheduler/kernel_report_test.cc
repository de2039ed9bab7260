#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "sim/scheduler/kernel.h"
#include "tests/unit/sim/scheduler/kernel_fixture.h"

namespace varve::sim {
namespace {

using ::testing::HasSubstr;

TEST(KernelReportTest, DeadlockNamesWhatEveryFiberWaitsFor) {
  TestWorld world(1, kRunToBlockKnobs);
  Kernel& kernel = world.kernel;
  const KernelResult result = world.RunAndAbandon([&] {
    auto a = world.scheduler.NewMutex("a");
    auto b = world.scheduler.NewMutex("b");
    const FiberId child = kernel.Spawn("child", [&] {
      b->Lock();
      kernel.Yield(SchedulePoint::kSpin);
      a->Lock();
    });
    a->Lock();
    kernel.Yield(SchedulePoint::kSpin);
    b->Lock();
    kernel.Join(child);
  });
  EXPECT_EQ(result.outcome, Outcome::kDeadlock);
  EXPECT_EQ(result.rule, "L1");
  EXPECT_EQ(result.message,
            "deadlock: main waits for mutex b held by main/child; "
            "main/child waits for mutex a held by main");
}

TEST(KernelReportTest, EndOfTheLastRunnableFiberCanBeADeadlock) {
  TestWorld world(1, kRunToBlockKnobs);
  Kernel& kernel = world.kernel;
  const KernelResult result = world.RunAndAbandon([&] {
    kernel.Spawn("child", [] {});
    kernel.Block({.kind = "condition variable", .name = "room"});
  });
  EXPECT_EQ(result.outcome, Outcome::kDeadlock);
  EXPECT_THAT(result.message, HasSubstr("main waits for condition variable room"));
}

TEST(KernelReportTest, FrozenFibersAreNamedAsSuch) {
  TestWorld world(1, kRunToBlockKnobs);
  Kernel& kernel = world.kernel;
  const KernelResult result = world.RunAndAbandon([&] {
    const FiberId child = kernel.Spawn("child", [] {});
    kernel.Freeze(child);
    kernel.Join(child);
  });
  EXPECT_EQ(result.outcome, Outcome::kDeadlock);
  EXPECT_THAT(result.message, HasSubstr("main/child (frozen) can run"));
  EXPECT_THAT(result.message, HasSubstr("main waits for the end of task main/child"));
}

TEST(KernelReportTest, EndlessSpinExceedsTheStepLimit) {
  TestWorld world(1, {.kind = StrategyKind::kRandomWalk}, {.max_steps = 1000});
  const KernelResult result = world.RunAndAbandon([&] {
    for (;;) world.kernel.Yield(SchedulePoint::kSpin);
  });
  EXPECT_EQ(result.outcome, Outcome::kStepLimit);
  EXPECT_EQ(result.rule, "L1");
  EXPECT_THAT(result.message, HasSubstr("main runs"));
  EXPECT_EQ(world.kernel.stats().decisions, 1001u);
}

TEST(KernelReportTest, StepLimitCanBeSetAnew) {
  TestWorld world(1);
  const KernelResult result = world.RunAndAbandon([&] {
    world.kernel.LimitSteps(10);
    for (int i = 0; i < 10; ++i) world.kernel.SchedulingPoint();
    world.kernel.LimitSteps(5);
    for (;;) world.kernel.SchedulingPoint();
  });
  EXPECT_EQ(result.outcome, Outcome::kStepLimit);
  EXPECT_EQ(world.kernel.stats().decisions, 16u);
}

TEST(KernelReportTest, FailureCarriesItsText) {
  TestWorld world(1);
  const KernelResult result = world.RunAndAbandon([&] {
    world.kernel.Join(world.kernel.Spawn("child", [&] {
      world.kernel.Fail("V4", {"key ", "k", " changed"});
    }));
  });
  EXPECT_EQ(result.outcome, Outcome::kFailed);
  EXPECT_EQ(result.rule, "V4");
  EXPECT_EQ(result.message, "key k changed");
}

TEST(KernelReportTest, SelfJoinIsADeadlock) {
  TestWorld world(1);
  const KernelResult result =
      world.RunAndAbandon([&] { world.kernel.Join(world.kernel.CurrentFiberId()); });
  EXPECT_EQ(result.outcome, Outcome::kFailed);
  EXPECT_EQ(result.message, "task main joins itself");
}

}  // namespace
}  // namespace varve::sim
