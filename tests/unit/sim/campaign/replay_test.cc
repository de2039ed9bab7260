#include "sim/campaign/replay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "sim/campaign/campaign.h"
#include "tests/unit/sim/campaign/fake_world.h"

namespace varve::sim {
namespace {

using testing::HasSubstr;

class Ignore : public CampaignObserver {
 public:
  void OnOutcome(const Outcome&, const std::string&) override {}
  void OnProgress(const Progress&) override {}
};

/// The trace of a seed that fails, as read from its file.
Trace TraceOf(uint64_t seed, RunFunction run = RunFakeWorld) {
  CampaignOptions options;
  options.run = run;
  options.first_seed = options.last_seed = seed;
  options.profile = "strict";
  options.out_directory = testing::TempDir() + "replay-" + std::to_string(getpid());
  Ignore observer;
  const CampaignResult result = RunCampaign(options, observer).value();
  Trace trace = ReadTraceFile(result.last_trace).value();
  std::filesystem::remove_all(options.out_directory);
  return trace;
}

ReplayReport ReplayOf(const Trace& trace, RunFunction run = RunFakeWorld) {
  return Replay(trace, run, RunLimits()).value();
}

RecordedPick& PickNamed(Trace& trace, const std::string& label) {
  for (Record& record : trace.records) {
    auto* pick = std::get_if<RecordedPick>(&record);
    if (pick != nullptr && pick->label == label) return *pick;
  }
  ADD_FAILURE() << "no pick " << label;
  return std::get<RecordedPick>(trace.records.front());
}

/// A world whose choices do not decide everything: each process runs it differently.
RunResult RunUnsteadyWorld(const RunRequest& request, Choices& choices, ChoiceLog& log,
                           Digest& digest) {
  RunResult result = RunFakeWorld(request, choices, log, digest);
  digest.Fold(static_cast<uint64_t>(getpid()));
  result.digest = digest.value();
  return result;
}

TEST(Replay, ReproducesAFailure) {
  const ReplayReport report = ReplayOf(TraceOf(1));
  EXPECT_EQ(report.verdict, ReplayVerdict::kReproduced);
  EXPECT_TRUE(report.digest_equal);
  EXPECT_FALSE(report.edited);
  EXPECT_TRUE(report.same_build);
  EXPECT_EQ(report.outcome.divergences, 0U);
  EXPECT_EQ(report.first_difference, "");
}

TEST(Replay, ReproducesADeath) {
  for (const uint64_t seed : {2U, 3U, 4U}) {
    const ReplayReport report = ReplayOf(TraceOf(seed));
    EXPECT_EQ(report.verdict, ReplayVerdict::kReproduced) << seed;
    EXPECT_TRUE(report.digest_equal) << seed;
  }
}

TEST(Replay, IgnoresTheSeed) {
  Trace trace = TraceOf(1);
  const uint64_t digest = *trace.header.digest;
  trace.header.seed.reset();
  EXPECT_EQ(ReplayOf(trace).outcome.result.digest, digest);
  trace.header.seed = 999;
  EXPECT_EQ(ReplayOf(trace).outcome.result.digest, digest);
}

TEST(Replay, EditedChoiceChangesTheRun) {
  Trace trace = TraceOf(1);
  PickNamed(trace, "fake.pick").pick = 0;
  const ReplayReport report = ReplayOf(trace);
  EXPECT_TRUE(report.edited);
  EXPECT_FALSE(report.digest_equal);
  EXPECT_EQ(report.verdict, ReplayVerdict::kReproduced) << "still the same failure";
}

TEST(Replay, EditedFateEndsWell) {
  Trace trace = TraceOf(1);
  PickNamed(trace, "fake.fate").pick = 0;
  EXPECT_EQ(ReplayOf(trace).verdict, ReplayVerdict::kClean);
}

TEST(Replay, EditedFateIsAnotherFailure) {
  Trace trace = TraceOf(1);
  PickNamed(trace, "fake.fate").pick = 2;
  const ReplayReport report = ReplayOf(trace);
  EXPECT_EQ(report.verdict, ReplayVerdict::kOtherFailure);
  EXPECT_EQ(report.outcome.result.rule, "abort");
}

TEST(Replay, InternalErrorIsNoCounterexample) {
  EXPECT_EQ(ReplayOf(TraceOf(5)).verdict, ReplayVerdict::kInternalError);
}

TEST(Replay, SameProgramSameTraceOtherRunIsNondeterminism) {
  EXPECT_EQ(ReplayOf(TraceOf(1, RunUnsteadyWorld), RunUnsteadyWorld).verdict,
            ReplayVerdict::kNondeterministic);
}

TEST(Replay, AnotherProgramMayRunTheTraceDifferently) {
  Trace trace = TraceOf(1, RunUnsteadyWorld);
  trace.header.build = "0000000000000000";
  EXPECT_EQ(ReplayOf(trace, RunUnsteadyWorld).verdict, ReplayVerdict::kReproduced);
}

TEST(Replay, DivergenceIsReportedWithItsLine) {
  Trace trace = TraceOf(1);
  RecordedPick& pick = PickNamed(trace, "fake.pick");
  pick.label = "fake.gone";
  const ReplayReport report = ReplayOf(trace);
  EXPECT_GE(report.outcome.divergences, 1U);
  EXPECT_THAT(report.outcome.divergence,
              HasSubstr("line " + std::to_string(pick.line) + ": expected"));
}

TEST(Judge, RegisteredTraceMustRunClean) {
  const RegisteredTrace registered = {"a.trace", "V4", "world.begin", 0, "B01"};
  Trace trace = TraceOf(1);
  EXPECT_THAT(Judge(registered, ReplayOf(trace)), HasSubstr("a.trace: fails with [V4]"));
  PickNamed(trace, "fake.fate").pick = 0;
  EXPECT_EQ(Judge(registered, ReplayOf(trace)), "");
}

TEST(Judge, RegisteredTraceMustShowItsEvent) {
  const RegisteredTrace registered = {"a.trace", "V4", "crash.machine", 0, "B01"};
  Trace trace = TraceOf(1);
  PickNamed(trace, "fake.fate").pick = 0;
  EXPECT_THAT(Judge(registered, ReplayOf(trace)), HasSubstr("no event 'crash.machine'"));
}

TEST(Judge, DivergencesAreBounded) {
  RegisteredTrace registered = {"a.trace", "V4", "world.begin", 0, "B01"};
  Trace trace = TraceOf(1);
  PickNamed(trace, "fake.fate").label = "fake.gone";
  EXPECT_THAT(Judge(registered, ReplayOf(trace)), HasSubstr("1 divergences, at most 0 allowed"));
  registered.divergences = 1;
  EXPECT_EQ(Judge(registered, ReplayOf(trace)), "");
}

}  // namespace
}  // namespace varve::sim
