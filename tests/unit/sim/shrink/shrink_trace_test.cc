#include "sim/shrink/shrink_trace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "sim/campaign/replay.h"
#include "tests/unit/sim/shrink/make_pick.h"
#include "tests/unit/sim/shrink/puzzle_world.h"

namespace varve::sim {
namespace {

using testing::ElementsAre;

ShrinkReport Shrunk(const Trace& trace, ShrinkOptions options,
                    const ShrinkProgress& on_progress = nullptr) {
  options.run = RunPuzzleWorld;
  const ReplayReport first = Replay(trace, RunPuzzleWorld, RunLimits()).value();
  EXPECT_TRUE(FailedAlike(trace, first));
  return ShrinkTrace(trace, first, options, on_progress).value();
}

TEST(ShrinkTrace, FindsTheChoicesThatMatter) {
  const Trace trace = PuzzleTrace();
  const ShrinkReport report = Shrunk(trace, {});
  EXPECT_EQ(report.end, ShrinkEnd::kMinimal);
  EXPECT_THAT(TextsOf(report.trace.Picks()),
              ElementsAre("world knob.size #0 = 1", "life2/client1 work #3 = 3"));
  EXPECT_EQ(report.before, (KindCounts{120, 120, 0, 0, 1}));
  EXPECT_EQ(report.after, (KindCounts{0, 1, 0, 0, 1}));
  EXPECT_LT(report.replays, 200U);
}

TEST(ShrinkTrace, ResultIsAsRecorded) {
  Trace trace = PuzzleTrace();
  trace.header.seed = 77;
  const ShrinkReport report = Shrunk(trace, {});
  const Trace read = ParseTrace(FormatTrace(report.trace)).value();
  EXPECT_EQ(read.header.seed, 77U);
  EXPECT_EQ(read.header.signature, (Signature{"V4", "the sum of 3 changed, after all"}));
  const ReplayReport again = Replay(read, RunPuzzleWorld, RunLimits()).value();
  EXPECT_EQ(again.verdict, ReplayVerdict::kReproduced);
  EXPECT_TRUE(again.digest_equal);
  EXPECT_FALSE(again.edited);
  EXPECT_EQ(again.outcome.divergences, 0U);
}

TEST(ShrinkTrace, DoesNotDependOnTheNumberOfJobs) {
  const Trace trace = PuzzleTrace();
  ShrinkOptions options;
  options.jobs = 3;
  EXPECT_EQ(FormatTrace(Shrunk(trace, options).trace), FormatTrace(Shrunk(trace, {}).trace));
}

TEST(ShrinkTrace, ShrinksADeath) {
  Trace trace = PuzzleTrace();
  std::erase_if(trace.records, [](const Record& record) {
    const auto* pick = std::get_if<RecordedPick>(&record);
    return pick != nullptr && pick->fiber == "life2/client1" && pick->label == "work";
  });
  trace.header.signature = {"abort", "varve: CHECK failed at puzzle.cc:12: knob == 0 [V6]"};
  const ShrinkReport report = Shrunk(trace, {});
  EXPECT_THAT(TextsOf(report.trace.Picks()), ElementsAre("world knob.size #0 = 1"));
  EXPECT_EQ(report.trace.header.signature, trace.header.signature);
}

TEST(ShrinkTrace, InterruptKeepsTheBestSoFar) {
  const Trace trace = PuzzleTrace();
  const ShrinkReport report = Shrunk(trace, {}, [](size_t, uint64_t) { raise(SIGINT); });
  EXPECT_EQ(report.end, ShrinkEnd::kInterrupted);
  EXPECT_LT(report.trace.Picks().size(), trace.Picks().size());
  EXPECT_EQ(Replay(report.trace, RunPuzzleWorld, RunLimits()).value().verdict,
            ReplayVerdict::kReproduced)
      << "not read from text: it counts as edited, and fails alike";
}

TEST(ShrinkTrace, OutOfBudgetKeepsTheBestSoFar) {
  ShrinkOptions options;
  options.budget_ms = -1;
  const Trace trace = PuzzleTrace();
  const ShrinkReport report = Shrunk(trace, options);
  EXPECT_EQ(report.end, ShrinkEnd::kOutOfBudget);
  EXPECT_EQ(report.trace.Picks().size(), trace.Picks().size());
}

TEST(ShrinkTrace, OtherFailureIsNotAlike) {
  Trace trace = PuzzleTrace();
  trace.header.signature.rule = "V5";
  EXPECT_FALSE(FailedAlike(trace, Replay(trace, RunPuzzleWorld, RunLimits()).value()));
  trace.header.signature = {"V4", "something else"};
  EXPECT_FALSE(FailedAlike(trace, Replay(trace, RunPuzzleWorld, RunLimits()).value()));
}

}  // namespace
}  // namespace varve::sim
