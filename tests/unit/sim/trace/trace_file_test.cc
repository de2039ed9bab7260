#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <string>

#include "tests/unit/sim/trace/sample_trace.h"

namespace varve::sim {
namespace {

std::string ScratchPath() {
  return testing::TempDir() + "trace-" + std::to_string(getpid()) + ".trace";
}

TEST(TraceFile, RoundTrip) {
  const std::string path = ScratchPath();
  ASSERT_TRUE(WriteTraceFile(SampleTrace(), path).ok());
  const absl::StatusOr<Trace> read = ReadTraceFile(path);
  std::remove(path.c_str());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(FormatTrace(*read), FormatTrace(SampleTrace()));
}

TEST(TraceFile, ErrorsNamePathAndLine) {
  const std::string path = ScratchPath();
  std::ofstream(path) << SampleHeader() << "junk\n";
  const absl::Status status = ReadTraceFile(path).status();
  std::remove(path.c_str());
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr(path + ": line 2: "));
}

TEST(TraceFile, MissingFile) {
  const absl::Status status = ReadTraceFile("/nonexistent/x.trace").status();
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr("/nonexistent/x.trace"));
}

TEST(TraceFile, UnwritableDirectory) {
  const absl::Status status = WriteTraceFile(SampleTrace(), "/nonexistent/x.trace");
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr("/nonexistent/x.trace"));
}

TEST(TraceFile, FullDiskLeavesNothing) {
  // A link that WriteTraceFile's temporary name resolves through to a device that is always full.
  const std::string path = ScratchPath();
  ASSERT_EQ(symlink("/dev/full", (path + ".tmp").c_str()), 0);
  EXPECT_FALSE(WriteTraceFile(SampleTrace(), path).ok());
  EXPECT_NE(access(path.c_str(), F_OK), 0);
  EXPECT_NE(access((path + ".tmp").c_str(), F_OK), 0);
}

TEST(BuildId, SixteenHexDigits) {
  EXPECT_EQ(BuildId().size(), 16U);
  EXPECT_EQ(BuildId(), BuildId());
}

TEST(EngineVersion, HasThreeNumbers) {
  EXPECT_THAT(std::string(EngineVersion()), testing::MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+"));
}

}  // namespace
}  // namespace varve::sim
