#include "sim/explore/pick_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace varve::sim {
namespace {

using ::testing::ElementsAre;
using Picks = std::vector<uint32_t>;

TEST(PickTreeTest, VisitsEveryLeafOnceInOrder) {
  PickTree tree;
  std::vector<Picks> leaves;
  do {
    // The second pick has as many alternatives as the first says.
    const uint32_t first = tree.Pick(3);
    (void)tree.Pick(first + 1);
    leaves.push_back(tree.picks());
  } while (tree.Advance());
  EXPECT_THAT(leaves, ElementsAre(Picks{0}, Picks{1, 0}, Picks{1, 1}, Picks{2, 0}, Picks{2, 1},
                                  Picks{2, 2}));
  EXPECT_FALSE(tree.diverged());
}

TEST(PickTreeTest, AProgramWithoutChoicesHasOneLeaf) {
  PickTree tree;
  EXPECT_EQ(tree.Pick(1), 0u);
  EXPECT_FALSE(tree.Advance());
}

TEST(PickTreeTest, GoesToALeafByItsPicks) {
  PickTree tree;
  tree.GoTo(Picks{2, 1});
  EXPECT_EQ(tree.Pick(3), 2u);
  EXPECT_EQ(tree.Pick(1), 0u);
  EXPECT_EQ(tree.Pick(2), 1u);
  EXPECT_EQ(tree.Pick(5), 0u);
  EXPECT_FALSE(tree.diverged());
  EXPECT_THAT(tree.picks(), ElementsAre(2, 1, 0));
}

TEST(PickTreeTest, APickThatIsNotOfferedDiverges) {
  PickTree tree;
  tree.GoTo(Picks{2});
  EXPECT_EQ(tree.Pick(2), 1u);
  EXPECT_TRUE(tree.diverged());
}

TEST(PickTreeTest, OtherAlternativesThanBeforeDiverge) {
  PickTree tree;
  (void)tree.Pick(2);
  (void)tree.Pick(2);
  ASSERT_TRUE(tree.Advance());
  (void)tree.Pick(3);
  EXPECT_TRUE(tree.diverged());
}

TEST(PickTreeTest, AVisitThatEndsEarlyDiverges) {
  PickTree tree;
  (void)tree.Pick(2);
  (void)tree.Pick(2);
  ASSERT_TRUE(tree.Advance());
  (void)tree.Pick(2);
  (void)tree.Advance();
  EXPECT_TRUE(tree.diverged());
}

}  // namespace
}  // namespace varve::sim
