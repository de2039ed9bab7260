#include "engine/table/block_builder.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/table/entries.h"
#include "tests/unit/table/raw_block.h"

namespace varve {
namespace {

using namespace std::string_literals;

TEST(BlockBuilderTest, LaysEntriesOutAsDocumented) {
  BlockBuilder builder(2);
  builder.Add({"abc", 300, EntryKind::kValue}, "v");
  builder.Add({"abd", 7, EntryKind::kTombstone}, "");
  builder.Add({"abd", 0, EntryKind::kValue}, "xy");
  const std::string expected =
      "\x00\x02\x02\x00\x03\x00\x00\x00"s
      "ab"
      "\x11\x01\x01\x00\x2c\x01"s
      "cv"
      "\x08\x01\x00\x00\x07"s
      "d"
      "\x01\x01\x02\x00"s
      "dxy";
  EXPECT_EQ(builder.bytes(), expected.size());
  EXPECT_EQ(builder.Finish(), expected);
}

TEST(BlockBuilderTest, SharesEightBytesAndMoreWithTheRestartPoint) {
  BlockBuilder builder(16);
  builder.Add({"012345678a", 1, EntryKind::kValue}, "");
  builder.Add({"012345678b", 1, EntryKind::kValue}, "");
  builder.Add({"0123456c", 1, EntryKind::kValue}, "");
  builder.Add({"1", 1, EntryKind::kValue}, "");
  EXPECT_EQ(builder.bytes(), 8U + 3 * 5 + 5 + 10 + 10 + 8 + 1);
  EXPECT_EQ(builder.Finish(), RawBlock(0, 16, "", 4,
                                       RawEntry(0, "012345678a", 1) + RawEntry(9, "b", 1) +
                                           RawEntry(0, "0123456c", 1) + RawEntry(0, "1", 1)));
}

TEST(BlockBuilderTest, IntervalsStayWithinAByte) {
  for (const auto& [asked, got] : {std::pair(size_t{0}, 1), {size_t{1}, 1}, {size_t{1000}, 255}}) {
    BlockBuilder builder(asked);
    builder.Add({"a", 1, EntryKind::kValue}, "");
    EXPECT_EQ(static_cast<uint8_t>(builder.Finish()[1]), got);
  }
}

TEST(BlockBuilderTest, KnowsItsSizeWithAnEntryBeforeItIsAdded) {
  const std::string prefix(3000, 'p');
  const StoredEntries entries = {{"0", 1, EntryKind::kValue, std::string(70000, 'v')},
                                 {prefix + "a", 300, EntryKind::kValue, "v"},
                                 {prefix + "a", 2, EntryKind::kTombstone},
                                 {prefix + "b", 0, EntryKind::kValue, "xy"},
                                 {prefix.substr(0, 1000) + "q", 1, EntryKind::kValue},
                                 {"z", 1, EntryKind::kValue}};
  for (size_t first = 0; first < entries.size(); ++first) {
    BlockBuilder builder(1);
    for (size_t i = first; i < entries.size(); ++i) {
      const size_t foretold = builder.BytesWith(entries[i].key(), entries[i].value);
      builder.Add(entries[i].key(), entries[i].value);
      EXPECT_EQ(builder.bytes(), foretold) << first << " to " << i;
    }
    EXPECT_LE(builder.Finish().size(), builder.bytes());
  }
}

TEST(BlockBuilderTest, AKeyWithoutThePrefixMakesAllOthersWhole) {
  BlockBuilder builder(1);
  const std::string prefix(3000, 'p');
  for (const char last : {'a', 'b', 'c', 'd'}) {
    builder.Add({prefix + last, 1, EntryKind::kValue}, "");
  }
  EXPECT_LT(builder.bytes(), 3100U);
  const size_t foretold = builder.BytesWith({"q", 1, EntryKind::kValue}, "");
  EXPECT_EQ(foretold, 8U + 4 * (9 + 1 + 3001) + (4 + 1 + 1));
  builder.Add({"q", 1, EntryKind::kValue}, "");
  EXPECT_EQ(builder.Finish().size(), foretold);
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
