#include "sim/world/world.h"

#include <gtest/gtest.h>

#include <numeric>
#include <set>

#include "sim/choice/log_reader.h"
#include "sim/choice/replay_choices.h"
#include "tests/unit/sim/world/run_seed.h"

namespace varve::sim {
namespace {

constexpr uint64_t kSeeds = 50;

// The statistics of the first seeds, run once for all tests.
class WorldTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    const std::unique_ptr<ChoiceLog> log = TestLog("floors");
    results_ = new std::vector<RunResult>;
    for (uint64_t seed = 1; seed <= kSeeds; ++seed) results_->push_back(RunSeed(seed, *log));
  }
  static void TearDownTestSuite() {
    delete results_;
    results_ = nullptr;
  }

  static Statistics Total() {
    Statistics total;
    for (const RunResult& result : *results_) total.Add(result.statistics);
    return total;
  }

  static std::vector<RunResult>* results_;
};
std::vector<RunResult>* WorldTest::results_ = nullptr;

TEST_F(WorldTest, NoSeedFails) {
  for (size_t i = 0; i < results_->size(); ++i) {
    const RunResult& result = (*results_)[i];
    EXPECT_FALSE(result.failed) << "seed " << i + 1 << ": " << result.rule << ": "
                                << result.message;
  }
}

TEST_F(WorldTest, EverySeedHasThreeClientsAndThreeHundredOperations) {
  for (const RunResult& result : *results_) {
    EXPECT_GE(result.statistics.operations, 300U);
    EXPECT_GE(result.statistics.clients, 3U);
    EXPECT_GE(result.statistics.clean_closes, 2U);
  }
}

TEST_F(WorldTest, OnAverageASeedCrashesBothWaysFlushesAndCompacts) {
  const Statistics total = Total();
  EXPECT_GE(total.process_crashes, kSeeds);
  EXPECT_GE(total.machine_crashes, kSeeds);
  EXPECT_GE(total.flushes, kSeeds);
  EXPECT_GE(total.compactions, kSeeds);
  // A crash inside a recovery leaves its own image in the place of the one before.
  const uint64_t inside_recovery =
      std::accumulate(total.recovery_crashes.begin(), total.recovery_crashes.end(), uint64_t{0});
  EXPECT_GE(total.crashes_recovered, (total.crashes() - inside_recovery) * 3 / 4);
}

TEST_F(WorldTest, AFifthOfAllCrashesFallsInsideAPhaseAndEveryPhaseIsHit) {
  const Statistics total = Total();
  EXPECT_GE((total.crashes() - total.crashes_by_phase[kPhaseCount]) * 5, total.crashes());
  for (int phase = 0; phase < kPhaseCount; ++phase) {
    EXPECT_GT(total.crashes_by_phase[static_cast<size_t>(phase)], 0U) << phase;
  }
  EXPECT_EQ(
      std::accumulate(total.crashes_by_phase.begin(), total.crashes_by_phase.end(), uint64_t{0}),
      total.crashes());
}

TEST_F(WorldTest, FaultsStrikeAndServiceIsRestored) {
  const Statistics total = Total();
  EXPECT_GT(std::accumulate(total.faults.begin(), total.faults.end(), uint64_t{0}), kSeeds);
  EXPECT_GT(total.failed_opens, 0U);
  EXPECT_GT(total.services_restored, 0U);
}

TEST_F(WorldTest, CrashesInsideRecoveryReachTheThirdInARow) {
  for (const uint64_t crashes : Total().recovery_crashes) EXPECT_GT(crashes, 0U);
}

TEST_F(WorldTest, TheKnobsAreReported) {
  for (const RunResult& result : *results_) {
    EXPECT_NE(result.knobs_json.find("\"memtable_bytes\":"), std::string::npos);
    EXPECT_NE(result.knobs_json.find("\"strategy\":"), std::string::npos);
  }
}

TEST_F(WorldTest, SeedsDiffer) {
  std::set<uint64_t> digests;
  for (const RunResult& result : *results_) digests.insert(result.digest);
  EXPECT_EQ(digests.size(), results_->size());
}

TEST_F(WorldTest, TheSameSeedIsTheSameRun) {
  const std::unique_ptr<ChoiceLog> log = TestLog("twin");
  for (uint64_t seed = 1; seed <= 10; ++seed) {
    const RunResult again = RunSeed(seed, *log);
    EXPECT_EQ(again.digest, (*results_)[seed - 1].digest) << "seed " << seed;
    EXPECT_EQ(again.statistics, (*results_)[seed - 1].statistics) << "seed " << seed;
  }
}

TEST_F(WorldTest, WhatFreshMemoryHoldsMakesNoDifference) {
  const std::unique_ptr<ChoiceLog> log = TestLog("fill");
  for (uint64_t seed = 1; seed <= 10; ++seed) {
    log->Reset(seed);
    SeededChoices choices(seed, log.get(), log->digest());
    RunRequest request;
    request.heap_fill = 165;
    const RunResult filled = RunWorld(request, choices, *log, log->digest());
    EXPECT_EQ(filled.digest, (*results_)[seed - 1].digest) << "seed " << seed;
  }
}

TEST_F(WorldTest, FaultsAreOffOrOnAsAskedFor) {
  const std::unique_ptr<ChoiceLog> log = TestLog("faults");
  for (const char* asked : {"off", "on"}) {
    log->Reset(1);
    SeededChoices choices(1, log.get(), log->digest());
    RunRequest request;
    request.faults = asked;
    const RunResult result = RunWorld(request, choices, *log, log->digest());
    EXPECT_EQ(result.knobs_json.find("\"faults\":\"off\"") != std::string::npos,
              request.faults == "off")
        << result.knobs_json;
  }
}

TEST_F(WorldTest, AReplayOfTheRecordedChoicesIsTheSameRun) {
  const std::string path = testing::TempDir() + "/varve_world_replay.log";
  const std::unique_ptr<ChoiceLog> log = TestLog("replay");
  const RunResult first = RunSeed(7, *log);
  const auto contents = ReadChoiceLog(path);
  ASSERT_TRUE(contents.ok()) << contents.status();
  std::vector<RecordedPick> picks;
  for (const Record& record : contents->records) {
    if (const auto* pick = std::get_if<RecordedPick>(&record)) picks.push_back(*pick);
  }
  log->Reset(0);
  ReplayChoices choices(picks, log.get(), log->digest());
  const RunResult second = RunWorld(RunRequest(), choices, *log, log->digest());
  choices.Finish();
  EXPECT_EQ(choices.first_divergence(), "");
  EXPECT_EQ(second.digest, first.digest);
}

TEST_F(WorldTest, AStrategyThatIsAskedForIsUsed) {
  const std::unique_ptr<ChoiceLog> log = TestLog("strategy");
  for (const NamedThing& strategy : DescribeWorld().strategies) {
    const RunResult result = RunSeed(3, *log, std::string(strategy.name));
    EXPECT_FALSE(result.failed) << result.rule << ": " << result.message;
    EXPECT_NE(result.knobs_json.find("\"strategy\":\"" + std::string(strategy.name)),
              std::string::npos);
  }
}

}  // namespace
}  // namespace varve::sim
