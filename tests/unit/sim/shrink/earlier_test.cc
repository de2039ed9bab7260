#include "sim/shrink/earlier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/sim/shrink/make_pick.h"

namespace varve::sim {
namespace {

using testing::ElementsAre;

// One stream with picks at 2 and 8, and a pick of another stream among them.
const Picks kPicks = {MakePick("a", "x", 2, 5), MakePick("b", "x", 3, 1), MakePick("a", "x", 8, 7)};

TEST(Earlier, DropMovesUpWhatFollowsInTheStream) {
  EXPECT_THAT(TextsOf(*Earlier(kPicks, 0, Way::kDrop)), ElementsAre("b x #3 = 1", "a x #7 = 7"));
}

TEST(Earlier, CloseGap) {
  EXPECT_THAT(TextsOf(*Earlier(kPicks, 2, Way::kCloseGap)),
              ElementsAre("a x #2 = 5", "b x #3 = 1", "a x #3 = 7"));
}

TEST(Earlier, GapBeforeTheFirstTakesTheOthersAlong) {
  EXPECT_THAT(TextsOf(*Earlier(kPicks, 0, Way::kCloseGap)),
              ElementsAre("a x #0 = 5", "b x #3 = 1", "a x #6 = 7"));
}

TEST(Earlier, HalveAndShortenGap) {
  EXPECT_THAT(TextsOf(*Earlier(kPicks, 2, Way::kHalveGap)),
              ElementsAre("a x #2 = 5", "b x #3 = 1", "a x #6 = 7"));
  EXPECT_THAT(TextsOf(*Earlier(kPicks, 2, Way::kShortenGap)),
              ElementsAre("a x #2 = 5", "b x #3 = 1", "a x #7 = 7"));
}

TEST(Earlier, SmallGapsNeedNoShortening) {
  EXPECT_FALSE(Earlier({MakePick("a", "x", 1, 1)}, 0, Way::kHalveGap).has_value());
  EXPECT_TRUE(Earlier({MakePick("a", "x", 3, 1)}, 0, Way::kHalveGap).has_value());
  EXPECT_FALSE(Earlier({MakePick("a", "x", 3, 1)}, 0, Way::kShortenGap).has_value());
  EXPECT_FALSE(Earlier({MakePick("a", "x", 0, 1)}, 0, Way::kCloseGap).has_value());
}

TEST(Earlier, SwapBringsTheLargerForward) {
  const Picks neighbours = {MakePick("a", "x", 2, 5), MakePick("a", "x", 3, 7)};
  EXPECT_THAT(TextsOf(*Earlier(neighbours, 1, Way::kSwap)),
              ElementsAre("a x #2 = 7", "a x #3 = 5"));
  EXPECT_FALSE(Earlier(neighbours, 0, Way::kSwap).has_value());
  EXPECT_FALSE(Earlier(kPicks, 2, Way::kSwap).has_value()) << "no neighbours";
}

}  // namespace
}  // namespace varve::sim
