#include "sim/shrink/simplicity.h"

#include <gtest/gtest.h>

#include "tests/unit/sim/shrink/make_pick.h"

namespace varve::sim {
namespace {

TEST(Simplicity, FewerPicksCountMost) {
  EXPECT_LT(SimplicityOf({MakePick("a", "x", 9, 9)}, 900),
            SimplicityOf({MakePick("a", "x", 0, 1), MakePick("a", "x", 1, 1)}, 1));
}

TEST(Simplicity, ShorterRunsCountMoreThanSmallerPicks) {
  EXPECT_LT(SimplicityOf({MakePick("a", "x", 0, 9)}, 10),
            SimplicityOf({MakePick("a", "x", 0, 1)}, 11));
}

TEST(Simplicity, SmallerPicksCountMoreThanEarlierOnes) {
  EXPECT_LT(SimplicityOf({MakePick("a", "x", 90, 1)}, 1),
            SimplicityOf({MakePick("a", "x", 0, 2)}, 1));
  EXPECT_LT(SimplicityOf({MakePick("a", "x", 3, 2)}, 1),
            SimplicityOf({MakePick("a", "x", 4, 2)}, 1));
}

TEST(Simplicity, LargerPicksEarlierAreSimpler) {
  EXPECT_LT(SimplicityOf({MakePick("a", "x", 0, 2), MakePick("a", "x", 1, 1)}, 1),
            SimplicityOf({MakePick("a", "x", 0, 1), MakePick("a", "x", 1, 2)}, 1));
}

}  // namespace
}  // namespace varve::sim
