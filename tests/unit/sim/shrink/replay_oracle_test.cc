#include "sim/shrink/replay_oracle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdint>
#include <memory>
#include <vector>

#include "tests/unit/sim/shrink/make_pick.h"
#include "tests/unit/sim/shrink/puzzle_world.h"

namespace varve::sim {
namespace {

using testing::ElementsAre;

const RecordedPick kKnob = MakePick("world", "knob.size", 0, 1);
const RecordedPick kNeeded = MakePick("life2/client1", "work", 3, 5);
const RecordedPick kFatal = MakePick("life1/client0", "work", 4, 1);

const Picks kClean = {};
const Picks kAborts = {kKnob};
const Picks kFails = {kKnob, kNeeded};
const Picks kDies = {kKnob, kFatal, kNeeded};

class ReplayOracleTest : public testing::TestWithParam<int> {
 protected:
  std::unique_ptr<ReplayOracle> Create(Signature signature, int64_t budget_ms = 60'000) {
    ReplayOracle::Options options;
    options.run = RunPuzzleWorld;
    options.jobs = GetParam();
    options.signature = std::move(signature);
    options.deadline_ms = MonotonicMs() + budget_ms;
    return ReplayOracle::Create(options, interrupts_).value();
  }

  const InterruptWatch interrupts_;
};
INSTANTIATE_TEST_SUITE_P(Jobs, ReplayOracleTest, testing::Values(1, 3));

const Signature kV4 = {"V4", "the sum of 12 changed, before all"};

TEST_P(ReplayOracleTest, FirstThatFailsAlike) {
  const auto oracle = Create(kV4);
  const std::vector<Picks> candidates = {kClean, kAborts, kDies, kFails, kFails};
  const std::optional<Hit> hit = oracle->FirstFailing(candidates).value();
  ASSERT_TRUE(hit.has_value());
  EXPECT_EQ(hit->index, 3U);
  EXPECT_THAT(TextsOf(hit->picks),
              ElementsAre("world knob.size #0 = 1", "life2/client1 work #3 = 5"));
  EXPECT_GT(hit->length, 100U);
}

TEST_P(ReplayOracleTest, NoneFailsAlike) {
  const auto oracle = Create(kV4);
  const std::vector<Picks> candidates = {kDies, kClean, kAborts};
  EXPECT_FALSE(oracle->FirstFailing(candidates).value().has_value());
  EXPECT_FALSE(oracle->FirstFailing({}).value().has_value());
}

TEST_P(ReplayOracleTest, DeathsAreFailuresToo) {
  const auto oracle = Create({"abort", "varve: CHECK failed at puzzle.cc:99: knob == 0 [V6]"});
  const std::vector<Picks> candidates = {kFails, kDies, kAborts};
  for (int round = 0; round < 3; ++round) {
    const std::optional<Hit> hit = oracle->FirstFailing(candidates).value();
    ASSERT_TRUE(hit.has_value());
    EXPECT_EQ(hit->index, 2U);
    EXPECT_THAT(TextsOf(hit->picks), ElementsAre("world knob.size #0 = 1"));
  }
}

TEST_P(ReplayOracleTest, UnaskedPicksAreNotRecorded) {
  const auto oracle = Create(kV4);
  const std::vector<Picks> candidates = {{kKnob, kNeeded, MakePick("nobody", "work", 0, 1)}};
  EXPECT_EQ(oracle->FirstFailing(candidates).value()->picks.size(), 2U);
}

TEST_P(ReplayOracleTest, OutOfBudget) {
  const auto oracle = Create(kV4, -1);
  const std::vector<Picks> candidates = {kFails};
  EXPECT_TRUE(absl::IsDeadlineExceeded(oracle->FirstFailing(candidates).status()));
}

TEST_P(ReplayOracleTest, Interrupted) {
  const auto oracle = Create(kV4);
  raise(SIGTERM);
  const std::vector<Picks> candidates = {kFails};
  EXPECT_TRUE(absl::IsCancelled(oracle->FirstFailing(candidates).status()));
}

}  // namespace
}  // namespace varve::sim
