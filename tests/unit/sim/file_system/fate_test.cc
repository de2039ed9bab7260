#include "sim/file_system/fate.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "tests/unit/sim/file_system/fake_choices.h"

namespace varve::sim {
namespace {

std::vector<uint32_t> Outcomes(LogFate& fate, size_t effects) {
  std::vector<uint32_t> outcomes;
  for (size_t i = 0; i < effects; ++i) outcomes.push_back(fate.Next("test", 3));
  return outcomes;
}

TEST(Fate, TheSimplestMoodKeepsAll) {
  ZeroChoices choices;
  EXPECT_EQ(DrawMood(choices), Mood::kKeepAll);
}

TEST(Fate, ExtremeMoodsAskForNothing) {
  ScriptedChoices choices({});
  LogFate keep(choices, Mood::kKeepAll, 3);
  EXPECT_EQ(Outcomes(keep, 3), (std::vector<uint32_t>{0, 0, 0}));
  LogFate lose(choices, Mood::kLoseAll, 3);
  EXPECT_EQ(Outcomes(lose, 3), (std::vector<uint32_t>{1, 1, 1}));
  EXPECT_TRUE(choices.asked().empty());
}

TEST(Fate, PrefixKeepsBeforeTheCutAndLosesAfterIt) {
  ScriptedChoices choices({{"crash.cut", {3}}, {"test", {2}}});
  LogFate fate(choices, Mood::kPrefix, 5);
  EXPECT_EQ(Outcomes(fate, 5), (std::vector<uint32_t>{0, 0, 2, 1, 1}));
}

TEST(Fate, PrefixWithNothingCutKeepsAll) {
  ZeroChoices choices;
  LogFate fate(choices, Mood::kPrefix, 3);
  EXPECT_EQ(Outcomes(fate, 3), (std::vector<uint32_t>{0, 0, 0}));
}

TEST(Fate, SkippedEffectsCountTowardsTheCut) {
  ScriptedChoices choices({{"crash.cut", {1}}});
  LogFate fate(choices, Mood::kPrefix, 3);
  fate.Skip();
  EXPECT_EQ(fate.Next("test", 2), kSurvives);
  EXPECT_EQ(choices.asked(), (std::vector<std::string>{"crash.cut"}));
}

TEST(Fate, OtherMoodsAskForEachEffect) {
  for (const Mood mood : {Mood::kEven, Mood::kMostlyKept, Mood::kMostlyLost}) {
    ScriptedChoices choices({{"test", {2, 0, 1}}});
    LogFate fate(choices, mood, 3);
    EXPECT_EQ(Outcomes(fate, 3), (std::vector<uint32_t>{2, 0, 1}));
  }
}

TEST(Fate, EveryMoodIsDrawn) {
  std::set<Mood> seen;
  RandomChoices choices(1);
  for (int i = 0; i < 1000; ++i) seen.insert(DrawMood(choices));
  EXPECT_EQ(seen.size(), kMoodCount);
}

}  // namespace
}  // namespace varve::sim
