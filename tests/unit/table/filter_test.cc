#include "engine/table/filter.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/table/filter_builder.h"

namespace varve {
namespace {

Filter Build(double bits_per_key, int keys) {
  FilterBuilder builder(bits_per_key);
  for (int i = 0; i < keys; ++i) builder.Add("key" + std::to_string(i));
  auto filter = Filter::Parse(builder.Finish(), "t.sst", 0);
  EXPECT_TRUE(filter.ok()) << filter.status();
  return *std::move(filter);
}

double FalsePositiveRate(const Filter& filter) {
  int hits = 0;
  for (int i = 0; i < 100000; ++i) {
    hits += filter.MayContain(FilterHash("other" + std::to_string(i))) ? 1 : 0;
  }
  return hits / 100000.0;
}

TEST(FilterTest, HasNoFalseNegatives) {
  for (const double bits : {1e-9, 0.01, 0.5, 1.0, 3.7, 10.0, 16.0, 64.0, 1e300}) {
    for (const int keys : {1, 2, 51, 52, 1000, 5000}) {
      const Filter filter = Build(bits, keys);
      for (int i = 0; i < keys; ++i) {
        ASSERT_TRUE(filter.MayContain(FilterHash("key" + std::to_string(i))))
            << bits << " " << keys;
      }
    }
  }
}

TEST(FilterTest, WithoutKeysContainsNothing) { EXPECT_EQ(FalsePositiveRate(Build(10.0, 0)), 0.0); }

// The keys and the hash are fixed, so these are exact facts about them, not chances.
TEST(FilterTest, TenBitsAKeyKeepOutNinetyEightPercent) {
  EXPECT_LT(FalsePositiveRate(Build(10.0, 10000)), 0.012);
}

TEST(FilterTest, MoreBitsKeepOutMore) {
  const double five = FalsePositiveRate(Build(5.0, 10000));
  const double ten = FalsePositiveRate(Build(10.0, 10000));
  const double twenty = FalsePositiveRate(Build(20.0, 10000));
  EXPECT_LT(ten, five / 4);
  EXPECT_LT(twenty, ten / 4);
}

TEST(FilterTest, RejectsImpossibleContents) {
  const std::string line(kFilterLineBytes, '\0');
  EXPECT_TRUE(Filter::Parse(line + '\x01', "t.sst", 50).ok());
  for (const std::string& contents :
       {std::string(), std::string("\x01"), line, line + "\x01\x01", line + std::string(1, '\0'),
        line + '\x21', line + '\xff', line.substr(1) + '\x01'}) {
    const auto filter = Filter::Parse(contents, "t.sst", 50);
    ASSERT_FALSE(filter.ok()) << contents.size();
    EXPECT_EQ(filter.status().code(), absl::StatusCode::kDataLoss);
  }
}

}  // namespace
}  // namespace varve
