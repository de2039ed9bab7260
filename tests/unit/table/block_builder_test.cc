#include "engine/table/block_builder.h"

#include <gtest/gtest.h>

#include <string>

namespace varve {
namespace {

using namespace std::string_literals;

TEST(BlockBuilderTest, LaysEntriesOutAsDocumented) {
  BlockBuilder builder(2);
  builder.Add({"abc", 300, EntryKind::kValue}, "v");
  builder.Add({"abd", 7, EntryKind::kTombstone}, "");
  builder.Add({"abd", 6, EntryKind::kValue}, "xy");
  const std::string expected =
      "\x00\x03\x01\xac\x02\x01"s
      "abc"
      "v"  // whole key at the restart
      "\x02\x01\x00\x07\x00"s
      "d"  // shares "ab"
      "\x00\x03\x01\x06\x02"s
      "abd"
      "xy"  // next restart
      "\x00\x00\x00\x00"s
      "\x10\x00\x00\x00"s
      "\x02\x00\x00\x00"s;
  EXPECT_EQ(builder.bytes(), expected.size());
  EXPECT_EQ(builder.Finish(), expected);
}

TEST(BlockBuilderTest, SharesAWholeKeyBetweenItsVersions) {
  BlockBuilder builder(16);
  builder.Add({"key", 9, EntryKind::kValue}, "");
  builder.Add({"key", 8, EntryKind::kValue}, "");
  const std::string expected =
      "\x00\x03\x01\x09\x00"s
      "key"
      "\x03\x00\x01\x08\x00"s
      "\x00\x00\x00\x00"s
      "\x01\x00\x00\x00"s;
  EXPECT_EQ(builder.Finish(), expected);
}

TEST(BlockBuilderTest, IntervalZeroMeansOne) {
  BlockBuilder builder(0);
  builder.Add({"aa", 1, EntryKind::kValue}, "");
  builder.Add({"ab", 1, EntryKind::kValue}, "");
  BlockBuilder one(1);
  one.Add({"aa", 1, EntryKind::kValue}, "");
  one.Add({"ab", 1, EntryKind::kValue}, "");
  EXPECT_EQ(builder.Finish(), one.Finish());
}

TEST(BlockBuilderTest, ClearForgetsTheLastKey) {
  BlockBuilder builder(16);
  builder.Add({"aaaa", 1, EntryKind::kValue}, "1");
  const std::string first(builder.Finish());
  builder.Clear();
  EXPECT_TRUE(builder.empty());
  builder.Add({"aaaa", 1, EntryKind::kValue}, "1");
  EXPECT_EQ(builder.Finish(), first);
}

TEST(BlockBuilderDeathTest, RefusesToFinishWithoutEntries) {
  BlockBuilder builder(16);
  EXPECT_DEATH((void)builder.Finish(), "a block has an entry");
}

}  // namespace
}  // namespace varve
