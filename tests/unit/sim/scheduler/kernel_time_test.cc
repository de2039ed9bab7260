#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sim/scheduler/kernel.h"
#include "tests/unit/sim/scheduler/kernel_fixture.h"

namespace varve::sim {
namespace {

using ::testing::ElementsAre;

TEST(KernelTimeTest, EachDecisionCostsAFixedTime) {
  TestWorld world(1, kRunToBlockKnobs, {.decision_cost_nanos = 50});
  world.Run([&] {
    const Instant before = world.kernel.now();
    for (int i = 0; i < 10; ++i) world.kernel.SchedulingPoint();
    EXPECT_EQ(world.kernel.now().nanos - before.nanos, 500);
  });
}

TEST(KernelTimeTest, TimeLeapsToTheNextDeadlineWhenNothingCanRun) {
  TestWorld world(1);
  world.Run([&] {
    const Instant deadline{3'600'000'000'000};
    world.kernel.SleepUntil(deadline);
    EXPECT_EQ(world.kernel.now(), deadline);
  });
  EXPECT_LE(world.kernel.stats().decisions, 2u);
}

TEST(KernelTimeTest, SleepersWakeInOrderOfTheirDeadlines) {
  TestWorld world(1);
  Kernel& kernel = world.kernel;
  std::vector<int> order;
  world.Run([&] {
    std::vector<FiberId> fibers;
    for (int millis : {30, 10, 20}) {
      fibers.push_back(kernel.Spawn("sleeper", [&, millis] {
        kernel.SleepUntil(Instant{millis * 1'000'000});
        order.push_back(millis);
      }));
    }
    for (FiberId fiber : fibers) kernel.Join(fiber);
  });
  EXPECT_THAT(order, ElementsAre(10, 20, 30));
}

TEST(KernelTimeTest, DeadlinePassesWhileSomebodySpins) {
  TestWorld world(1, kRunToBlockKnobs);
  Kernel& kernel = world.kernel;
  const KernelResult result = world.Run([&] {
    bool woke = false;
    const FiberId sleeper = kernel.Spawn("sleeper", [&] {
      kernel.SleepUntil(Instant{100'000});
      woke = true;
    });
    while (!woke) kernel.Yield(SchedulePoint::kSpin);
    kernel.Join(sleeper);
  });
  EXPECT_EQ(result.outcome, Outcome::kFinished);
  EXPECT_LT(kernel.now().nanos, 200'000);
}

TEST(KernelTimeTest, BlockUntilTellsWakeUpFromDeadline) {
  TestWorld world(1);
  Kernel& kernel = world.kernel;
  world.Run([&] {
    EXPECT_FALSE(kernel.BlockUntil({.kind = "test"}, Instant{kernel.now().nanos + 1000}));
    EXPECT_FALSE(kernel.BlockUntil({.kind = "test"}, Instant{0}));
    const FiberId self = kernel.CurrentFiberId();
    const FiberId waker = kernel.Spawn("waker", [&] { kernel.Wake(self); });
    EXPECT_TRUE(kernel.BlockUntil({.kind = "test"}, Instant{kernel.now().nanos + 1'000'000'000}));
    EXPECT_LT(kernel.now().nanos, 1'000'000);
    kernel.Join(waker);
    // The deadline that was not needed wakes nobody later.
    EXPECT_FALSE(kernel.BlockUntil({.kind = "test"}, Instant{kernel.now().nanos + 2'000'000'000}));
    EXPECT_GE(kernel.now().nanos, 2'000'000'000);
  });
}

TEST(KernelTimeTest, AdvancePassesTimeWithoutADecision) {
  TestWorld world(1);
  world.Run([&] {
    const uint64_t decisions = world.kernel.stats().decisions;
    world.kernel.Advance(777);
    EXPECT_EQ(world.kernel.now().nanos, 777);
    EXPECT_EQ(world.kernel.stats().decisions, decisions);
  });
}

TEST(KernelTimeTest, TimeGoesOnFromRunToRun) {
  TestWorld world(1);
  world.Run([&] { world.kernel.SleepUntil(Instant{5000}); });
  world.Run([&] { EXPECT_GE(world.kernel.now().nanos, 5000); });
}

}  // namespace
}  // namespace varve::sim
