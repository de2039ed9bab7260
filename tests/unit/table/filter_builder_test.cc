#include "engine/table/filter_builder.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "engine/table/filter.h"

namespace varve {
namespace {

TEST(FilterBuilderTest, BuildsNothingForNoBits) {
  for (const double bits : {0.0, -1.0, -0.0, std::numeric_limits<double>::quiet_NaN()}) {
    FilterBuilder builder(bits);
    builder.Add("key");
    EXPECT_EQ(builder.bytes(), 0U);
    EXPECT_EQ(builder.Finish(), "");
  }
}

TEST(FilterBuilderTest, GrowsWithTheKeysToWholeLines) {
  FilterBuilder builder(10.0);
  EXPECT_EQ(builder.bytes(), kFilterLineBytes + 1);
  for (int i = 0; i < 1000; ++i) builder.Add(std::to_string(i));
  EXPECT_EQ(builder.bytes(), 20 * kFilterLineBytes + 1);  // 10,000 bits
  EXPECT_EQ(builder.Finish().size(), builder.bytes());
}

TEST(FilterBuilderTest, ARepeatedKeyCostsNothing) {
  FilterBuilder once(10.0);
  FilterBuilder often(10.0);
  once.Add("key");
  for (int i = 0; i < 1000; ++i) often.Add("key");
  EXPECT_EQ(once.Finish(), often.Finish());
}

TEST(FilterBuilderTest, SameKeysSameBytes) {
  FilterBuilder a(7.5);
  FilterBuilder b(7.5);
  for (int i = 0; i < 100; ++i) {
    a.Add(std::to_string(i));
    b.Add(std::to_string(i));
  }
  EXPECT_EQ(a.Finish(), b.Finish());
}

TEST(FilterBuilderTest, TooManyBitsCountAsTheMost) {
  FilterBuilder most(FilterBuilder::kMaxBitsPerKey);
  FilterBuilder more(std::numeric_limits<double>::infinity());
  for (int i = 0; i < 100; ++i) {
    most.Add(std::to_string(i));
    more.Add(std::to_string(i));
  }
  EXPECT_EQ(most.Finish(), more.Finish());
}

}  // namespace
}  // namespace varve
