#include "sim/scheduler/wait_list.h"

#include <gtest/gtest.h>

namespace varve::sim {
namespace {

TEST(WaitListTest, TakesByIndexInOrderOfArrival) {
  WaitNode a{.fiber = 1}, b{.fiber = 2}, c{.fiber = 3};
  WaitList list;
  list.PushBack(a);
  list.PushBack(b);
  list.PushBack(c);
  EXPECT_EQ(list.Take(1), 2u);
  EXPECT_TRUE(b.woken);
  EXPECT_FALSE(a.woken);
  EXPECT_EQ(list.Take(1), 3u);
  EXPECT_EQ(list.Take(0), 1u);
  EXPECT_TRUE(list.empty());
}

TEST(WaitListTest, RemovedNodeIsNotWoken) {
  WaitNode a{.fiber = 1}, b{.fiber = 2};
  WaitList list;
  list.PushBack(a);
  list.PushBack(b);
  list.Remove(a);
  EXPECT_FALSE(a.woken);
  EXPECT_EQ(list.size(), 1u);
  EXPECT_EQ(list.Take(0), 2u);
}

TEST(WaitListTest, EmptiedListFillsAgain) {
  WaitNode a{.fiber = 1};
  WaitList list;
  list.PushBack(a);
  EXPECT_EQ(list.Take(0), 1u);
  a.woken = false;
  list.PushBack(a);
  EXPECT_EQ(list.Take(0), 1u);
}

}  // namespace
}  // namespace varve::sim
