#include "sim/scheduler/pct_strategy.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/unit/sim/scheduler/kernel_fixture.h"

namespace varve::sim {
namespace {

StrategyKnobs Pct(uint32_t depth, uint32_t steps) {
  return {.kind = StrategyKind::kPct, .pct_depth = depth, .pct_steps = steps};
}

TEST(PctStrategyTest, DepthOneRunsEachFiberToItsEnd) {
  TestWorld world(3, Pct(1, 100000));
  Kernel& kernel = world.kernel;
  std::vector<int> order;
  world.Run([&] {
    std::vector<FiberId> fibers;
    for (int id = 0; id < 4; ++id) {
      fibers.push_back(kernel.Spawn("worker", [&, id] {
        for (int i = 0; i < 10; ++i) {
          order.push_back(id);
          kernel.SchedulingPoint();
        }
      }));
    }
    for (FiberId fiber : fibers) kernel.Join(fiber);
  });
  ASSERT_EQ(order.size(), 40u);
  int changes = 0;
  for (size_t i = 1; i < order.size(); ++i) changes += order[i] != order[i - 1] ? 1 : 0;
  EXPECT_EQ(changes, 3);
}

TEST(PctStrategyTest, DepthDGivesUpToDMinusOnePreemptions) {
  bool two_seen = false;
  for (uint64_t seed = 0; seed < 100; ++seed) {
    TestWorld world(seed, Pct(3, 100));
    Kernel& kernel = world.kernel;
    world.Run([&] {
      const FiberId child = kernel.Spawn("child", [&] {
        for (int i = 0; i < 30; ++i) kernel.SchedulingPoint();
      });
      for (int i = 0; i < 30; ++i) kernel.SchedulingPoint();
      kernel.Join(child);
    });
    // The draw of the child's priority can preempt its parent once more.
    EXPECT_LE(kernel.stats().preemptions, 3u);
    two_seen = two_seen || kernel.stats().preemptions >= 2;
  }
  EXPECT_TRUE(two_seen);
}

TEST(PctStrategyTest, SpinnerOfTheHighestPriorityGivesWay) {
  for (uint64_t seed = 0; seed < 50; ++seed) {
    TestWorld world(seed, Pct(1, 100000), {.max_steps = 1000});
    Kernel& kernel = world.kernel;
    const KernelResult result = world.Run([&] {
      bool released = false;
      std::vector<FiberId> fibers;
      for (int i = 0; i < 3; ++i) {
        fibers.push_back(kernel.Spawn("spinner", [&] {
          while (!released) kernel.Yield(SchedulePoint::kSpin);
        }));
      }
      fibers.push_back(kernel.Spawn("releaser", [&] { released = true; }));
      for (FiberId fiber : fibers) kernel.Join(fiber);
    });
    EXPECT_EQ(result.outcome, Outcome::kFinished) << seed;
  }
}

// n = 3 fibers and about k = 80 steps; the bug shows only when `reader` runs exactly between the
// writer's two adjacent steps out of 30, which needs two ordering constraints (d = 2).
bool FindsTornRead(uint64_t seed, const StrategyKnobs& knobs) {
  TestWorld world(seed, knobs);
  Kernel& kernel = world.kernel;
  bool torn = false;
  world.Run([&] {
    int first = 0;
    int second = 0;
    const FiberId writer = kernel.Spawn("writer", [&] {
      for (int i = 0; i < 30; ++i) {
        kernel.SchedulingPoint();
        if (i == 20) first = 1;
        if (i == 21) second = 1;
      }
    });
    const FiberId reader = kernel.Spawn("reader", [&] {
      for (int i = 0; i < 30; ++i) kernel.SchedulingPoint();
      const bool seen = first != second;
      for (int i = 0; i < 10; ++i) kernel.SchedulingPoint();
      torn = seen && first != second;
    });
    kernel.Join(writer);
    kernel.Join(reader);
  });
  return torn;
}

TEST(PctStrategyTest, FindsADepthTwoBugAtItsGuaranteedRate) {
  constexpr int kRuns = 3 * 80 * 20;  // twenty finds are expected at the guaranteed rate
  int found = 0;
  for (uint64_t seed = 0; seed < kRuns; ++seed) found += FindsTornRead(seed, Pct(2, 80)) ? 1 : 0;
  EXPECT_GE(found, 20);
}

TEST(PctStrategyTest, DepthOneCannotFindADepthTwoBug) {
  for (uint64_t seed = 0; seed < 1000; ++seed) EXPECT_FALSE(FindsTornRead(seed, Pct(1, 100000)));
}

TEST(PctStrategyTest, NewRoundDrawsNewPriorities) {
  FiberRecord records[2];
  records[0].id = 1;
  records[1].id = 2;
  const std::vector<FiberRecord*> runnable = {&records[0], &records[1]};
  PctStrategy strategy(1, 10, 42);
  bool seen[2] = {};
  for (int round = 0; round < 20; ++round) {
    const uint32_t winner = strategy.Pick(Candidates(runnable, 0, false));
    seen[winner] = true;
    for (int step = 1; step < 10; ++step) {
      EXPECT_EQ(strategy.Pick(Candidates(runnable, 0, false)), winner);
    }
  }
  EXPECT_TRUE(seen[0] && seen[1]);
}

}  // namespace
}  // namespace varve::sim
