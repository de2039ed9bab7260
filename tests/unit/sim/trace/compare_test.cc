#include "sim/trace/compare.h"

#include <gtest/gtest.h>

#include "tests/unit/sim/trace/sample_trace.h"

namespace varve::sim {
namespace {

TEST(FirstDifference, NoneBetweenEqualRuns) {
  EXPECT_EQ(FirstDifference(SampleTrace().records, SampleTrace().records), "");
}

TEST(FirstDifference, NamesLineAndBothSides) {
  Trace other = SampleTrace();
  std::get<RecordedDigest>(other.records[2]).digest = 1;
  EXPECT_EQ(FirstDifference(SampleTrace().records, other.records),
            R"(line 4: expected {"d":"00000000000000ff","t":1600}, )"
            R"(found {"d":"0000000000000001","t":1600})");
}

TEST(FirstDifference, OneRunEndsEarlier) {
  Trace other = SampleTrace();
  other.records.pop_back();
  EXPECT_EQ(FirstDifference(SampleTrace().records, other.records),
            R"(line 4: expected {"d":"00000000000000ff","t":1600}, found the end)");
}

TEST(FirstDifference, PicksOfZeroCountAsAbsent) {
  Trace other = SampleTrace();
  other.records.insert(
      other.records.begin() + 1,
      RecordedPick{.fiber = "f", .label = "l", .ordinal = 0, .candidates = 2, .pick = 0});
  EXPECT_EQ(FirstDifference(SampleTrace().records, other.records), "");
}

}  // namespace
}  // namespace varve::sim
