// `varve-bench tree`, killed with SIGKILL at many points of its run: what is left opens, and holds
// exactly a prefix of the run's operations with all that was acknowledged.
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/bench/progress.h"

namespace varve::bench {
namespace {

namespace fs = std::filesystem;

/// Starts varve-bench with its output thrown away; returns the process.
pid_t Start(const std::vector<std::string>& arguments) {
  const pid_t child = fork();
  if (child != 0) return child;
  std::vector<char*> argv;
  std::string program = VARVE_BENCH;
  argv.push_back(program.data());
  std::vector<std::string> copies = arguments;
  for (std::string& argument : copies) argv.push_back(argument.data());
  argv.push_back(nullptr);
  if (freopen("/dev/null", "w", stdout) == nullptr) _exit(126);
  execv(program.c_str(), argv.data());
  _exit(127);
}

int Wait(pid_t child) {
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  return status;
}

class TreeKillTest : public ::testing::Test {
 protected:
  TreeKillTest() {
    std::string pattern = (fs::temp_directory_path() / "varve-kill-XXXXXX").string();
    root_ = mkdtemp(pattern.data());
    for (int i = 0; i < kFiles; ++i) {
      const fs::path file = fs::path(root_) / "input" / std::to_string(i % 20) / std::to_string(i);
      fs::create_directories(file.parent_path());
      std::ofstream(file) << std::string(static_cast<size_t>(i % 97) * 31,
                                         static_cast<char>('a' + i % 26));
    }
  }
  ~TreeKillTest() override { fs::remove_all(root_); }

  /// Small memtables and batches, so that flushes and compactions run all the time.
  std::vector<std::string> Arguments(int round) const {
    const std::string suffix = std::to_string(round);
    return {"tree",
            root_ + "/input",
            "--db",
            root_ + "/db" + suffix,
            "--progress",
            ProgressPath(round),
            "--batch-bytes",
            "4096",
            "--durability",
            round % 4 == 0 ? "sync" : "buffered",
            "--memtable-bytes",
            "32768"};
  }
  std::string ProgressPath(int round) const { return root_ + "/progress" + std::to_string(round); }

  static constexpr int kFiles = 1200;
  std::string root_;
};

TEST_F(TreeKillTest, KilledRunsLeaveAPrefixWithAllThatWasAcknowledged) {
  constexpr int kRounds = 12;
  int killed = 0;
  for (int round = 0; round < kRounds; ++round) {
    const auto arguments = Arguments(round);
    auto progress = Progress::Open(ProgressPath(round));
    ASSERT_TRUE(progress.ok()) << progress.status();
    const pid_t child = Start(arguments);
    // Puts and deletes together are about 1.5 operations a file.
    const uint64_t threshold = static_cast<uint64_t>(round) * (kFiles * 3 / 2) / kRounds;
    int status = 0;
    while ((*progress)->Get() < threshold && waitpid(child, &status, WNOHANG) == 0) sched_yield();
    if (kill(child, SIGKILL) == 0) {
      status = Wait(child);
      killed += WIFSIGNALED(status) ? 1 : 0;
    }
    if (!fs::exists(root_ + "/db" + std::to_string(round))) continue;  // killed before it began
    auto verify = arguments;
    verify.push_back("--verify");
    EXPECT_EQ(Wait(Start(verify)), 0) << "round " << round;
    EXPECT_EQ(Wait(Start(verify)), 0) << "round " << round << ", opened once more";
  }
  EXPECT_GT(killed, kRounds / 2);
}

TEST_F(TreeKillTest, WholeRunPasses) { EXPECT_EQ(Wait(Start(Arguments(1))), 0); }

TEST_F(TreeKillTest, VerifyFindsAForeignByte) {
  auto arguments = Arguments(2);
  ASSERT_EQ(Wait(Start(arguments)), 0);
  // Half of these were not deleted.
  for (const auto& file : fs::directory_iterator(root_ + "/input/1")) {
    std::ofstream(file.path()) << "something else";
  }
  arguments.push_back("--verify");
  const int status = Wait(Start(arguments));
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 1);
}

}  // namespace
}  // namespace varve::bench
