#include "engine/table/index_builder.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/table/index.h"
#include "tests/unit/table/entries.h"

namespace varve {
namespace {

TEST(ShortestSeparatorTest, CutsTheNextKey) {
  EXPECT_EQ(ShortestSeparator("abcdef", "abxyz"), "abx");
  EXPECT_EQ(ShortestSeparator("abcdef", "b123"), "b");
}

TEST(ShortestSeparatorTest, RaisesAByteOfTheLastKey) {
  EXPECT_EQ(ShortestSeparator("abcdef", "abx"), "abd");
}

TEST(ShortestSeparatorTest, KeepsALastKeyThatCannotBeShortened) {
  EXPECT_EQ(ShortestSeparator("abcdef", "abd"), "abcdef");
  EXPECT_EQ(ShortestSeparator("ab", "abc"), "ab");
  EXPECT_EQ(ShortestSeparator("", "a"), "");
}

TEST(ShortestSeparatorTest, LiesBetweenAndIsNeverLonger) {
  Random random(5);
  for (int i = 0; i < 100000; ++i) {
    std::string last = random.Key(6);
    std::string next = random.Key(6);
    if (last == next) continue;
    if (next < last) std::swap(last, next);
    const std::string separator = ShortestSeparator(last, next);
    ASSERT_GE(separator, last);
    ASSERT_LT(separator, next);
    ASSERT_LE(separator.size(), last.size());
  }
}

TEST(IndexBuilderTest, SeparatesBlocksOfDifferentKeysByAShortKey) {
  IndexBuilder builder;
  builder.Add({"abcdef", 3}, {"abxyz", 9}, {0, 10});
  builder.AddLast({"zebra", 4}, {19, 10});
  const auto index = TableIndex::Parse(builder.Finish(), "t.sst", 0, 38);
  ASSERT_TRUE(index.ok()) << index.status();
  EXPECT_EQ(index->separator(0).user_key, "abx");
  EXPECT_EQ(index->separator(0).seqno, 0U);
  EXPECT_EQ(index->separator(1).user_key, "zebra");
  EXPECT_EQ(index->separator(1).seqno, 0U);
  EXPECT_EQ(index->handle(1), (BlockHandle{19, 10}));
}

TEST(IndexBuilderTest, SeparatesBlocksOfOneKeyByItsVersion) {
  IndexBuilder builder;
  builder.Add({"key", 9}, {"key", 8}, {0, 10});
  builder.AddLast({"key", 1}, {19, 10});
  const auto index = TableIndex::Parse(builder.Finish(), "t.sst", 0, 38);
  ASSERT_TRUE(index.ok()) << index.status();
  EXPECT_EQ(index->separator(0).user_key, "key");
  EXPECT_EQ(index->separator(0).seqno, 9U);
}

TEST(IndexBuilderDeathTest, BlocksMustAscend) {
  IndexBuilder builder;
  EXPECT_DEATH(builder.Add({"b", 1}, {"a", 1}, {0, 10}), "V1");
  EXPECT_DEATH(builder.Add({"b", 1}, {"b", 1}, {0, 10}), "V1");
}

}  // namespace
}  // namespace varve
