#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/unit/sim/trace/sample_trace.h"

namespace varve::sim {
namespace {

using testing::HasSubstr;

std::string ErrorOf(const std::string& text) {
  const absl::StatusOr<Trace> parsed = ParseTrace(text);
  return parsed.ok() ? "no error" : std::string(parsed.status().message());
}

/// The error of a trace whose second line is `line`.
std::string LineError(const std::string& line) { return ErrorOf(SampleHeader() + line + "\n"); }

TEST(TraceParser, PicksKnowTheirLine) {
  const absl::StatusOr<Trace> parsed = ParseTrace(FormatTrace(SampleTrace()));
  ASSERT_TRUE(parsed.ok());
  ASSERT_EQ(parsed->Picks().size(), 1U);
  EXPECT_EQ(parsed->Picks()[0].line, 2U);
}

TEST(TraceParser, LastNewlineMayBeMissing) {
  std::string text = FormatTrace(SampleTrace());
  text.pop_back();
  EXPECT_TRUE(ParseTrace(text).ok());
}

TEST(TraceParser, EmptyFile) { EXPECT_EQ(ErrorOf(""), "line 1: the file is empty"); }

TEST(TraceParser, NotATrace) {
  EXPECT_EQ(ErrorOf("{\"a\":1}\n"), "line 1: not the header of a trace");
  EXPECT_THAT(ErrorOf("hello\n"), HasSubstr("line 1: "));
}

TEST(TraceParser, OtherVersion) {
  EXPECT_EQ(ErrorOf("{\"varve_trace\":2}\n"),
            "line 1: the trace has version 2; this program reads version 1");
}

TEST(TraceParser, MissingHeaderKey) {
  EXPECT_EQ(ErrorOf("{\"varve_trace\":1}\n"), "line 1: key \"engine\" is missing");
}

TEST(TraceParser, UnknownHeaderKey) {
  std::string header = SampleHeader();
  header.insert(1, "\"surprise\":1,");
  EXPECT_EQ(ErrorOf(header), "line 1: unknown key \"surprise\"");
}

TEST(TraceParser, UnknownSignatureKey) {
  std::string header = SampleHeader();
  header.insert(header.find("\"rule\""), "\"surprise\":1,");
  EXPECT_EQ(ErrorOf(header), "line 1: unknown key \"surprise\"");
}

TEST(TraceParser, DigestMustBeHex) {
  std::string header = SampleHeader();
  header.replace(header.find("0123456789abcdef"), 16, "0123456789ABCDEF");
  EXPECT_EQ(ErrorOf(header), "line 1: \"digest\" must be 16 hex digits");
}

TEST(TraceParser, UnknownKeyOfAChoice) {
  EXPECT_EQ(LineError(R"({"c":"l","f":"f","n":0,"of":2,"pick":1,"x":0})"),
            "line 2: unknown key \"x\"");
}

TEST(TraceParser, PickMustBeACandidate) {
  EXPECT_EQ(LineError(R"({"c":"l","f":"f","n":0,"of":2,"pick":2})"),
            "line 2: \"pick\" is 2, which is not below \"of\", 2");
}

TEST(TraceParser, PickOfZeroIsAllowed) {
  EXPECT_EQ(LineError(R"({"c":"l","f":"f","n":0,"of":2,"pick":0})"), "no error");
}

TEST(TraceParser, NumbersMustFit) {
  for (const char* number : {"-1", "1.5", "4294967296", "\"1\"", "1e3", "null"}) {
    EXPECT_EQ(LineError(std::string(R"({"c":"l","f":"f","n":0,"of":)") + number + R"(,"pick":0})"),
              "line 2: \"of\" must be an integer of 0 to 4294967295")
        << number;
  }
}

TEST(TraceParser, ChoiceGivenTwice) {
  const std::string line = R"({"c":"l","f":"f","n":7,"of":2,"pick":1})";
  EXPECT_EQ(LineError(line + "\n" + line),
            "line 3: this choice is given a second time; the first is on line 2");
}

TEST(TraceParser, KeyGivenTwice) {
  EXPECT_EQ(LineError(R"({"c":"l","c":"m","f":"f","n":0,"of":2,"pick":1})"),
            "line 2: key \"c\" is given twice");
}

TEST(TraceParser, LineOfNoKnownKind) {
  EXPECT_THAT(LineError(R"({"z":1})"), HasSubstr("line 2: neither a choice"));
}

TEST(TraceParser, EmptyLine) { EXPECT_THAT(LineError(""), HasSubstr("line 2: ")); }

TEST(TraceParser, CutLine) {
  EXPECT_THAT(LineError(R"({"d":"00000000000000ff")"), HasSubstr("line 2: "));
}

TEST(TraceParser, DeepNestingIsRefused) {
  EXPECT_EQ(LineError(std::string(100'000, '[')), "line 2: it is nested too deeply");
}

TEST(TraceParser, ManyKeysAreRefused) {
  std::string line = "{";
  for (int i = 0; i < 10'000; ++i) line += "\"" + std::to_string(i) + "\":1,";
  EXPECT_EQ(LineError(line + "\"x\":1}"), "line 2: it has too many keys");
}

TEST(TraceParser, LongLineIsRefused) {
  EXPECT_EQ(LineError("\"" + std::string(2 << 20, 'x') + "\""), "line 2: it is too long");
}

TEST(TraceParser, EveryCutAndEveryDamagedByteIsReadOrRefused) {
  const std::string text = FormatTrace(SampleTrace());
  for (size_t i = 0; i < text.size(); ++i) {
    (void)ParseTrace(text.substr(0, i));
    for (const char value : {'\0', '"', '{', '}', '9', '\xff', '\n'}) {
      std::string damaged = text;
      damaged[i] = value;
      (void)ParseTrace(damaged);
    }
  }
}

}  // namespace
}  // namespace varve::sim
