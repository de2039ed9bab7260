#include "sim/trace/json_line.h"

#include <gtest/gtest.h>

namespace varve::sim {
namespace {

TEST(JsonLine, TakesFieldsOnce) {
  absl::StatusOr<JsonLine> line = JsonLine::Parse(R"({"a":"x","b":7})");
  ASSERT_TRUE(line.ok());
  EXPECT_EQ(line->TakeString("a"), "x");
  EXPECT_EQ(line->TakeUnsigned("b", 10), 7U);
  EXPECT_TRUE(line->Finish().ok());
  EXPECT_FALSE(line->Has("a"));
}

TEST(JsonLine, FirstProblemSticks) {
  absl::StatusOr<JsonLine> line = JsonLine::Parse(R"({"a":1})");
  ASSERT_TRUE(line.ok());
  EXPECT_EQ(line->TakeString("a"), "");
  EXPECT_EQ(line->TakeString("b"), "");
  EXPECT_EQ(line->Finish().message(), "\"a\" must be a string");
}

TEST(JsonLine, ObjectTextKeepsTheOrderOfKeys) {
  absl::StatusOr<JsonLine> line = JsonLine::Parse(R"({"k": {"z": "1", "a": 2}})");
  ASSERT_TRUE(line.ok());
  EXPECT_EQ(line->TakeObjectText("k"), R"({"z":"1","a":2})");
}

TEST(JsonLine, TextAfterTheObjectIsRefused) { EXPECT_FALSE(JsonLine::Parse("{} {}").ok()); }

TEST(JsonLine, CommentsAreRefused) { EXPECT_FALSE(JsonLine::Parse("{} // no").ok()); }

TEST(Hex16, RoundTrip) {
  EXPECT_EQ(Hex16(0), "0000000000000000");
  EXPECT_EQ(ParseHex16(Hex16(0xfedcba9876543210ULL)), 0xfedcba9876543210ULL);
  EXPECT_FALSE(ParseHex16("1"));
  EXPECT_FALSE(ParseHex16("000000000000000g"));
}

}  // namespace
}  // namespace varve::sim
