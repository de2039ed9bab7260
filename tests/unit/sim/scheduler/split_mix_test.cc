#include "sim/scheduler/split_mix.h"

#include <gtest/gtest.h>

namespace varve::sim {
namespace {

TEST(SplitMixTest, MatchesThePublishedSequence) {
  SplitMix random(1234567);
  EXPECT_EQ(random.Next(), 6457827717110365317ULL);
  EXPECT_EQ(random.Next(), 3203168211198807973ULL);
}

TEST(SplitMixTest, BelowReachesEveryValueAndNoOther) {
  SplitMix random(1);
  bool seen[5] = {};
  for (int i = 0; i < 200; ++i) {
    const uint32_t value = random.Below(5);
    ASSERT_LT(value, 5u);
    seen[value] = true;
  }
  for (bool reached : seen) EXPECT_TRUE(reached);
}

}  // namespace
}  // namespace varve::sim
