#include "sim/cli/commands.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/unit/sim/campaign/fake_world.h"
#include "tests/unit/sim/cli/command_line.h"

namespace varve::sim {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;

class CommandsTest : public testing::Test {
 protected:
  ~CommandsTest() override { std::filesystem::remove_all(directory_); }

  static Printed Run(const std::vector<std::string>& words) { return CommandLine(words); }

  Printed RunSeeds(const std::string& seeds, const std::string& more = "--jobs=2") const {
    return Run({"run", "--seeds", seeds, "--out", directory_, more});
  }

  const std::string directory_ = testing::TempDir() + "cli-" + std::to_string(getpid());
};

TEST_F(CommandsTest, Help) {
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"--help"}, std::vector<std::string>{"run", "--help"}}) {
    const Printed printed = Run(words);
    EXPECT_EQ(printed.status, 0);
    EXPECT_THAT(printed.out, HasSubstr("varve-sim run --seeds A..B"));
  }
}

TEST_F(CommandsTest, UsageErrors) {
  EXPECT_EQ(Run({}).status, 64);
  EXPECT_EQ(Run({"dance"}).status, 64);
  EXPECT_EQ(Run({"run"}).status, 64);
  EXPECT_EQ(Run({"replay"}).status, 64);
  EXPECT_EQ(Run({"list"}).status, 64);
  EXPECT_THAT(Run({"run", "--jobs", "x", "--seeds", "1"}).err,
              StartsWith("varve-sim run: --jobs: 'x' is not a number between 1 and 256\n"));
}

TEST_F(CommandsTest, CleanRun) {
  const Printed printed = RunSeeds("7..9");
  EXPECT_EQ(printed.status, 0);
  EXPECT_THAT(printed.out, HasSubstr("operations  300 by clients"));
}

TEST_F(CommandsTest, FailingRunPrintsTraceAndReplayLast) {
  const Printed printed = RunSeeds("0..3");
  const std::string path = directory_ + "/seed-3.trace";
  EXPECT_EQ(printed.status, 1);
  EXPECT_THAT(printed.out, HasSubstr("seed 1 failed: [V4] the snapshot changed\n"
                                     "  knobs: {\"keys\":\"7\"}\n"));
  EXPECT_THAT(printed.out,
              EndsWith("trace:  " + path + "\nreplay: varve-sim replay " + path + "\n"));
}

TEST_F(CommandsTest, DigestPrintsNothingElse) {
  const Printed printed = RunSeeds("9..11", "--digest");
  EXPECT_EQ(printed.status, 1);
  EXPECT_THAT(printed.out, MatchesRegex("seed=9 digest=[0-9a-f]{16}\nseed=10 digest=[0-9a-f]{16}\n"
                                        "seed=11 digest=[0-9a-f]{16}\n"));
  EXPECT_THAT(printed.err, HasSubstr("replay: varve-sim replay"));
}

TEST_F(CommandsTest, InternalErrorAloneIsSeventy) { EXPECT_EQ(RunSeeds("5").status, 70); }

TEST_F(CommandsTest, UnwritableDirectoryIsSeventyFour) {
  EXPECT_EQ(Run({"run", "--seeds", "7", "--out", "/dev/null/x"}).status, 74);
}

TEST_F(CommandsTest, LargeCampaignFailsOnProbesUnhit) {
  // Seeds 1000007, 1000017, ...: a world that never fails, and reaches nothing.
  CommandContext context;
  context.run = [](const RunRequest&, Choices&, ChoiceLog&, Digest&) { return RunResult(); };
  char* out = nullptr;
  size_t size = 0;
  context.out = open_memstream(&out, &size);
  const std::vector<std::string> words = {"run", "--seeds", "1..1000", "--out", directory_};
  const int status = VarveSim(words, context);
  std::fclose(context.out);
  const std::string text(out, size);
  std::free(out);
  EXPECT_EQ(status, 1);
  EXPECT_THAT(text, HasSubstr("campaign fails: probe commit.sync_shared hit 0 times, at least "
                              "10 wanted\n"));
}

TEST_F(CommandsTest, ReplayReproduces) {
  RunSeeds("2");
  const Printed printed = Run({"replay", directory_ + "/seed-2.trace"});
  EXPECT_EQ(printed.status, 1);
  EXPECT_THAT(printed.out, HasSubstr("reproduced"));
  EXPECT_THAT(printed.out, HasSubstr("equal to the trace's"));
}

TEST_F(CommandsTest, ReplayDigestEqualsTheRuns) {
  const Printed run = RunSeeds("1", "--digest");
  const Printed replay = Run({"replay", "--digest", directory_ + "/seed-1.trace"});
  EXPECT_EQ(replay.status, 1);
  EXPECT_EQ(replay.out, run.out);
}

TEST_F(CommandsTest, ReplayOfNoTrace) {
  const Printed printed = Run({"replay", "/nonexistent.trace"});
  EXPECT_EQ(printed.status, 64);
  EXPECT_THAT(printed.err, HasSubstr("/nonexistent.trace"));
}

TEST_F(CommandsTest, Lists) {
  EXPECT_THAT(Run({"list", "strategies"}).out, HasSubstr("pct"));
  EXPECT_THAT(Run({"list", "probes"}).out, HasSubstr("log.torn_tail"));
  for (const char* what : {"scenarios", "knobs", "faults"}) {
    EXPECT_EQ(Run({"list", what}).status, 0);
  }
}

TEST_F(CommandsTest, FullStandardOutputIsSeventyFour) {
  CommandContext context;
  context.world = DescribeFakeWorld();
  context.out = std::fopen("/dev/full", "w");
  const std::vector<std::string> words = {"list", "probes"};
  EXPECT_EQ(VarveSim(words, context), 74);
  std::fclose(context.out);
}

}  // namespace
}  // namespace varve::sim
