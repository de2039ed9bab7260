#include "sim/shrink/subtrees.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/sim/shrink/make_pick.h"

namespace varve::sim {
namespace {

using testing::ElementsAre;

TEST(Subtrees, FiberHoldsItsDescendantsOnly) {
  const Subtree life1 = {"life1", ""};
  EXPECT_TRUE(life1.Contains(MakePick("life1", "x", 0, 1)));
  EXPECT_TRUE(life1.Contains(MakePick("life1/client2/flush", "x", 0, 1)));
  EXPECT_FALSE(life1.Contains(MakePick("life12", "x", 0, 1)));
}

TEST(Subtrees, LabelAndFamily) {
  EXPECT_TRUE((Subtree{"", "crash.cut"}.Contains(MakePick("a", "crash.cut", 0, 1))));
  EXPECT_FALSE((Subtree{"", "crash.cut"}.Contains(MakePick("a", "crash.mood", 0, 1))));
  EXPECT_TRUE((Subtree{"", "crash."}.Contains(MakePick("a", "crash.mood", 0, 1))));
  EXPECT_FALSE((Subtree{"b", "crash."}.Contains(MakePick("a", "crash.mood", 0, 1))));
}

TEST(Subtrees, LargerOnesFirst) {
  const std::vector<Subtree> subtrees =
      SubtreesOf({MakePick("life1/a", "x", 0, 1), MakePick("life1/b", "x", 0, 1),
                  MakePick("life1/b", "y.z", 0, 1)});
  EXPECT_THAT(subtrees, ElementsAre(Subtree{"life1", ""}, Subtree{"", "x"}, Subtree{"life1/b", ""},
                                    Subtree{"", "y."}, Subtree{"", "y.z"}, Subtree{"life1/a", ""},
                                    Subtree{"life1/a", "x"}, Subtree{"life1/b", "x"},
                                    Subtree{"life1/b", "y.z"}));
}

TEST(Subtrees, OfNoPicks) { EXPECT_THAT(SubtreesOf({}), ElementsAre()); }

}  // namespace
}  // namespace varve::sim
