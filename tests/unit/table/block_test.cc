#include "engine/table/block.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/table/block_builder.h"
#include "tests/unit/table/raw_block.h"

namespace varve {
namespace {

void ExpectRejected(const std::string& payload, const std::string& message) {
  const auto block = Block::Parse(payload, "t.sst", 100);
  ASSERT_FALSE(block.ok());
  EXPECT_EQ(block.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(block.status().message(), message);
}

TEST(BlockTest, GivesItsParts) {
  const std::string payload = RawBlock(
      0, 2, "ab", 3, RawEntry(0, "", 1) + RawEntry(0, "c", 300 % 256) + RawEntry(0, "d", 0));
  const auto block = Block::Parse(payload, "t.sst", 0);
  ASSERT_TRUE(block.ok()) << block.status();
  EXPECT_EQ((*block)->size(), 3U);
  EXPECT_EQ((*block)->prefix(), "ab");
  EXPECT_EQ((*block)->longest_key(), 3U);
  EXPECT_EQ((*block)->entry(1).suffix, "c");
  EXPECT_EQ((*block)->entry(1).seqno, 44U);
  EXPECT_EQ((*block)->restart_of(1), 0U);
  EXPECT_EQ((*block)->restart_of(2), 2U);
  EXPECT_GE((*block)->bytes(), payload.size() + sizeof(Block));
}

TEST(BlockTest, TheFirstLineOfMemoryIsACacheLine) {
  const auto block = Block::Parse(RawBlock(0, 1, "k", 1, RawEntry(0, "", 1)), "t.sst", 0);
  ASSERT_TRUE(block.ok());
  EXPECT_EQ(reinterpret_cast<uintptr_t>(block->get()) % Block::kLineBytes, 0U);
}

TEST(BlockTest, RejectsLessThanAHeader) {
  ExpectRejected("1234567", "t.sst: offset 100: block too short");
}

TEST(BlockTest, RejectsAFormOfLaterVersions) {
  ExpectRejected(RawBlock(1, 1, "k", 1, RawEntry(0, "", 1)),
                 "t.sst: offset 100: a block of a form that this version does not read");
}

TEST(BlockTest, RejectsNoRestartInterval) {
  ExpectRejected(RawBlock(0, 0, "k", 1, RawEntry(0, "", 1)),
                 "t.sst: offset 101: a block without restart points");
}

TEST(BlockTest, RejectsAPrefixThatIsNotThere) {
  std::string payload = RawBlock(0, 1, "k", 1, RawEntry(0, "", 1));
  payload[3] = '\xff';
  ExpectRejected(payload, "t.sst: offset 102: bad prefix of a block");
}

TEST(BlockTest, RejectsAPrefixThatIsTooShort) {
  ExpectRejected(RawBlock(0, 1, "", 1, RawEntry(0, "k", 1)),
                 "t.sst: offset 102: a block's prefix is not the longest");
  ExpectRejected(RawBlock(0, 1, "k", 2, RawEntry(0, "ka", 1) + RawEntry(0, "kb", 1)),
                 "t.sst: offset 102: a block's prefix is not the longest");
}

TEST(BlockTest, RejectsCountsThatCannotBe) {
  for (const uint32_t count : {0U, 2U, 0x40000000U, 0x80000001U, 0xffffffffU}) {
    ExpectRejected(RawBlock(0, 1, "k", count, RawEntry(0, "", 1)),
                   "t.sst: offset 104: impossible number of entries of a block");
  }
}

TEST(BlockTest, RejectsBytesBehindTheEntries) {
  ExpectRejected(RawBlock(0, 1, "k", 1, RawEntry(0, "", 1) + "x"),
                 "t.sst: offset 114: bytes behind a block's entries");
}

TEST(BlockTest, RejectsAnEntryThatRunsOver) {
  std::string payload = RawBlock(0, 1, "k", 1, RawEntry(0, "", 1));
  payload[9 + 2] = '\x01';  // a byte of value
  ExpectRejected(payload, "t.sst: offset 109: bad block entry");
}

TEST(BlockTest, RejectsEntriesOutOfOrder) {
  const auto two = [](const std::string& first, uint8_t first_seqno, const std::string& second,
                      uint8_t second_seqno) {
    return RawBlock(0, 4, "", 2,
                    RawEntry(0, first, first_seqno) + RawEntry(0, second, second_seqno));
  };
  EXPECT_TRUE(Block::Parse(two("a", 2, "b", 1), "t.sst", 100).ok());
  ExpectRejected(two("b", 1, "a", 1), "t.sst: offset 114: block entries out of order");
  ExpectRejected(two("", 1, "", 1), "t.sst: offset 113: block entries out of order");
  ExpectRejected(two("", 1, "", 2), "t.sst: offset 113: block entries out of order");
  // Four bytes that are equal to those of a longer key.
  ExpectRejected(two(std::string("a\0", 2), 1, "a", 1),
                 "t.sst: offset 115: block entries out of order");
  EXPECT_TRUE(Block::Parse(two("", 1, std::string("\0", 1), 1), "t.sst", 100).ok());
}

TEST(BlockTest, RejectsSharingOtherThanAsMuchAsPossible) {
  const std::string stem = "0123456789";
  const auto pair = [&](const std::string& second) {
    return RawBlock(0, 4, "", 3, RawEntry(0, stem + "a", 1) + second + RawEntry(0, "9", 1));
  };
  EXPECT_TRUE(Block::Parse(pair(RawEntry(10, "b", 1)), "t.sst", 100).ok());
  const std::string message = "t.sst: offset 124: bad shared part of a block entry";
  ExpectRejected(pair(RawEntry(0, stem + "b", 1)), message);
  ExpectRejected(pair(RawEntry(9, "9b", 1)), message);
  ExpectRejected(pair(RawEntry(12, "b", 1)), message);
  ExpectRejected(pair(RawEntry(7, "8", 1)), message);  // fewer than are worth it
}

TEST(BlockTest, RejectsSharingAtARestartPoint) {
  ExpectRejected(RawBlock(0, 1, "", 2, RawEntry(0, "0123456789a", 1) + RawEntry(10, "b", 1)),
                 "t.sst: offset 124: bad restart point of a block");
}

TEST(BlockPtrTest, CountsReferences) {
  BlockPtr first = *Block::Parse(RawBlock(0, 1, "k", 1, RawEntry(0, "", 1)), "t.sst", 0);
  BlockPtr second = first;
  first.reset();
  EXPECT_TRUE(first == nullptr);
  EXPECT_EQ(second->prefix(), "k");
  first = std::move(second);
  EXPECT_EQ(first->prefix(), "k");
  first = BlockPtr();
  EXPECT_TRUE(first == nullptr);
}

}  // namespace
}  // namespace varve
