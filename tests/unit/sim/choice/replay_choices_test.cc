#include "sim/choice/replay_choices.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "sim/choice/seeded_choices.h"
#include "tests/unit/sim/choice/scratch_log.h"

namespace varve::sim {
namespace {

using testing::HasSubstr;

/// A run of two fibers with every kind of choice. Returns the answers.
std::vector<uint64_t> Play(Choices& choices) {
  std::vector<uint64_t> answers;
  const std::array<uint32_t, 3> weights = {5, 2, 1};
  for (int i = 0; i < 200; ++i) {
    choices.SetFiber(i % 3 == 0 ? "life1/client1" : "life1/client2");
    answers.push_back(choices.Pick("pick", 4));
    answers.push_back(choices.PickWeighted("weighted", weights));
    answers.push_back(choices.OneIn("rare", 5) ? 1 : 0);
    answers.push_back(choices.Range("wide", 3, uint64_t{1} << 40));
    answers.push_back(choices.Decide("decided", 3, static_cast<uint32_t>(i) % 3));
  }
  return answers;
}

RecordedPick Recorded(uint64_t ordinal, uint32_t pick) {
  return {.fiber = "world", .label = "a", .ordinal = ordinal, .candidates = 4, .pick = pick};
}

TEST(ReplayChoices, EqualsTheSeededRun) {
  ScratchLog log;
  SeededChoices seeded(42, log.get(), log->digest());
  const std::vector<uint64_t> answers = Play(seeded);
  Digest digest;
  ReplayChoices replay(log.Picks(), nullptr, digest);
  EXPECT_EQ(Play(replay), answers);
  replay.Finish();
  EXPECT_EQ(digest.value(), log->digest().value());
  EXPECT_EQ(replay.divergences(), 0U);
  EXPECT_EQ(replay.first_divergence(), "");
}

TEST(ReplayChoices, EditingOnePickChangesOneAnswerAndTheDigest) {
  ScratchLog log;
  SeededChoices seeded(42, log.get(), log->digest());
  const std::vector<uint64_t> answers = Play(seeded);
  std::vector<RecordedPick> picks = log.Picks();
  size_t edited = picks.size() / 2;
  while (picks[edited].label != "pick") ++edited;
  picks[edited].pick = picks[edited].pick % 3 + 1;
  Digest digest;
  ReplayChoices replay(picks, nullptr, digest);
  const std::vector<uint64_t> changed = Play(replay);
  int differences = 0;
  for (size_t i = 0; i < answers.size(); ++i) differences += answers[i] != changed[i] ? 1 : 0;
  EXPECT_EQ(differences, 1);
  EXPECT_NE(digest.value(), log->digest().value());
}

TEST(ReplayChoices, AnswersTheSimplestWhereTheTraceSaysNothing) {
  Digest digest;
  const std::array<RecordedPick, 1> picks = {Recorded(1, 3)};
  ReplayChoices replay(picks, nullptr, digest);
  EXPECT_EQ(replay.Pick("a", 4), 0U);
  EXPECT_EQ(replay.Pick("a", 4), 3U);
  EXPECT_EQ(replay.Pick("a", 4), 0U);
  EXPECT_EQ(replay.Decide("b", 4, 2), 0U);
  replay.Finish();
  EXPECT_EQ(replay.divergences(), 0U);
}

TEST(ReplayChoices, WeightZeroIsNeverTheSimplest) {
  Digest digest;
  ReplayChoices replay({}, nullptr, digest);
  const std::array<uint32_t, 3> weights = {0, 0, 7};
  EXPECT_EQ(replay.PickWeighted("a", weights), 2U);
}

TEST(ReplayChoices, FewerCandidatesThanThePickDiverge) {
  Digest digest;
  const std::array<RecordedPick, 1> picks = {Recorded(0, 3)};
  ReplayChoices replay(picks, nullptr, digest);
  EXPECT_EQ(replay.Pick("a", 2), 0U);
  EXPECT_EQ(replay.divergences(), 1U);
  EXPECT_EQ(replay.first_divergence(),
            "pick 0: expected world 'a' #0 of 4, found world 'a' #0 of 2");
}

TEST(ReplayChoices, OtherNumberOfCandidatesDivergesAndKeepsThePick) {
  Digest digest;
  const std::array<RecordedPick, 1> picks = {Recorded(0, 3)};
  ReplayChoices replay(picks, nullptr, digest);
  EXPECT_EQ(replay.Pick("a", 9), 3U);
  EXPECT_EQ(replay.divergences(), 1U);
}

TEST(ReplayChoices, SkippedPickIsTheFirstDivergentStep) {
  Digest digest;
  std::array<RecordedPick, 3> picks = {Recorded(0, 1), Recorded(5, 1), Recorded(1, 2)};
  picks[1].label = "b";
  picks[1].line = 12;
  ReplayChoices replay(picks, nullptr, digest);
  EXPECT_EQ(replay.Pick("a", 4), 1U);
  EXPECT_EQ(replay.Pick("a", 4), 2U) << "realigned by key";
  EXPECT_EQ(replay.divergences(), 1U);
  EXPECT_EQ(replay.first_divergence(),
            "line 12: expected world 'b' #5 of 4, found world 'a' #1 of 4");
}

TEST(ReplayChoices, PicksNeverAskedForDiverge) {
  Digest digest;
  const std::array<RecordedPick, 2> picks = {Recorded(0, 1), Recorded(1, 1)};
  ReplayChoices replay(picks, nullptr, digest);
  EXPECT_EQ(replay.Pick("a", 4), 1U);
  EXPECT_EQ(replay.divergences(), 0U);
  replay.Finish();
  EXPECT_EQ(replay.divergences(), 1U);
  EXPECT_THAT(std::string(replay.first_divergence()), HasSubstr("found the end of the run"));
}

TEST(ReplayChoices, OnlyTheFirstDivergenceIsDescribed) {
  Digest digest;
  const std::array<RecordedPick, 2> picks = {Recorded(0, 3), Recorded(1, 3)};
  ReplayChoices replay(picks, nullptr, digest);
  (void)replay.Pick("a", 2);
  (void)replay.Pick("a", 3);
  EXPECT_EQ(replay.divergences(), 2U);
  EXPECT_THAT(std::string(replay.first_divergence()), HasSubstr("of 2"));
}

TEST(ReplayChoices, DivergenceIsInTheLog) {
  ScratchLog log;
  const std::array<RecordedPick, 1> picks = {Recorded(0, 3)};
  ReplayChoices replay(picks, log.get(), log->digest());
  (void)replay.Pick("a", 2);
  EXPECT_EQ(log.Read().divergence, replay.first_divergence());
}

}  // namespace
}  // namespace varve::sim
