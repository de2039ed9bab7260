#include "sim/scheduler/strategy.h"

#include <gtest/gtest.h>

#include <optional>
#include <vector>

#include "tests/unit/sim/scheduler/kernel_fixture.h"

namespace varve::sim {
namespace {

struct FourFibers {
  FourFibers() {
    for (FiberId id = 1; id <= 4; ++id) {
      records[id - 1].id = id;
      runnable.push_back(&records[id - 1]);
    }
  }
  [[nodiscard]] Candidates At(size_t current, bool spin = false) const {
    return Candidates(runnable, current, spin);
  }
  FiberRecord records[4];
  std::vector<FiberRecord*> runnable;
};

TEST(StrategyTest, NamesRoundTrip) {
  for (int i = 0; i < kStrategyCount; ++i) {
    const auto kind = static_cast<StrategyKind>(i);
    EXPECT_EQ(ParseStrategy(Name(kind)), kind);
  }
  EXPECT_EQ(ParseStrategy("fair"), std::nullopt);
}

TEST(StrategyTest, RunToBlockAlwaysTakesTheSimplest) {
  const FourFibers fibers;
  auto strategy = MakeStrategy(kRunToBlockKnobs);
  EXPECT_EQ(strategy->Pick(fibers.At(2)), 0u);
  EXPECT_EQ(strategy->Pick(fibers.At(2, /*spin=*/true)), 0u);
}

// How often out of 4000 points the running fiber goes on.
int StaysOf4000(uint32_t switch_one_in) {
  const FourFibers fibers;
  auto strategy =
      MakeStrategy({.kind = StrategyKind::kRandomWalk, .switch_one_in = switch_one_in, .seed = 1});
  int stays = 0;
  for (int i = 0; i < 4000; ++i) stays += strategy->Pick(fibers.At(1)) == 0 ? 1 : 0;
  return stays;
}

TEST(StrategyTest, RandomWalkIsUniformByDefault) { EXPECT_NEAR(StaysOf4000(1), 1000, 100); }

TEST(StrategyTest, RandomWalkSwitchesAsRarelyAsItsKnobSays) {
  EXPECT_NEAR(4000 - StaysOf4000(16), 4000 * 3 / 64, 60);
}

TEST(StrategyTest, RandomWalkPicksAnyoneWhenTheRunningFiberBlocks) {
  const FourFibers fibers;
  auto strategy = MakeStrategy({.kind = StrategyKind::kRandomWalk, .switch_one_in = 64, .seed = 1});
  std::vector<int> picks(4);
  for (int i = 0; i < 4000; ++i) ++picks[strategy->Pick(fibers.At(Candidates::kAbsent))];
  for (int count : picks) EXPECT_NEAR(count, 1000, 100);
}

TEST(StrategyTest, RandomWalkNeverPicksASpinner) {
  const FourFibers fibers;
  auto strategy = MakeStrategy({.kind = StrategyKind::kRandomWalk, .seed = 1});
  for (int i = 0; i < 1000; ++i) {
    const Candidates candidates = fibers.At(1, /*spin=*/true);
    EXPECT_NE(strategy->Pick(candidates), candidates.current_index());
  }
}

TEST(StrategyTest, DrawnKnobsDependOnTheSeedAndAreInRange) {
  bool kinds[kStrategyCount] = {};
  for (uint64_t seed = 0; seed < 100; ++seed) {
    FakeChoices choices(seed);
    const StrategyKnobs knobs = DrawStrategy(choices);
    kinds[static_cast<int>(knobs.kind)] = true;
    EXPECT_GE(knobs.switch_one_in, 1u);
    EXPECT_LE(knobs.switch_one_in, 64u);
    EXPECT_GE(knobs.pct_depth, 1u);
    EXPECT_LE(knobs.pct_depth, 3u);
    EXPECT_GE(knobs.pct_steps, 256u);
  }
  for (bool seen : kinds) EXPECT_TRUE(seen);
}

TEST(StrategyTest, GivenKindIsKept) {
  for (uint64_t seed = 0; seed < 10; ++seed) {
    FakeChoices choices(seed);
    EXPECT_EQ(DrawStrategy(choices, StrategyKind::kPct).kind, StrategyKind::kPct);
  }
}

}  // namespace
}  // namespace varve::sim
