#include "engine/table/block_entry.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/table/raw_block.h"

namespace varve {
namespace {

/// Decodes `bytes`, with room behind them as a block has it.
bool Decode(std::string bytes, BlockEntry* entry) {
  static std::string memory;
  const size_t size = bytes.size();
  memory = bytes + std::string(kReadAhead, '\xee');
  return DecodeEntry(std::string_view(memory).substr(0, size), entry);
}

std::string WithHead(uint32_t head, const std::string& rest) {
  std::string bytes;
  PutFixed32(bytes, head);
  return bytes + rest;
}

TEST(BlockEntryTest, DecodesTheShortForm) {
  BlockEntry entry;
  // Kind 2, two bytes of seqno, three of suffix, four of value.
  ASSERT_TRUE(Decode(WithHead(2 | 2 << 3 | 3 << 8 | 4 << 16, "\x01\x02keyvalu"), &entry));
  EXPECT_EQ(entry.kind, EntryKind::kWeakTombstone);
  EXPECT_EQ(entry.seqno, 0x201U);
  EXPECT_EQ(entry.shared, 0U);
  EXPECT_EQ(entry.suffix, "key");
  EXPECT_EQ(entry.value, "valu");
}

TEST(BlockEntryTest, DecodesTheLongForm) {
  BlockEntry entry;
  const std::string key(0x105, 'k');
  const std::string value(0x10002, 'v');
  std::string bytes = WithHead(1 | kLongForm | 0x05 << 8 | 0x0002 << 16, "");
  bytes += std::string("\x09\x00\x01\x01\x00", 5) + key + value;
  ASSERT_TRUE(Decode(bytes, &entry));
  EXPECT_EQ(entry.shared, 9U);
  EXPECT_EQ(entry.seqno, 0U);
  EXPECT_EQ(entry.suffix, key);
  EXPECT_EQ(entry.value, value);
}

TEST(BlockEntryTest, RejectsEveryTruncation) {
  BlockEntry entry;
  for (const std::string& whole : {RawEntry(0, "key", 7), RawEntry(12, "key", 7)}) {
    ASSERT_TRUE(Decode(whole, &entry));
    for (size_t size = 0; size < whole.size(); ++size) {
      EXPECT_FALSE(Decode(whole.substr(0, size), &entry)) << size;
    }
  }
}

TEST(BlockEntryTest, RejectsUnknownKinds) {
  BlockEntry entry;
  EXPECT_TRUE(Decode(WithHead(4, ""), &entry));
  for (const uint32_t kind : {5U, 6U, 7U}) EXPECT_FALSE(Decode(WithHead(kind, ""), &entry));
}

TEST(BlockEntryTest, RejectsSeqnosThatAreLongerThanTheyNeedOrMay) {
  BlockEntry entry;
  EXPECT_TRUE(Decode(WithHead(1 | 8 << 3, "\x01\x01\x01\x01\x01\x01\x01\x7f"), &entry));
  EXPECT_FALSE(Decode(WithHead(1 | 8 << 3, "\x01\x01\x01\x01\x01\x01\x01\x80"), &entry));
  EXPECT_FALSE(Decode(WithHead(1 | 2 << 3, std::string("\x01\x00", 2)), &entry));
  EXPECT_FALSE(Decode(WithHead(1 | 1 << 3, std::string("\x00", 1)), &entry));
  EXPECT_FALSE(Decode(WithHead(1 | 9 << 3, "\x01\x01\x01\x01\x01\x01\x01\x01\x01"), &entry));
}

TEST(BlockEntryTest, RejectsTheLongFormWithoutNeed) {
  BlockEntry entry;
  EXPECT_FALSE(Decode(WithHead(1 | kLongForm, std::string(5, '\0')), &entry));
}

TEST(BlockEntryTest, RejectsLengthsBeyondTheEnd) {
  BlockEntry entry;
  EXPECT_FALSE(Decode(WithHead(1 | 0xff << 8, "abc"), &entry));
  EXPECT_FALSE(Decode(WithHead(1 | 0xffff0000, "abc"), &entry));
  EXPECT_FALSE(Decode(WithHead(1 | kLongForm | 0xffffff00, "\xff\xff\xff\xff\xff"), &entry));
}

}  // namespace
}  // namespace varve
