#include "sim/clock/sim_clock.h"

#include <gtest/gtest.h>

#include "tests/unit/sim/scheduler/kernel_fixture.h"

namespace varve::sim {
namespace {

constexpr int64_t kBase = 1'700'000'000'000'000'000;

TEST(SimClockTest, NowIsVirtualTime) {
  TestWorld world(1);
  SimClock clock(world.kernel, kBase);
  EXPECT_EQ(clock.Now(), Instant{0});
  world.Run([&] {
    world.kernel.Advance(1000);
    const Instant read = clock.Now();
    EXPECT_EQ(read, world.kernel.now());
    EXPECT_GE(read.nanos, 1000);
  });
}

TEST(SimClockTest, ReadingIsASchedulingPointInsideFibers) {
  TestWorld world(1);
  SimClock clock(world.kernel, kBase);
  world.Run([&] {
    const Instant first = clock.Now();
    EXPECT_LT(first, clock.Now());
    EXPECT_EQ(world.kernel.stats().decisions, 2u);
  });
}

TEST(SimClockTest, WallTimeStartsAtItsBase) {
  TestWorld world(1);
  SimClock clock(world.kernel, kBase);
  EXPECT_EQ(clock.WallNanos(), kBase);
  world.kernel.Advance(5);
  EXPECT_EQ(clock.WallNanos(), kBase + 5);
}

TEST(SimClockTest, SleepEndsAtItsDeadline) {
  TestWorld world(1);
  SimClock clock(world.kernel, kBase);
  world.Run([&] {
    clock.SleepUntil(Instant{1'000'000});
    EXPECT_EQ(world.kernel.now(), Instant{1'000'000});
    clock.SleepUntil(Instant{5});
    EXPECT_LT(world.kernel.now(), Instant{1'001'000});
  });
}

}  // namespace
}  // namespace varve::sim
