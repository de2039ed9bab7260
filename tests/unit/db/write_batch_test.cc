#include <string>
#include <utility>

#include "engine/format/log_record.h"
#include "gtest/gtest.h"
#include "varve/batch.h"

namespace varve {
namespace {

// The keys of a batch, one after the other.
std::string KeysOf(const WriteBatch& batch) {
  std::string keys;
  OperationReader reader(batch.operations());
  for (Operation operation; reader.Next(&operation);) keys.append(operation.key);
  EXPECT_TRUE(reader.AtEnd());
  return keys;
}

// A batch of one put that takes `bytes` bytes, at least 8.
WriteBatch BatchOf(size_t bytes) {
  WriteBatch batch;
  batch.Put("k", "");
  const size_t overhead = batch.bytes();
  batch.Clear();
  // A length of up to 127 takes one byte, one of up to 16383 two.
  const size_t left = bytes - overhead;
  batch.Put("k", std::string(left > 127 ? left - 1 : left, 'v'));
  return batch;
}

// Around the size from which a batch takes memory of its own.
TEST(WriteBatchTest, BatchesOfEverySizeAreCopiedAndMoved) {
  for (const size_t bytes : {8, 100, 238, 239, 240, 241, 242, 1000}) {
    const WriteBatch batch = BatchOf(bytes);
    ASSERT_EQ(batch.bytes(), bytes);
    WriteBatch copy = batch;
    EXPECT_EQ(copy.operations(), batch.operations());
    const WriteBatch moved = std::move(copy);
    EXPECT_EQ(moved.operations(), batch.operations());
    EXPECT_EQ(moved.size(), 1u);
    copy = moved;
    copy.Delete("z");
    EXPECT_EQ(KeysOf(copy), "kz");
    EXPECT_EQ(KeysOf(moved), "k");
  }
}

TEST(WriteBatchTest, AMovedFromBatchCanBeClearedAndUsed) {
  WriteBatch batch = BatchOf(500);
  const WriteBatch moved = std::move(batch);
  batch.Clear();
  EXPECT_TRUE(batch.empty());
  EXPECT_TRUE(batch.status().ok());
  batch.Put("a", "1");
  EXPECT_EQ(KeysOf(batch), "a");
  EXPECT_EQ(KeysOf(moved), "k");
}

TEST(WriteBatchTest, ClearKeepsTheMemory) {
  WriteBatch batch = BatchOf(5000);
  const char* const memory = batch.operations().data();
  batch.Clear();
  EXPECT_EQ(batch.bytes(), 0u);
  batch.Put("other", std::string(4000, 'w'));
  EXPECT_EQ(batch.operations().data(), memory);
}

TEST(WriteBatchTest, WhatIsOverItsLimitIsRefusedUntilTheBatchIsCleared) {
  WriteBatch batch;
  batch.Put("a", "1");
  batch.Put(std::string(kMaxKeyBytes + 1, 'k'), "2");
  batch.Put("b", "3");
  EXPECT_EQ(std::string(batch.status().message()), "operation 1: key of 65536 bytes, limit 65535");
  EXPECT_EQ(KeysOf(batch), "a");
  batch.Clear();
  EXPECT_TRUE(batch.status().ok());
}

}  // namespace
}  // namespace varve
