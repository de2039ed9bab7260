#include "sim/choice/choices.h"

#include <gtest/gtest.h>

#include "sim/choice/replay_choices.h"
#include "sim/choice/seeded_choices.h"

namespace varve::sim {
namespace {

TEST(Choices, OneInHitsAtItsRate) {
  Digest digest;
  SeededChoices choices(1, nullptr, digest);
  int hits = 0;
  for (int i = 0; i < 50000; ++i) hits += choices.OneIn("a", 10) ? 1 : 0;
  EXPECT_NEAR(hits, 5000, 400);
}

TEST(Choices, OneInOneAlwaysHits) {
  Digest digest;
  SeededChoices choices(1, nullptr, digest);
  EXPECT_TRUE(choices.OneIn("a", 1));
}

TEST(Choices, RangeReachesBothEnds) {
  Digest digest;
  SeededChoices choices(1, nullptr, digest);
  bool low = false, high = false;
  for (int i = 0; i < 200; ++i) {
    const uint64_t value = choices.Range("a", 10, 13);
    ASSERT_GE(value, 10U);
    ASSERT_LE(value, 13U);
    low |= value == 10;
    high |= value == 13;
  }
  EXPECT_TRUE(low && high);
}

TEST(Choices, RangeOfOneValue) {
  Digest digest;
  SeededChoices choices(1, nullptr, digest);
  EXPECT_EQ(choices.Range("a", 5, 5), 5U);
}

TEST(Choices, WideRangeIsUniform) {
  Digest digest;
  SeededChoices choices(1, nullptr, digest);
  const uint64_t high = (uint64_t{1} << 32) + 5;
  int upper_half = 0;
  for (int i = 0; i < 10000; ++i) {
    const uint64_t value = choices.Range("a", 0, high);
    ASSERT_LE(value, high);
    upper_half += value > high / 2 ? 1 : 0;
  }
  EXPECT_NEAR(upper_half, 5000, 300);
}

TEST(Choices, FullRangeUsesAllBits) {
  Digest digest;
  SeededChoices choices(1, nullptr, digest);
  uint64_t seen = 0;
  for (int i = 0; i < 200; ++i) seen |= choices.Range("a", 0, UINT64_MAX);
  EXPECT_EQ(seen, UINT64_MAX);
}

TEST(Choices, SimplestAnswersOfAnEmptyReplay) {
  Digest digest;
  ReplayChoices choices({}, nullptr, digest);
  EXPECT_FALSE(choices.OneIn("a", 2));
  EXPECT_EQ(choices.Range("b", 10, 20), 10U);
  EXPECT_EQ(choices.Range("c", 10, UINT64_MAX), 10U);
}

}  // namespace
}  // namespace varve::sim
