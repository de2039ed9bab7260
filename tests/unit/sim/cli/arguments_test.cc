#include "sim/cli/arguments.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/sim/campaign/fake_world.h"

namespace varve::sim {
namespace {

using Words = std::vector<std::string>;

RunArguments Parsed(const Words& words) {
  return ParseRunArguments(words, DescribeFakeWorld(), 3).value();
}

std::string ErrorOf(const Words& words) {
  const auto parsed = ParseRunArguments(words, DescribeFakeWorld(), 3);
  return parsed.ok() ? "no error" : std::string(parsed.status().message());
}

TEST(RunArguments, Defaults) {
  const RunArguments run = Parsed({"--seeds", "3..9"});
  EXPECT_EQ(run.first_seed, 3U);
  EXPECT_EQ(run.last_seed, 9U);
  EXPECT_EQ(run.jobs, 3);
  EXPECT_EQ(run.profile, "");
  EXPECT_EQ(run.out, "out");
  EXPECT_FALSE(run.digest);
  EXPECT_FALSE(run.fail_fast);
  EXPECT_EQ(run.faults, "");
  EXPECT_FALSE(run.traces);
  EXPECT_FALSE(run.heap_fill.has_value());
}

TEST(RunArguments, FaultsAreOnOrOff) {
  EXPECT_EQ(Parsed({"--seeds", "1", "--faults", "on"}).faults, "on");
  EXPECT_EQ(Parsed({"--seeds", "1", "--faults", "off"}).faults, "off");
  EXPECT_EQ(ErrorOf({"--seeds", "1", "--faults", "some"}),
            "--faults: 'some' is not one of on, off");
}

TEST(RunArguments, HeapFillIsAByte) {
  EXPECT_EQ(Parsed({"--seeds", "1", "--heap-fill", "165"}).heap_fill, 165);
  EXPECT_EQ(ErrorOf({"--seeds", "1", "--heap-fill", "256"}),
            "--heap-fill: '256' is not a number between 0 and 255");
}

TEST(RunArguments, All) {
  const RunArguments run = Parsed({"--seeds=5", "--jobs", "2", "--profile", "strict", "--strategy",
                                   "pct", "--digest", "--out=dir", "--fail-fast", "--traces"});
  EXPECT_EQ(run.first_seed, 5U);
  EXPECT_EQ(run.last_seed, 5U);
  EXPECT_EQ(run.jobs, 2);
  EXPECT_EQ(run.profile, "strict");
  EXPECT_EQ(run.strategy, "pct");
  EXPECT_EQ(run.out, "dir");
  EXPECT_TRUE(run.digest);
  EXPECT_TRUE(run.fail_fast);
  EXPECT_TRUE(run.traces);
}

TEST(RunArguments, SeedsAreRequired) { EXPECT_EQ(ErrorOf({}), "--seeds: is required"); }

TEST(RunArguments, SeedsMustBeARange) {
  for (const char* seeds :
       {"x", "1..", "..2", "9..3", "1...2", "-1..2", "1..2..3", "99999999999999999999"}) {
    EXPECT_EQ(ErrorOf({"--seeds", seeds}),
              "--seeds: '" + std::string(seeds) + "' is not a range A..B with A <= B");
  }
}

TEST(RunArguments, JobsMustBeANumber) {
  for (const char* jobs : {"x", "0", "257", "2x", "-1"}) {
    EXPECT_EQ(ErrorOf({"--seeds", "1", "--jobs", jobs}),
              "--jobs: '" + std::string(jobs) + "' is not a number between 1 and 256");
  }
}

TEST(RunArguments, ProfileMustBeKnown) {
  EXPECT_EQ(ErrorOf({"--seeds", "1", "--profile", "x"}),
            "--profile: 'x' is not one of strict, ordered");
}

TEST(RunArguments, StrategyMustBeKnown) {
  EXPECT_EQ(ErrorOf({"--seeds", "1", "--strategy", "x"}),
            "--strategy: 'x' is not one of random, pct");
}

TEST(RunArguments, UnknownFlag) {
  EXPECT_EQ(ErrorOf({"--sedes", "1"}), "--sedes: there is no such flag");
}

TEST(RunArguments, MissingValue) { EXPECT_EQ(ErrorOf({"--seeds"}), "--seeds: needs a value"); }

TEST(RunArguments, EmptyValue) { EXPECT_EQ(ErrorOf({"--seeds="}), "--seeds: its value is empty"); }

TEST(RunArguments, ValueOfASwitch) {
  EXPECT_EQ(ErrorOf({"--digest=yes"}), "--digest: takes no value");
}

TEST(RunArguments, FlagGivenTwice) {
  EXPECT_EQ(ErrorOf({"--seeds", "1", "--seeds", "2"}), "--seeds: is given twice");
}

TEST(RunArguments, StrayWord) {
  EXPECT_EQ(ErrorOf({"1..2"}), "1..2: run takes no argument beside its flags");
}

TEST(ReplayArguments, TraceIsRequired) {
  EXPECT_EQ(ParseReplayArguments({}).status().message(), "TRACE: is required");
}

TEST(ReplayArguments, TraceAndDigestInAnyOrder) {
  const Words words = {"--digest", "a.trace"};
  EXPECT_EQ(ParseReplayArguments(words)->trace, "a.trace");
  EXPECT_TRUE(ParseReplayArguments(words)->digest);
}

}  // namespace
}  // namespace varve::sim
