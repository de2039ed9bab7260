#include "sim/choice/seeded_choices.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "tests/unit/sim/choice/scratch_log.h"

namespace varve::sim {
namespace {

std::vector<uint32_t> Draw(Choices& choices, std::string_view label, int count) {
  std::vector<uint32_t> picks;
  for (int i = 0; i < count; ++i) picks.push_back(choices.Pick(label, 1000));
  return picks;
}

TEST(SeededChoices, SameSeedSamePicks) {
  Digest first_digest, second_digest;
  SeededChoices first(7, nullptr, first_digest);
  SeededChoices second(7, nullptr, second_digest);
  EXPECT_EQ(Draw(first, "a", 100), Draw(second, "a", 100));
  EXPECT_EQ(first_digest.value(), second_digest.value());
}

TEST(SeededChoices, NeighbouringSeedsDiffer) {
  Digest digest;
  SeededChoices first(7, nullptr, digest);
  SeededChoices second(8, nullptr, digest);
  EXPECT_NE(Draw(first, "a", 100), Draw(second, "a", 100));
}

TEST(SeededChoices, ChoiceUnderAnotherLabelShiftsNothing) {
  Digest digest;
  SeededChoices plain(7, nullptr, digest);
  SeededChoices disturbed(7, nullptr, digest);
  (void)Draw(disturbed, "b", 13);
  EXPECT_EQ(Draw(plain, "a", 100), Draw(disturbed, "a", 100));
}

TEST(SeededChoices, ChoiceOfAnotherFiberShiftsNothing) {
  Digest digest;
  SeededChoices plain(7, nullptr, digest);
  SeededChoices disturbed(7, nullptr, digest);
  disturbed.SetFiber("life1/client2");
  (void)Draw(disturbed, "a", 13);
  plain.SetFiber("life1/client1");
  disturbed.SetFiber("life1/client1");
  EXPECT_EQ(Draw(plain, "a", 100), Draw(disturbed, "a", 100));
}

TEST(SeededChoices, FiberAndLabelAreNotInterchangeable) {
  Digest digest;
  SeededChoices first(7, nullptr, digest);
  SeededChoices second(7, nullptr, digest);
  first.SetFiber("x");
  second.SetFiber("y");
  EXPECT_NE(Draw(first, "y", 20), Draw(second, "x", 20));
}

TEST(SeededChoices, LabelsAreKnownByContentNotByAddress) {
  Digest digest;
  SeededChoices literal(7, nullptr, digest);
  SeededChoices buffered(7, nullptr, digest);
  const std::vector<uint32_t> expected = Draw(literal, "aa", 10);
  std::string buffer = "bb";
  (void)Draw(buffered, buffer, 10);
  buffer = "aa";
  EXPECT_EQ(Draw(buffered, buffer, 10), expected);
}

TEST(SeededChoices, OneCandidateCountsAsAChoice) {
  Digest digest;
  SeededChoices plain(7, nullptr, digest);
  SeededChoices counted(7, nullptr, digest);
  const std::vector<uint32_t> picks = Draw(plain, "a", 2);
  EXPECT_EQ(counted.Pick("a", 1), 0U);
  EXPECT_EQ(counted.Pick("a", 1000), picks[1]);
}

TEST(SeededChoices, PicksAreUniform) {
  Digest digest;
  SeededChoices choices(1, nullptr, digest);
  std::array<int, 5> counts{};
  for (int i = 0; i < 50000; ++i) ++counts[choices.Pick("a", 5)];
  for (const int count : counts) EXPECT_NEAR(count, 10000, 500);
}

TEST(SeededChoices, WeightsAreHonoured) {
  Digest digest;
  SeededChoices choices(1, nullptr, digest);
  const std::array<uint32_t, 4> weights = {0, 1, 0, 3};
  std::array<int, 4> counts{};
  for (int i = 0; i < 40000; ++i) ++counts[choices.PickWeighted("a", weights)];
  EXPECT_EQ(counts[0], 0);
  EXPECT_EQ(counts[2], 0);
  EXPECT_NEAR(counts[1], 10000, 500);
  EXPECT_NEAR(counts[3], 30000, 500);
}

TEST(SeededChoices, EveryPickIsInTheDigest) {
  Digest first_digest, second_digest;
  SeededChoices first(7, nullptr, first_digest);
  SeededChoices second(7, nullptr, second_digest);
  (void)first.Decide("a", 3, 1);
  (void)second.Decide("a", 3, 2);
  EXPECT_NE(first_digest.value(), second_digest.value());
}

TEST(SeededChoices, LogHoldsThePicksThatAreNotZero) {
  ScratchLog log;
  SeededChoices choices(7, log.get(), log->digest());
  choices.SetFiber("life1/client1");
  (void)choices.Decide("sched.next", 4, 0);
  (void)choices.Decide("sched.next", 4, 3);
  const std::vector<RecordedPick> picks = log.Picks();
  ASSERT_EQ(picks.size(), 1U);
  EXPECT_EQ(picks[0].fiber, "life1/client1");
  EXPECT_EQ(picks[0].label, "sched.next");
  EXPECT_EQ(picks[0].ordinal, 1U);
  EXPECT_EQ(picks[0].candidates, 4U);
  EXPECT_EQ(picks[0].pick, 3U);
}

TEST(SeededChoicesDeathTest, NoCandidatesIsAnInternalError) {
  Digest digest;
  SeededChoices choices(7, nullptr, digest);
  EXPECT_EXIT((void)choices.Pick("a", 0), testing::ExitedWithCode(70), "no candidates");
}

}  // namespace
}  // namespace varve::sim
