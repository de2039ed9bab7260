#include "sim/campaign/campaign.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "sim/trace/json_line.h"
#include "sim/trace/trace.h"
#include "tests/unit/sim/campaign/fake_world.h"

namespace varve::sim {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Writes down all that an observer of a campaign gets to see.
class Recorder : public CampaignObserver {
 public:
  void OnOutcome(const Outcome& outcome, const std::string& trace_path) override {
    std::string line = std::to_string(outcome.seed);
    if (outcome.has_digest) line += " " + Hex16(outcome.result.digest);
    if (outcome.result.failed) {
      line += " [" + outcome.result.rule + "] " + outcome.result.message;
      failures.push_back("[" + outcome.result.rule + "] " + outcome.result.message);
      traces.push_back(trace_path);
    }
    lines.push_back(line);
  }
  void OnProgress(const Progress&) override { ++progress_calls; }

  std::vector<std::string> lines;
  std::vector<std::string> failures;
  std::vector<std::string> traces;
  int progress_calls = 0;
};

class CampaignTest : public testing::Test {
 protected:
  CampaignTest() {
    options_.run = RunFakeWorld;
    options_.out_directory = testing::TempDir() + "campaign-" + std::to_string(getpid());
    options_.limits.wall_ms = 20'000;
  }
  ~CampaignTest() override {
    std::error_code ignored;  // of a directory that could not be made
    std::filesystem::remove_all(options_.out_directory, ignored);
  }

  CampaignResult Run(uint64_t first, uint64_t last, int jobs, Recorder& recorder) {
    options_.first_seed = first;
    options_.last_seed = last;
    options_.jobs = jobs;
    return RunCampaign(options_, recorder).value();
  }

  CampaignOptions options_;
};

TEST_F(CampaignTest, RunsEverySeedInOrder) {
  Recorder recorder;
  const CampaignResult result = Run(7, 9, 2, recorder);
  EXPECT_EQ(result.progress.seeds_done, 3U);
  EXPECT_EQ(result.progress.failures, 0U);
  EXPECT_EQ(result.progress.statistics.operations, 300U);
  EXPECT_GE(recorder.progress_calls, 1);
  ASSERT_EQ(recorder.lines.size(), 3U);
  EXPECT_EQ(recorder.lines[0].substr(0, 2), "7 ");
  EXPECT_EQ(recorder.lines[2].substr(0, 2), "9 ");
}

TEST_F(CampaignTest, EveryEndIsACounterexample) {
  Recorder recorder;
  const CampaignResult result = Run(0, 5, 1, recorder);
  EXPECT_THAT(recorder.failures,
              ElementsAre("[V4] the snapshot changed",
                          "[abort] varve: CHECK failed at x.cc:12: p != 0x? [V6]", "[signal 11] ",
                          "[exit 3] giving up",
                          "[exit 70] varve-sim: internal error: the fake world is at its end"));
  EXPECT_EQ(result.progress.seeds_done, 6U);
  EXPECT_EQ(result.progress.failures, 5U);
  EXPECT_EQ(result.internal_errors, 1U);
  EXPECT_EQ(result.last_trace, recorder.traces.back());
}

TEST_F(CampaignTest, HangIsACounterexampleWithoutDigest) {
  options_.limits.wall_ms = 3'000;
  Recorder recorder;
  const CampaignResult result = Run(6, 7, 1, recorder);
  EXPECT_THAT(recorder.failures, ElementsAre("[hang] no end after 3000 ms"));
  EXPECT_EQ(result.progress.seeds_done, 2U);
  const Trace trace = ReadTraceFile(recorder.traces.front()).value();
  EXPECT_FALSE(trace.header.digest);
  EXPECT_FALSE(trace.Picks().empty());
}

TEST_F(CampaignTest, JobsChangeNothing) {
  Recorder one, two, five;
  // Seeds that end in every way but hanging.
  for (const uint64_t decade : {0U, 10U, 20U, 30U}) {
    Run(decade, decade + 5, 1, one);
    Run(decade, decade + 5, 2, two);
    Run(decade, decade + 5, 5, five);
  }
  EXPECT_EQ(one.lines, two.lines);
  EXPECT_EQ(one.lines, five.lines);
}

TEST_F(CampaignTest, SeedsDoNotSeeTheirPredecessors) {
  Recorder alone, after_others;
  Run(19, 19, 1, alone);
  Run(17, 19, 1, after_others);
  EXPECT_EQ(alone.lines.back(), after_others.lines.back());
}

TEST_F(CampaignTest, TraceOfADeadRunIsComplete) {
  Recorder recorder;
  Run(2, 2, 1, recorder);
  const Trace trace = ReadTraceFile(recorder.traces.front()).value();
  EXPECT_EQ(trace.header.seed, 2U);
  EXPECT_EQ(trace.header.engine, EngineVersion());
  EXPECT_EQ(trace.header.knobs, R"({"keys":"7"})");
  EXPECT_EQ(trace.header.signature.rule, "abort");
  EXPECT_TRUE(trace.header.digest);
  EXPECT_EQ(trace.header.sum, Checksum(trace));
  const std::vector<RecordedPick> picks = trace.Picks();
  ASSERT_FALSE(picks.empty());
  EXPECT_EQ(picks.back().label, "fake.fate");
}

TEST_F(CampaignTest, FailFastEndsWithTheFirstFailureInOrder) {
  options_.fail_fast = true;
  for (const int jobs : {1, 2}) {
    Recorder recorder;
    const CampaignResult result = Run(7, 40, jobs, recorder);
    EXPECT_EQ(recorder.failures.size(), 1U);
    EXPECT_EQ(result.progress.seeds_done, 5U) << "seeds 7 to 11";
    EXPECT_EQ(result.last_trace, options_.out_directory + "/seed-11.trace");
  }
}

TEST_F(CampaignTest, KeepsTheTracesOfRunsThatPass) {
  options_.keep_traces = true;
  Recorder recorder;
  const CampaignResult result = Run(7, 9, 2, recorder);
  EXPECT_EQ(result.progress.failures, 0U);
  EXPECT_EQ(result.last_trace, "");
  for (const char* seed : {"7", "8", "9"}) {
    const std::string path = options_.out_directory + "/seed-" + seed + ".trace";
    EXPECT_TRUE(ReadTraceFile(path).ok()) << path;
  }
}

TEST_F(CampaignTest, LargestSeeds) {
  Recorder recorder;
  const CampaignResult result = Run(UINT64_MAX - 2, UINT64_MAX, 2, recorder);
  EXPECT_EQ(result.progress.seeds_done, 3U);
}

TEST_F(CampaignTest, UnwritableDirectoryIsAnError) {
  options_.out_directory = "/dev/null/out";
  Recorder recorder;
  const auto result = RunCampaign(options_, recorder);
  EXPECT_THAT(std::string(result.status().message()), HasSubstr("/dev/null/out"));
}

/// Interrupts the campaign at its first outcome.
class Interrupter final : public Recorder {
 public:
  void OnOutcome(const Outcome& outcome, const std::string& trace_path) override {
    Recorder::OnOutcome(outcome, trace_path);
    if (lines.size() == 1) raise(SIGINT);
  }
};

TEST_F(CampaignTest, InterruptEndsTheCampaign) {
  options_.first_seed = 1'000'007;
  options_.last_seed = 2'000'000;
  options_.fail_fast = false;
  Interrupter interrupter;
  const CampaignResult result = RunCampaign(options_, interrupter).value();
  EXPECT_TRUE(result.interrupted);
  EXPECT_LT(result.progress.seeds_done, 1000U);
}

}  // namespace
}  // namespace varve::sim
