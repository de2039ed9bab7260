#include "engine/table/block_cache.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "engine/base/coding.h"
#include "tests/unit/table/fakes.h"

namespace varve {
namespace {

std::shared_ptr<const Block> BlockOf(size_t bytes) {
  std::string payload(bytes - 8, 'e');
  PutFixed32(payload, 0);
  PutFixed32(payload, 1);
  auto block = Block::Parse(payload, "t.sst", 0);
  EXPECT_TRUE(block.ok()) << block.status();
  return *block;
}

constexpr size_t kBlock = 100;
constexpr size_t kWeight = kBlock + BlockCache::kEntryOverheadBytes;

TEST(BlockCacheTest, GivesBackWhatWasInserted) {
  NativeLocks locks;
  BlockCache cache(locks, 10 * kWeight);
  const auto block = BlockOf(kBlock);
  cache.Insert(1, 0, block);
  EXPECT_EQ(cache.Lookup(1, 0), block);
  EXPECT_EQ(cache.usage(), kWeight);
}

TEST(BlockCacheTest, TellsTablesAndOffsetsApart) {
  NativeLocks locks;
  BlockCache cache(locks, 10 * kWeight);
  cache.Insert(1, 0, BlockOf(kBlock));
  EXPECT_EQ(cache.Lookup(2, 0), nullptr);
  EXPECT_EQ(cache.Lookup(1, 1), nullptr);
  EXPECT_EQ(cache.Lookup(0, 1), nullptr);
}

TEST(BlockCacheTest, DropsTheLeastRecentlyUsed) {
  NativeLocks locks;
  BlockCache cache(locks, 3 * kWeight);
  for (uint64_t offset = 0; offset < 3; ++offset) cache.Insert(1, offset, BlockOf(kBlock));
  EXPECT_NE(cache.Lookup(1, 0), nullptr);  // now newer than offset 1
  cache.Insert(1, 3, BlockOf(kBlock));
  EXPECT_EQ(cache.Lookup(1, 1), nullptr);
  EXPECT_NE(cache.Lookup(1, 0), nullptr);
  EXPECT_NE(cache.Lookup(1, 2), nullptr);
  EXPECT_NE(cache.Lookup(1, 3), nullptr);
}

TEST(BlockCacheTest, OneHeavyBlockDropsSeveral) {
  NativeLocks locks;
  BlockCache cache(locks, 4 * kWeight);
  for (uint64_t offset = 0; offset < 4; ++offset) cache.Insert(1, offset, BlockOf(kBlock));
  cache.Insert(2, 0, BlockOf(kWeight + kBlock));  // weighs two
  EXPECT_EQ(cache.Lookup(1, 0), nullptr);
  EXPECT_EQ(cache.Lookup(1, 1), nullptr);
  EXPECT_NE(cache.Lookup(1, 2), nullptr);
  EXPECT_NE(cache.Lookup(2, 0), nullptr);
  EXPECT_EQ(cache.usage(), 4 * kWeight);
}

TEST(BlockCacheTest, KeepsTheFirstOfTwoInsertions) {
  NativeLocks locks;
  BlockCache cache(locks, 4 * kWeight);
  const auto first = BlockOf(kBlock);
  cache.Insert(1, 0, first);
  cache.Insert(1, 0, BlockOf(kBlock));
  EXPECT_EQ(cache.Lookup(1, 0), first);
  EXPECT_EQ(cache.usage(), kWeight);
}

TEST(BlockCacheTest, DoesNotKeepABlockOverItsCapacity) {
  NativeLocks locks;
  BlockCache cache(locks, 2 * kWeight);
  cache.Insert(1, 0, BlockOf(kBlock));
  cache.Insert(1, 1, BlockOf(3 * kWeight));
  EXPECT_EQ(cache.Lookup(1, 1), nullptr);
  EXPECT_NE(cache.Lookup(1, 0), nullptr);
}

TEST(BlockCacheTest, WithoutCapacityKeepsNothing) {
  NativeLocks locks;
  BlockCache cache(locks, 0);
  cache.Insert(1, 0, BlockOf(kBlock));
  EXPECT_EQ(cache.Lookup(1, 0), nullptr);
  EXPECT_EQ(cache.usage(), 0U);
}

TEST(BlockCacheTest, ABlockOutlivesItsPlaceInTheCache) {
  NativeLocks locks;
  std::shared_ptr<const Block> block;
  {
    BlockCache cache(locks, kWeight);
    cache.Insert(1, 0, BlockOf(kBlock));
    block = cache.Lookup(1, 0);
    cache.Insert(1, 1, BlockOf(kBlock));
    EXPECT_EQ(cache.Lookup(1, 0), nullptr);
  }
  EXPECT_EQ(block->entries(), std::string(kBlock - 8, 'e'));
}

TEST(BlockCacheTest, ALargeCacheStaysWithinItsCapacityAndUsesIt) {
  NativeLocks locks;
  constexpr size_t kCapacity = size_t{16} << 20;
  BlockCache cache(locks, kCapacity);
  for (uint64_t i = 0; i < 10000; ++i) {
    cache.Insert(i % 7, i * 4096, BlockOf(4096));
    ASSERT_LE(cache.usage(), kCapacity);
  }
  EXPECT_GT(cache.usage(), kCapacity * 9 / 10);
}

}  // namespace
}  // namespace varve
