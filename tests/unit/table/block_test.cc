#include "engine/table/block.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/base/coding.h"

namespace varve {
namespace {

std::string Payload(const std::string& entries, const std::vector<uint32_t>& restarts,
                    uint32_t count) {
  std::string payload = entries;
  for (const uint32_t restart : restarts) PutFixed32(payload, restart);
  PutFixed32(payload, count);
  return payload;
}

void ExpectRejected(const std::string& payload, const std::string& message) {
  const auto block = Block::Parse(payload, "t.sst", 100);
  ASSERT_FALSE(block.ok());
  EXPECT_EQ(block.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(block.status().message(), message);
}

TEST(BlockTest, GivesEntriesAndRestarts) {
  const auto block = Block::Parse(Payload("0123456789", {0, 4}, 2), "t.sst", 0);
  ASSERT_TRUE(block.ok()) << block.status();
  EXPECT_EQ((*block)->entries(), "0123456789");
  ASSERT_EQ((*block)->restarts(), 2U);
  EXPECT_EQ((*block)->restart(1), 4U);
  EXPECT_EQ((*block)->bytes(), 22U);
}

TEST(BlockTest, RejectsLessThanACount) {
  ExpectRejected("abc", "t.sst: offset 100: block too short");
}

TEST(BlockTest, RejectsNoRestarts) {
  ExpectRejected(Payload("0123", {}, 0),
                 "t.sst: offset 104: impossible number of restarts in a block");
}

TEST(BlockTest, RejectsMoreRestartsThanThereIsRoomFor) {
  ExpectRejected(Payload("", {0}, 2),
                 "t.sst: offset 104: impossible number of restarts in a block");
}

// (1 + count) * 4 wraps around to a small number in 32 bits.
TEST(BlockTest, RejectsACountThatWouldWrapAround) {
  for (const uint32_t count : {0xffffffffU, 0x40000000U, 0x3fffffffU, 0x80000001U}) {
    ExpectRejected(Payload("0123", {0}, count),
                   "t.sst: offset 108: impossible number of restarts in a block");
  }
}

TEST(BlockTest, RejectsAFirstRestartBehindTheStart) {
  ExpectRejected(Payload("0123", {1}, 1), "t.sst: offset 104: first restart of a block is not 0");
}

TEST(BlockTest, RejectsRestartsThatDoNotAscend) {
  ExpectRejected(Payload("0123", {0, 2, 2}, 3),
                 "t.sst: offset 112: restarts of a block do not ascend");
}

TEST(BlockTest, RejectsARestartBehindTheEntries) {
  ExpectRejected(Payload("0123", {0, 4}, 2),
                 "t.sst: offset 112: restart behind the entries of a block");
}

TEST(BlockTest, RejectsABlockWithoutEntries) {
  ExpectRejected(Payload("", {0}, 1), "t.sst: offset 104: restart behind the entries of a block");
}

}  // namespace
}  // namespace varve
