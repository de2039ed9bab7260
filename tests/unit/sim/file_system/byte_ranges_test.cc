#include "sim/file_system/byte_ranges.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/unit/sim/file_system/fake_choices.h"

namespace varve::sim {
namespace {

TEST(ByteRanges, NothingIsInAnEmptySet) {
  ByteRanges ranges;
  ranges.Add(3, 3);
  EXPECT_EQ(ranges.FirstFrom(0), std::nullopt);
}

TEST(ByteRanges, FirstFromFindsTheRangeItIsInOrTheNext) {
  ByteRanges ranges;
  ranges.Add(2, 4);
  ranges.Add(8, 9);
  EXPECT_EQ(ranges.FirstFrom(0), 2u);
  EXPECT_EQ(ranges.FirstFrom(3), 3u);
  EXPECT_EQ(ranges.FirstFrom(4), 8u);
  EXPECT_EQ(ranges.FirstFrom(9), std::nullopt);
}

TEST(ByteRanges, AgreesWithASetOfOffsets) {
  RandomChoices choices(1);
  ByteRanges ranges;
  std::set<uint64_t> offsets;
  for (int step = 0; step < 2000; ++step) {
    const uint64_t begin = choices.Pick("begin", 40);
    const uint64_t end = begin + choices.Pick("length", 12);
    const bool add = choices.Pick("add", 2) == 0;
    if (add) {
      ranges.Add(begin, end);
    } else {
      ranges.Remove(begin, end);
    }
    for (uint64_t offset = begin; offset < end; ++offset) {
      if (add) {
        offsets.insert(offset);
      } else {
        offsets.erase(offset);
      }
    }
    const uint64_t from = choices.Pick("from", 50);
    const auto expected = offsets.lower_bound(from);
    ASSERT_EQ(ranges.FirstFrom(from).value_or(UINT64_MAX),
              expected == offsets.end() ? UINT64_MAX : *expected)
        << "step " << step;
  }
}

}  // namespace
}  // namespace varve::sim
