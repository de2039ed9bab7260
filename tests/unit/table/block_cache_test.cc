#include "engine/table/block_cache.h"

#include <gtest/gtest.h>

#include <deque>
#include <string>

#include "tests/unit/table/fakes.h"
#include "tests/unit/table/raw_block.h"

namespace varve {
namespace {

/// A block of one entry, whose value has `bytes` bytes.
BlockPtr BlockOf(size_t bytes) {
  std::string entry = RawEntry(0, "", 1);
  entry[2] = static_cast<char>(bytes);
  entry[3] = static_cast<char>(bytes >> 8);
  auto block = Block::Parse(RawBlock(0, 1, "k", 1, entry + std::string(bytes, 'v')), "t.sst", 0);
  EXPECT_TRUE(block.ok()) << block.status();
  return *block;
}

const size_t kWeight = BlockCache::WeightOf(*BlockOf(100));

/// A cache and the slots of one table.
class BlockCacheTest : public testing::Test {
 protected:
  explicit BlockCacheTest(size_t capacity = 8 * kWeight) : cache_(capacity) {}
  ~BlockCacheTest() override {
    for (size_t i = 0; i < slots_.size(); ++i) cache_.Erase({1, i}, slots_[i]);
  }

  void Insert(size_t i, size_t bytes = 100) {
    while (slots_.size() <= i) slots_.emplace_back();
    cache_.Insert({1, i}, slots_[i], BlockOf(bytes));
  }
  /// Whether block `i` is there. Does not count as a use.
  bool Has(size_t i) { return slots_[i].Load(std::memory_order_relaxed) != nullptr; }
  void Use(size_t i) { ASSERT_NE(cache_.Pin(slots_[i]).get(), nullptr); }

