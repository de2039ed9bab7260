#include "sim/explore/fair_turns.h"

#include <gtest/gtest.h>

namespace varve::sim {
namespace {

constexpr FairTurns::TaskSet kAll = 0b1110;  // tasks 1, 2 and 3

TEST(FairTurnsTest, ATaskThatSpinsOnceMayRetryAtOnce) {
  FairTurns turns;
  turns.Spin(1, kAll);
  EXPECT_EQ(turns.Eligible(kAll), kAll);
}

TEST(FairTurnsTest, ATaskThatSpinsAgainGivesWayToThoseThatDidNotRun) {
  FairTurns turns;
  turns.Spin(1, kAll);
  turns.Chose(2);
  turns.Chose(1);
  turns.Spin(1, kAll);
  EXPECT_EQ(turns.Eligible(kAll), FairTurns::TaskSet{0b1100});
  turns.Chose(2);
  EXPECT_EQ(turns.Eligible(kAll), FairTurns::TaskSet{0b1100});
  turns.Chose(3);
  EXPECT_EQ(turns.Eligible(kAll), kAll);
}

TEST(FairTurnsTest, NobodyGivesWayToATaskThatCannotRun) {
  FairTurns turns;
  turns.Spin(1, kAll);
  (void)turns.Eligible(0b0110);  // task 3 was blocked for a while: it did not stand by idly
  turns.Spin(1, kAll);
  EXPECT_EQ(turns.Eligible(kAll), FairTurns::TaskSet{0b1100});
  EXPECT_EQ(turns.Eligible(0b1010), FairTurns::TaskSet{0b1010});
}

TEST(FairTurnsTest, SpinnersGiveWayToEachOtherInTurns) {
  FairTurns turns;
  FairTurns::TaskSet both = 0b0110;
  for (int round = 0; round < 2; ++round) {
    turns.Spin(1, both);
    turns.Spin(2, both);
  }
  EXPECT_NE(turns.Eligible(both), FairTurns::TaskSet{0});
}

TEST(FairTurnsTest, AnExecutionBeginsWithoutTheLastOnesSpins) {
  FairTurns turns;
  turns.Spin(1, kAll);
  turns.Spin(1, kAll);
  turns.Reset();
  EXPECT_EQ(turns.Eligible(kAll), kAll);
}

}  // namespace
}  // namespace varve::sim
