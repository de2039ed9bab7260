#include "sim/trace/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/unit/sim/trace/sample_trace.h"

namespace varve::sim {
namespace {

using testing::HasSubstr;

constexpr char kGoodLine[] = "a.trace signature=V4 event=crash.machine divergences=0 bug=B07\n";

/// A temporary folder of traces.
class RegistryTest : public testing::Test {
 protected:
  RegistryTest() { std::filesystem::create_directory(directory_); }
  ~RegistryTest() override { std::filesystem::remove_all(directory_); }

  void Registry(const std::string& text) { std::ofstream(directory_ + "/registry.txt") << text; }
  void AddTrace(const std::string& name) {
    ASSERT_TRUE(WriteTraceFile(SampleTrace(), directory_ + "/" + name).ok());
  }
  [[nodiscard]] std::string Error() const {
    const auto traces = ReadRegistry(directory_);
    return traces.ok() ? "no error" : std::string(traces.status().message());
  }

  const std::string directory_ = testing::TempDir() + "registry-" + std::to_string(getpid());
};

TEST(Traces, EveryTraceOfTheRepositoryIsRegistered) {
  const auto traces = ReadRegistry(VARVE_TRACES);
  EXPECT_TRUE(traces.ok()) << traces.status();
}

TEST_F(RegistryTest, RegisteredTraces) {
  Registry(std::string("# comment\n\n") + kGoodLine);
  AddTrace("a.trace");
  const auto traces = ReadRegistry(directory_);
  ASSERT_TRUE(traces.ok()) << traces.status();
  ASSERT_EQ(traces->size(), 1U);
  EXPECT_EQ(traces->front().file, "a.trace");
  EXPECT_EQ(traces->front().signature, "V4");
  EXPECT_EQ(traces->front().event, "crash.machine");
  EXPECT_EQ(traces->front().divergences, 0U);
  EXPECT_EQ(traces->front().bug, "B07");
}

TEST_F(RegistryTest, UnregisteredTrace) {
  Registry(kGoodLine);
  AddTrace("a.trace");
  AddTrace("b.trace");
  EXPECT_THAT(Error(), HasSubstr("b.trace: not registered"));
}

TEST_F(RegistryTest, RegisteredTraceThatIsMissing) {
  Registry(kGoodLine);
  EXPECT_THAT(Error(), HasSubstr("a.trace"));
}

TEST_F(RegistryTest, UnreadableTrace) {
  Registry(kGoodLine);
  std::ofstream(directory_ + "/a.trace") << "junk\n";
  EXPECT_THAT(Error(), HasSubstr("line 1"));
}

TEST_F(RegistryTest, OtherSignature) {
  Registry("a.trace signature=D1 event=e divergences=0 bug=B07\n");
  AddTrace("a.trace");
  EXPECT_THAT(Error(), HasSubstr("its header says signature 'V4', the registry 'D1'"));
}

TEST_F(RegistryTest, MissingRegistry) { EXPECT_THAT(Error(), HasSubstr("registry.txt")); }

TEST(ParseRegistry, NeedsEveryKey) {
  EXPECT_EQ(ParseRegistry("a.trace signature=V4\n").status().message(),
            "line 1: needs signature=, event=, divergences= and bug=");
}

TEST(ParseRegistry, UnknownKey) {
  EXPECT_EQ(ParseRegistry("# x\na.trace colour=red\n").status().message(),
            "line 2: unknown key 'colour'");
}

TEST(ParseRegistry, KeyGivenTwice) {
  EXPECT_EQ(ParseRegistry("a.trace bug=1 bug=2\n").status().message(),
            "line 1: 'bug' is given twice");
}

TEST(ParseRegistry, TraceGivenTwice) {
  EXPECT_EQ(ParseRegistry(std::string(kGoodLine) + kGoodLine).status().message(),
            "line 2: a.trace is given twice");
}

TEST(ParseRegistry, DivergencesMustBeANumber) {
  EXPECT_EQ(ParseRegistry("a.trace divergences=-1\n").status().message(),
            "line 1: '-1' is not a number");
}

TEST(ParseRegistry, NamesStayInTheFolder) {
  EXPECT_FALSE(ParseRegistry("../a.trace signature=V4 event=e divergences=0 bug=1\n").ok());
}

}  // namespace
}  // namespace varve::sim
