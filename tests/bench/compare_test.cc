// `varve-bench compare` and `run` as a user starts them: all cells are there, killed fills keep
// what was acknowledged, and a flag that cannot work is named. No figure is judged.
#include <sys/wait.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>
#include <utility>

#include "gtest/gtest.h"

namespace varve::bench {
namespace {

struct Ended {
  int code = -1;
  std::string output;
};

/// Runs varve-bench through the shell; `arguments` may redirect.
Ended RunBench(const std::string& arguments) {
  Ended ended;
  FILE* pipe = popen((std::string(VARVE_BENCH) + " " + arguments).c_str(), "r");
  if (pipe == nullptr) return ended;
  char buffer[4096];
  for (size_t n = 0; (n = fread(buffer, 1, sizeof(buffer), pipe)) > 0;) {
    ended.output.append(buffer, n);
  }
  const int status = pclose(pipe);
  if (WIFEXITED(status)) ended.code = WEXITSTATUS(status);
  return ended;
}

/// What `list` prints: engines stand alone on their lines, workloads have a description.
std::pair<std::set<std::string>, std::set<std::string>> EnginesAndWorkloads() {
  std::pair<std::set<std::string>, std::set<std::string>> names;
  std::istringstream lines(RunBench("list").output);
  for (std::string line; std::getline(lines, line);) {
    const size_t space = line.find(' ');
    (space == std::string::npos ? names.first : names.second).insert(line.substr(0, space));
  }
  return names;
}

TEST(CompareTest, EveryCellIsThere) {
  const auto [engines, workloads] = EnginesAndWorkloads();
  ASSERT_TRUE(engines.contains("varve"));
  ASSERT_TRUE(workloads.contains("fillseq"));
  const Ended ended = RunBench("compare --num 2000 --rounds 1 --no_latency --json");
  ASSERT_EQ(ended.code, 0);
  std::set<std::pair<std::string, std::string>> cells;
  std::istringstream lines(ended.output);
  for (std::string line; std::getline(lines, line);) {
    const auto json = nlohmann::json::parse(line, nullptr, false);
    ASSERT_TRUE(json.is_object()) << line;
    EXPECT_GT(json.value("ops_per_sec", 0.0), 0) << line;
    EXPECT_GT(json.value("operations", 0), 0) << line;
    const auto cell = std::pair(json.value("engine", ""), json.value("workload", ""));
    EXPECT_TRUE(cells.insert(cell).second) << line;
  }
  // Rows about the log are not for LMDB, and those without one not for LevelDB either.
  const std::set<std::string> log_rows = {"recovery",       "compact",         "fillseqnolog",
                                          "fillseqnolog10", "fillrandomnolog", "fillrandomnolog10"};
  for (const std::string& engine : engines) {
    for (const std::string& workload : workloads) {
      const bool no_log = workload.find("nolog") != std::string::npos;
      const bool absent =
          (engine == "lmdb" && log_rows.contains(workload)) || (engine == "leveldb" && no_log);
      EXPECT_EQ(cells.contains({engine, workload}), !absent) << engine << " " << workload;
    }
  }
}

TEST(CompareTest, LatenciesAreOfARoundOfTheirOwn) {
  const std::string arguments =
      "compare --num=1000 --rounds=1 --json --engines=varve --workloads=fillrandom";
  const auto with = nlohmann::json::parse(RunBench(arguments).output, nullptr, false);
  ASSERT_TRUE(with.is_object());
  EXPECT_EQ(with["rounds"].size(), 1);
  EXPECT_GT(with.value("p50_us", 0.0), 0);
  EXPECT_GE(with.value("p99_us", 0.0), with.value("p50_us", 0.0));
  EXPECT_GE(with.value("max_us", 0.0), with.value("p999_us", 0.0));
  const auto without =
      nlohmann::json::parse(RunBench(arguments + " --no_latency").output, nullptr, false);
  ASSERT_TRUE(without.is_object());
  EXPECT_EQ(without.value("max_us", -1.0), 0);
}

TEST(CompareTest, TableHasARowForEachWorkload) {
  const Ended ended = RunBench(
      "compare --num=1000 --rounds=2 --no_latency --engines=varve --workloads=fillseq,readseq");
  EXPECT_EQ(ended.code, 0);
  EXPECT_NE(ended.output.find("\nfillseq "), std::string::npos) << ended.output;
  EXPECT_NE(ended.output.find("\nreadseq "), std::string::npos) << ended.output;
}

TEST(CompareTest, KilledFillsKeepWhatWasAcknowledged) {
  for (const std::string workload : {"fillseq", "fillrandom", "fillbatch", "overwrite",
                                     "fillrandom2", "fillsync", "fillseqnolog"}) {
    const Ended ended =
        RunBench("run --engines=varve --num=20000 --kill=60 --workloads=" + workload);
    EXPECT_EQ(ended.code, 0) << workload;
    const auto json = nlohmann::json::parse(ended.output, nullptr, false);
    ASSERT_TRUE(json.is_object()) << workload;
    EXPECT_GE(json.value("operations", 0), 60) << workload;
  }
}

TEST(CompareTest, FlagsThatCannotWorkAreNamed) {
  for (const auto& [arguments, named] : std::vector<std::pair<std::string, std::string>>{
           {"compare --nmu=3", "--nmu"},
           {"compare --num=many", "--num"},
           {"compare --num", "--num"},
           {"compare --rounds=0", "--rounds"},
           {"compare --engines=varve,other", "--engines"},
           {"compare --workloads fillsek", "--workloads"},
           {"compare extra", "extra"},
           {"run --engines=varve --workloads=fillseq,readseq", "--workloads"},
           {"run --workloads=fillseq --engines=varve,varve", "--engines"},
           {"frob", "command"}}) {
    const Ended ended = RunBench(arguments + " 2>&1");
    EXPECT_EQ(ended.code, 64) << arguments;
    const std::string first_line = ended.output.substr(0, ended.output.find('\n'));
    EXPECT_NE(first_line.find(named), std::string::npos) << first_line;
  }
}

TEST(CompareTest, DirectoryThatCannotBeMadeIsAnInputError) {
  const Ended ended = RunBench("run --engines=varve --workloads=fillseq --dir=/dev/null/x 2>&1");
  EXPECT_EQ(ended.code, 74);
  EXPECT_NE(ended.output.find("/dev/null/x"), std::string::npos) << ended.output;
}

}  // namespace
}  // namespace varve::bench
