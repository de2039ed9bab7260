#include "sim/choice/choice_log.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <sstream>
#include <string>

#include "sim/choice/seeded_choices.h"
#include "tests/unit/sim/choice/scratch_log.h"

namespace varve::sim {
namespace {

TEST(ChoiceLog, RoundTrip) {
  ScratchLog log;
  log->Reset(77);
  const uint32_t stream = log->AddStream("life1/flush", "fs.latency");
  log->AddChoice(stream, 300, 1'000'000, 999'999);
  log->AddEvent("crash.machine", 123'456'789'012, "world", "at rename");
  log->AddStateDigest(0xfedcba9876543210ULL, 5);
  log->SetKnobs("{\"a\":1}");
  log->SetSignature("V4", "wrong value");
  log->SetDivergence("line 3: ...");
  log->SetDivergence("line 9: ...");
  const LogContents contents = log.Read();
  EXPECT_EQ(contents.seed, 77U);
  EXPECT_EQ(contents.digest, log->digest().value());
  ASSERT_EQ(contents.records.size(), 3U);
  const auto& pick = std::get<RecordedPick>(contents.records[0]);
  EXPECT_EQ(pick.fiber, "life1/flush");
  EXPECT_EQ(pick.label, "fs.latency");
  EXPECT_EQ(pick.ordinal, 300U);
  EXPECT_EQ(pick.candidates, 1'000'000U);
  EXPECT_EQ(pick.pick, 999'999U);
  const auto& event = std::get<RecordedEvent>(contents.records[1]);
  EXPECT_EQ(event.name, "crash.machine");
  EXPECT_EQ(event.nanos, 123'456'789'012);
  EXPECT_EQ(event.fiber, "world");
  EXPECT_EQ(event.detail, "at rename");
  EXPECT_EQ(std::get<RecordedDigest>(contents.records[2]).digest, 0xfedcba9876543210ULL);
  EXPECT_EQ(contents.knobs_json, "{\"a\":1}");
  EXPECT_EQ(contents.signature_rule, "V4");
  EXPECT_EQ(contents.signature_message, "wrong value");
  EXPECT_EQ(contents.divergence, "line 3: ...");
}

TEST(ChoiceLog, ResetForgets) {
  ScratchLog log;
  log->AddEvent("old", 1, "world", "");
  log->digest().Fold(1);
  log->Reset(5);
  log->AddEvent("new", 2, "world", "");
  const LogContents contents = log.Read();
  ASSERT_EQ(contents.records.size(), 1U);
  EXPECT_EQ(std::get<RecordedEvent>(contents.records[0]).name, "new");
  EXPECT_EQ(contents.seed, 5U);
  EXPECT_EQ(contents.digest, Digest().value());
}

/// Makes choices in a child process, which then dies of `signal`. Returns what it logged.
LogContents LogOfKilledChild(int signal, int choices_made) {
  ScratchLog log(uint64_t{16} << 20);
  log->Reset(9);
  const pid_t child = fork();
  if (child == 0) {
    SeededChoices choices(9, log.get(), log->digest());
    for (int i = 0; i < choices_made; ++i) (void)choices.Decide("a", 3, 2);
    std::signal(signal, SIG_DFL);
    raise(signal);
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == signal);
  return log.Read();
}

TEST(ChoiceLog, CompleteAfterEverySignal) {
  constexpr int kChoices = 100'000;
  Digest digest;
  SeededChoices choices(9, nullptr, digest);
  for (int i = 0; i < kChoices; ++i) (void)choices.Decide("a", 3, 2);
  for (const int signal : {SIGKILL, SIGABRT, SIGSEGV}) {
    const LogContents contents = LogOfKilledChild(signal, kChoices);
    ASSERT_EQ(contents.records.size(), static_cast<size_t>(kChoices)) << signal;
    EXPECT_EQ(std::get<RecordedPick>(contents.records.back()).ordinal, kChoices - 1U);
    EXPECT_EQ(contents.digest, digest.value());
  }
}

TEST(ChoiceLogDeathTest, OverflowIsAnInternalError) {
  ScratchLog log(4096);
  EXPECT_EXIT(for (;;) log->AddEvent("e", 0, "world", std::string(100, 'x')),
              testing::ExitedWithCode(70), "choice log of seed 0 is full at");
}

TEST(ChoiceLog, UnwritablePathIsAnError) {
  const auto log = ChoiceLog::Create("/nonexistent/choices");
  ASSERT_FALSE(log.ok());
  EXPECT_NE(log.status().ToString().find("/nonexistent/choices"), std::string::npos);
}

std::string BytesOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

TEST(LogReader, EveryDamagedByteIsReadOrRefused) {
  ScratchLog log(4096);
  log->AddChoice(log->AddStream("f", "l"), 1, 5, 3);
  log->AddEvent("e", 1, "f", "detail");
  log->SetSignature("V1", "m");
  const std::string bytes = BytesOf(log.path());
  for (size_t i = 0; i < 64 + log->size(); ++i) {
    for (const char value : {'\0', '\x7f', '\xff'}) {
      std::string damaged = bytes;
      damaged[i] = value;
      (void)ParseChoiceLog(damaged);
    }
  }
  EXPECT_TRUE(ParseChoiceLog(bytes).ok());
}

TEST(LogReader, NamesTheOffsetOfABadRecord) {
  ScratchLog log(4096);
  log->AddEvent("e", 1, "f", "detail");
  std::string bytes = BytesOf(log.path());
  bytes[64] = '\x55';
  const auto contents = ParseChoiceLog(bytes);
  EXPECT_EQ(contents.status().message(), "bad record at offset 0");
}

TEST(LogReader, RefusesWhatIsNoLog) {
  EXPECT_FALSE(ParseChoiceLog("short").ok());
  EXPECT_FALSE(ParseChoiceLog(std::string(100, 'x')).ok());
}

}  // namespace
}  // namespace varve::sim
