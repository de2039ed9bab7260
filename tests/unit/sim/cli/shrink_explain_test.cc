// The commands shrink and explain, from their words to their exit status.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "sim/cli/arguments.h"
#include "sim/trace/trace.h"
#include "tests/unit/sim/cli/command_line.h"

namespace varve::sim {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

class ShrinkExplainTest : public testing::Test {
 protected:
  ~ShrinkExplainTest() override { std::filesystem::remove_all(directory_); }

  /// The trace of a seed that fails.
  [[nodiscard]] std::string TraceOf(int seed) const {
    const std::string number = std::to_string(seed);
    CommandLine({"run", "--seeds", number, "--jobs=1", "--out", directory_});
    return directory_ + "/seed-" + number + ".trace";
  }

  [[nodiscard]] std::string Out() const { return directory_ + "/shrunk.trace"; }

  const std::string directory_ = testing::TempDir() + "shrink-" + std::to_string(getpid());
};

TEST_F(ShrinkExplainTest, ShrinksToWhatReproduces) {
  const Printed shrunk = CommandLine({"shrink", TraceOf(1), "--out", Out(), "--jobs", "2"});
  EXPECT_EQ(shrunk.status, 0) << shrunk.err;
  EXPECT_THAT(shrunk.out, HasSubstr("\nafter      1 picks: 0 schedule, 1 workload, 0 faults"));
  EXPECT_THAT(shrunk.out, HasSubstr("\nend        minimal"));
  EXPECT_THAT(shrunk.out, EndsWith("\nreplay: varve-sim replay " + Out() + "\n"));
  const Printed replayed = CommandLine({"replay", Out()});
  EXPECT_EQ(replayed.status, 1);
  EXPECT_THAT(replayed.out, HasSubstr("reproduced"));
  EXPECT_THAT(replayed.out, HasSubstr("equal to the trace's"));
  EXPECT_THAT(replayed.out, HasSubstr("as it was recorded"));
}

TEST_F(ShrinkExplainTest, ShrinksADeath) {
  EXPECT_EQ(CommandLine({"shrink", TraceOf(2), "--out", Out()}).status, 0);
  EXPECT_EQ(ReadTraceFile(Out())->Picks().size(), 1U);
  EXPECT_EQ(ReadTraceFile(Out())->header.seed, 2U);
}

TEST_F(ShrinkExplainTest, TraceThatDoesNotReproduceIsSeventy) {
  const std::string path = TraceOf(1);
  Trace trace = ReadTraceFile(path).value();
  trace.header.build = "0000000000000000";
  trace.header.signature = {"V5", "something else"};
  ASSERT_TRUE(WriteTraceFile(trace, path).ok());
  const Printed printed = CommandLine({"shrink", path, "--out", Out()});
  EXPECT_EQ(printed.status, 70);
  EXPECT_THAT(printed.err, HasSubstr("it recorded  [V5] something else\n"));
  EXPECT_THAT(printed.err, HasSubstr("now          [V4] the snapshot changed\n"));
  EXPECT_FALSE(std::filesystem::exists(Out()));
}

TEST_F(ShrinkExplainTest, CleanTraceIsSeventy) {
  const std::string path = TraceOf(1);
  Trace trace = ReadTraceFile(path).value();
  trace.records.clear();
  ASSERT_TRUE(WriteTraceFile(trace, path).ok());
  EXPECT_EQ(CommandLine({"shrink", path, "--out", Out()}).status, 70);
}

TEST_F(ShrinkExplainTest, UnwritableResultIsSeventyFour) {
  EXPECT_EQ(CommandLine({"shrink", TraceOf(1), "--out", "/dev/null/x"}).status, 74);
}

TEST_F(ShrinkExplainTest, UsageErrors) {
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"shrink"},
        {"shrink", "a"},
        {"shrink", "a", "b", "--out", "c"},
        {"shrink", "a", "--out", "c", "--budget-seconds", "0"},
        {"shrink", "a", "--out", "c", "--jobs=x"},
        {"shrink", "a", "--out", "c", "--fast"},
        {"shrink", "/nonexistent.trace", "--out", "c"},
        {"explain"},
        {"explain", "a", "b"},
        {"explain", "a", "--width", "39"},
        {"explain", "a", "--last", "0"},
        {"explain", "a", "--fiber", "a,,b"},
        {"explain", "/nonexistent.trace"}}) {
    const Printed printed = CommandLine(words);
    EXPECT_EQ(printed.status, 64) << testing::PrintToString(words);
    EXPECT_THAT(printed.err, StartsWith("varve-sim " + words.front() + ": "));
  }
}

TEST_F(ShrinkExplainTest, Explains) {
  const Printed printed = CommandLine({"explain", TraceOf(1)});
  EXPECT_EQ(printed.status, 0);
  EXPECT_THAT(printed.out, HasSubstr("signature  [V4] the snapshot changed\n"));
  EXPECT_THAT(printed.out, EndsWith("!!!\nthe snapshot changed\n"));
  EXPECT_EQ(printed.err, "");
}

TEST_F(ShrinkExplainTest, EditedTraceIsReplayed) {
  const std::string path = TraceOf(1);
  Trace trace = ReadTraceFile(path).value();
  std::erase_if(trace.records,
                [](const Record& record) { return std::holds_alternative<RecordedEvent>(record); });
  trace.header.signature = {"V5", "something else"};
  ASSERT_TRUE(WriteTraceFile(trace, path).ok());
  const Printed printed = CommandLine({"explain", path});
  EXPECT_EQ(printed.status, 0);
  EXPECT_THAT(printed.err, HasSubstr("the trace holds no events: this is a replay of it\n"));
  EXPECT_THAT(printed.out, EndsWith("\nthe snapshot changed\n"));
}

TEST_F(ShrinkExplainTest, ExplainNamesTheFibersThereAre) {
  const Printed printed = CommandLine({"explain", TraceOf(1), "--fiber", "nobody"});
  EXPECT_EQ(printed.status, 64);
  EXPECT_THAT(printed.err, HasSubstr("--fiber: 'nobody' acts nowhere in the trace"));
}

TEST(ParseArguments, Shrink) {
  const std::vector<std::string> words = {"--budget-seconds=5", "a.trace", "--out", "b.trace"};
  const ShrinkArguments shrink = ParseShrinkArguments(words, 3).value();
  EXPECT_EQ(shrink.trace, "a.trace");
  EXPECT_EQ(shrink.out, "b.trace");
  EXPECT_EQ(shrink.jobs, 3);
  EXPECT_EQ(shrink.budget_seconds, 5);
}

TEST(ParseArguments, Explain) {
  const std::vector<std::string> words = {"a.trace", "--fiber=life1/w0,flush", "--width", "120"};
  const ExplainArguments explain = ParseExplainArguments(words).value();
  EXPECT_EQ(explain.width, 120);
  EXPECT_EQ(explain.last, UINT64_MAX);
  EXPECT_THAT(explain.fibers, ElementsAre("life1/w0", "flush"));
  EXPECT_EQ(ParseExplainArguments(std::vector<std::string>{"a"})->width, 0);
}

}  // namespace
}  // namespace varve::sim
