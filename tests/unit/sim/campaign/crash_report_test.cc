#include "sim/campaign/crash_report.h"

#include <gtest/gtest.h>

#include <csignal>

namespace varve::sim {
namespace {

// As waitpid encodes them.
constexpr int Killed(int signal) { return signal; }
constexpr int Exited(int status) { return status << 8; }

TEST(TellingLine, PrefersTheCheck) {
  EXPECT_EQ(TellingLine("noise\nvarve: CHECK failed at a.cc:3: x [V1]\ntrailer\n"),
            "varve: CHECK failed at a.cc:3: x [V1]");
}

TEST(TellingLine, OtherwiseTheLastLine) { EXPECT_EQ(TellingLine("one\ntwo\n\n"), "two"); }

TEST(TellingLine, NothingSaid) { EXPECT_EQ(TellingLine(""), ""); }

TEST(TellingLine, LeavesOutWhatDiffersFromRunToRun) {
  EXPECT_EQ(TellingLine("==4711==ERROR: AddressSanitizer: use of 0x60200000eff0 at pc 0x55\n"),
            "ERROR: AddressSanitizer: use of 0x? at pc 0x?");
}

TEST(TellingLine, LeavesOutDirectories) {
  EXPECT_EQ(TellingLine("/home/x/engine/wal/log.cc:7:3: runtime error: shift of 3/4"),
            "log.cc:7:3: runtime error: shift of 3/4");
}

TEST(SignatureOfDeath, Abort) {
  EXPECT_EQ(SignatureOfDeath(Killed(SIGABRT), "x\n"), (Signature{"abort", "x"}));
}

TEST(SignatureOfDeath, OtherSignals) {
  EXPECT_EQ(SignatureOfDeath(Killed(SIGSEGV), "").rule, "signal 11");
  EXPECT_EQ(SignatureOfDeath(Killed(SIGKILL), "").rule, "signal 9");
}

TEST(SignatureOfDeath, Exit) { EXPECT_EQ(SignatureOfDeath(Exited(3), "").rule, "exit 3"); }

TEST(SignatureOfDeath, Sanitizer) {
  EXPECT_EQ(SignatureOfDeath(Exited(1), "ERROR: AddressSanitizer: double-free\n").rule,
            "sanitizer");
  EXPECT_EQ(SignatureOfDeath(Killed(SIGABRT), "a.cc:1:1: runtime error: x\n").rule, "sanitizer");
}

}  // namespace
}  // namespace varve::sim