  TestCache cache_;
  std::deque<BlockSlot> slots_;
};

TEST_F(BlockCacheTest, GivesBackWhatWasInserted) {
  const BlockPtr block = BlockOf(100);
  slots_.emplace_back();
  cache_.Insert({1, 0}, slots_[0], block);
  EXPECT_EQ(cache_.Pin(slots_[0]).get(), block.get());
  EXPECT_EQ(cache_.Get(slots_[0]), block.get());
  EXPECT_EQ(cache_.usage(), kWeight);
}

TEST_F(BlockCacheTest, AnEmptySlotHasNothing) {
  slots_.emplace_back();
  EXPECT_EQ(cache_.Get(slots_[0]), nullptr);
  EXPECT_EQ(cache_.Pin(slots_[0]).get(), nullptr);
}

TEST_F(BlockCacheTest, KeepsTheFirstOfTwoInsertions) {
  Insert(0);
  const BlockPtr first = cache_.Pin(slots_[0]);
  Insert(0);
  EXPECT_EQ(cache_.Pin(slots_[0]).get(), first.get());
  EXPECT_EQ(cache_.usage(), kWeight);
}

TEST_F(BlockCacheTest, DropsTheOldestThatNobodyUsed) {
  for (size_t i = 0; i < 8; ++i) Insert(i);
  Use(0);
  Insert(8);
  EXPECT_TRUE(Has(0));
  EXPECT_FALSE(Has(1));
  for (size_t i = 2; i < 9; ++i) EXPECT_TRUE(Has(i)) << i;
}

TEST_F(BlockCacheTest, AScanDoesNotSweepOutWhatIsUsed) {
  for (size_t i = 0; i < 5; ++i) {
    Insert(i);
    Use(i);
  }
  for (size_t i = 5; i < 1000; ++i) Insert(i);
  for (size_t i = 0; i < 5; ++i) EXPECT_TRUE(Has(i)) << i;
}

TEST_F(BlockCacheTest, WhatIsNoLongerUsedGoesInTheEnd) {
  for (size_t i = 0; i < 5; ++i) {
    Insert(i);
    Use(i);
  }
  for (size_t i = 5; i < 100; ++i) {
    Insert(i);
    Use(i);
  }
  for (size_t i = 0; i < 5; ++i) EXPECT_FALSE(Has(i)) << i;
}

TEST_F(BlockCacheTest, OneHeavyBlockDropsSeveral) {
  for (size_t i = 0; i < 8; ++i) Insert(i);
  Insert(8, 100 + kWeight);  // weighs two
  EXPECT_FALSE(Has(0));
  EXPECT_FALSE(Has(1));
  EXPECT_TRUE(Has(2));
  EXPECT_TRUE(Has(8));
  EXPECT_EQ(cache_.usage(), 8 * kWeight);
}

TEST_F(BlockCacheTest, DoesNotKeepABlockOverItsCapacity) {
  Insert(0);
  Insert(1, 8 * kWeight);
  EXPECT_FALSE(Has(1));
  EXPECT_TRUE(Has(0));
}

TEST_F(BlockCacheTest, APinnedBlockOutlivesItsPlaceInTheCache) {
  Insert(0);
  const BlockPtr block = cache_.Pin(slots_[0]);
  cache_.Erase({1, 0}, slots_[0]);
  EXPECT_EQ(cache_.usage(), 0U);
  EXPECT_EQ(block->entry(0).value, std::string(100, 'v'));
}

TEST_F(BlockCacheTest, AGuardKeepsWhatIsDroppedMeanwhile) {
  Insert(0);
  {
    const Reclaimer::Guard guard(cache_.grace);
    const Block* const block = cache_.Get(slots_[0]);
    ASSERT_NE(block, nullptr);
    for (size_t i = 1; i < 100; ++i) {
      Insert(i);
      Use(i);
    }
    EXPECT_FALSE(Has(0));
    EXPECT_GT(cache_.grace.waiting(), 0U);
    EXPECT_EQ(block->entry(0).value, std::string(100, 'v'));
  }
  cache_.grace.Collect();
  EXPECT_EQ(cache_.grace.waiting(), 0U);
}

TEST_F(BlockCacheTest, ErasingAnEmptySlotChangesNothing) {
  Insert(0);
  slots_.emplace_back();
  cache_.Erase({1, 1}, slots_[1]);
  EXPECT_EQ(cache_.usage(), kWeight);
}

class NoCacheTest : public BlockCacheTest {
 protected:
  NoCacheTest() : BlockCacheTest(0) {}
};

TEST_F(NoCacheTest, WithoutCapacityKeepsNothing) {
  Insert(0);
  EXPECT_FALSE(Has(0));
  EXPECT_EQ(cache_.usage(), 0U);
}

class LargeCacheTest : public BlockCacheTest {
 protected:
  static constexpr size_t kCapacity = size_t{16} << 20;
  LargeCacheTest() : BlockCacheTest(kCapacity) {}
};

TEST_F(LargeCacheTest, StaysWithinItsCapacityAndUsesIt) {
  for (size_t i = 0; i < 10000; ++i) {
    Insert(i, 4096);
    ASSERT_LE(cache_.usage(), kCapacity);
  }
  EXPECT_GT(cache_.usage(), kCapacity * 9 / 10);
}

TEST_F(LargeCacheTest, WhatItKeepsIsAFunctionOfTheCalls) {
  TestCache other(kCapacity);
  std::deque<BlockSlot> slots(6000);
  for (size_t i = 0; i < 6000; ++i) {
    Insert(i, 4096);
    other.Insert({1, i}, slots[i], BlockOf(4096));
    const size_t used = i * 7919 % (i + 1);
    const bool here = cache_.Pin(slots_[used]) == nullptr;
    const bool there = other.Pin(slots[used]) == nullptr;
    ASSERT_EQ(here, there);
  }
  for (size_t i = 0; i < 6000; ++i) {
    EXPECT_EQ(Has(i), slots[i].Load(std::memory_order_relaxed) != nullptr) << i;
    other.Erase({1, i}, slots[i]);
  }
}

}  // namespace
}  // namespace varve
