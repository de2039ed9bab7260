#include <gtest/gtest.h>

#include "sim/trace/json_line.h"
#include "tests/unit/sim/trace/sample_trace.h"

namespace varve::sim {
namespace {

TEST(TraceWriter, OneJsonValueALine) {
  const Trace trace = SampleTrace();
  EXPECT_EQ(FormatTrace(trace),
            R"({"varve_trace":1,"engine":"0.1.0","build":"00000000000000aa","seed":17,)"
            R"("profile":"strict","strategy":"pct",)"
            R"("knobs":{"memtable_bytes":"2048","keys":"7"},)"
            R"("signature":{"rule":"V4","message":"read of \"k\" changed"},)"
            R"("digest":"0123456789abcdef","sum":")" +
                Hex16(Checksum(trace)) +
                "\"}\n"
                R"({"c":"sched.next","f":"life1/client2","n":3,"of":4,"pick":2})"
                "\n"
                R"({"e":"crash.machine","t":1500,"f":"world","x":"at rename"})"
                "\n"
                R"({"d":"00000000000000ff","t":1600})"
                "\n");
}

TEST(TraceWriter, RoundTrip) {
  const std::string text = FormatTrace(SampleTrace());
  const absl::StatusOr<Trace> parsed = ParseTrace(text);
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(FormatTrace(*parsed), text);
  EXPECT_EQ(parsed->header.sum, Checksum(*parsed));
}

TEST(TraceWriter, RoundTripWithoutWhatMayBeMissing) {
  Trace trace;
  trace.header.engine = "0.1.0";
  trace.records.push_back(RecordedEvent{.name = "e", .nanos = 0, .fiber = "world", .detail = ""});
  const absl::StatusOr<Trace> parsed = ParseTrace(FormatTrace(trace));
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_FALSE(parsed->header.seed);
  EXPECT_FALSE(parsed->header.digest);
  EXPECT_EQ(FormatTrace(*parsed), FormatTrace(trace));
}

TEST(TraceWriter, BytesThatAreNotTextStayReadable) {
  Trace trace = SampleTrace();
  trace.header.signature.message = "key \xff\x00\n\"";
  const absl::StatusOr<Trace> parsed = ParseTrace(FormatTrace(trace));
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(parsed->header.signature.message, "key \xef\xbf\xbd");
}

TEST(TraceWriter, KnobsThatAreNoObjectDoNotSpoilTheTrace) {
  for (const char* knobs : {"", "nonsense", "[1]", "{\"a\":1", "{\"a\":\n1}"}) {
    Trace trace = SampleTrace();
    trace.header.knobs = knobs;
    const absl::StatusOr<Trace> parsed = ParseTrace(FormatTrace(trace));
    ASSERT_TRUE(parsed.ok()) << knobs << parsed.status();
    EXPECT_EQ(parsed->header.knobs, "{}");
  }
}

TEST(Checksum, IgnoresSeedAndEvents) {
  Trace trace = SampleTrace();
  const uint64_t before = Checksum(trace);
  trace.header.seed.reset();
  trace.header.signature = {};
  trace.records.pop_back();
  trace.records.pop_back();
  EXPECT_EQ(Checksum(trace), before);
}

TEST(Checksum, SeesEveryPartOfAChoice) {
  const uint64_t before = Checksum(SampleTrace());
  for (int part = 0; part < 6; ++part) {
    Trace trace = SampleTrace();
    auto& pick = std::get<RecordedPick>(trace.records[0]);
    if (part == 0) pick.fiber += "x";
    if (part == 1) pick.label += "x";
    if (part == 2) ++pick.ordinal;
    if (part == 3) ++pick.candidates;
    if (part == 4) --pick.pick;
    if (part == 5) trace.header.profile = "ordered";
    EXPECT_NE(Checksum(trace), before) << part;
  }
}

}  // namespace
}  // namespace varve::sim
