// Readers beside tasks that push their blocks out of the cache, under the simulator's scheduler:
// every interleaving of the marked accesses may come, and each seed is one of them.
#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "engine/table/block_cache.h"
#include "tests/unit/sim/scheduler/kernel_fixture.h"
#include "tests/unit/table/raw_block.h"

namespace varve {
namespace {

constexpr size_t kValueBytes = 40;

/// A block that says in each byte of its value which one it is.
BlockPtr BlockNumber(size_t i) {
  std::string entry = RawEntry(0, "", 1);
  entry[2] = kValueBytes;
  const std::string value(kValueBytes, static_cast<char>('a' + i));
  return *Block::Parse(RawBlock(0, 1, "k", 1, entry + value), "t.sst", 0);
}

bool IsBlockNumber(size_t i, const Block& block) {
  return block.size() == 1 && block.prefix() == "k" &&
         block.entry(0).value == std::string(kValueBytes, static_cast<char>('a' + i));
}

/// A cache with room for two of four blocks, whose slots begin empty.
struct SmallCache {
  explicit SmallCache(Scheduler& scheduler)
      : reclaimer(scheduler), cache(scheduler, reclaimer, 2 * BlockNumber(0)->bytes()) {}
  ~SmallCache() {
    for (size_t i = 0; i < slots.size(); ++i) cache.Erase({1, i}, slots[i]);
  }
  void Insert(size_t i) { cache.Insert({1, i}, slots[i], BlockNumber(i)); }

  Reclaimer reclaimer;
  BlockCache cache;
  std::deque<BlockSlot> slots{4};
};

/// A borrowed block stays what it is for as long as the guard is held, however often the reader is
/// descheduled meanwhile; a pinned one for longer.
void ReadAll(sim::TestWorld& world, SmallCache& small, bool* right) {
  std::vector<std::pair<size_t, BlockPtr>> pinned;
  for (size_t round = 0; round < 3; ++round) {
    for (size_t i = 0; i < small.slots.size(); ++i) {
      {
        const Reclaimer::Guard guard(small.reclaimer);
        const Block* const block = small.cache.Get(small.slots[i]);
        world.scheduler.Yield(SchedulePoint::kValidate);
        if (block != nullptr) *right = *right && IsBlockNumber(i, *block);
      }
      if (BlockPtr block = small.cache.Pin(small.slots[i]); block != nullptr) {
        pinned.emplace_back(i, std::move(block));
      } else {
        small.Insert(i);
      }
    }
  }
  for (const auto& [i, block] : pinned) *right = *right && IsBlockNumber(i, *block);
}

TEST(BlockCacheScheduleTest, ABlockStaysWhileAReaderHasIt) {
  size_t dropped_under_guard = 0;
  for (uint64_t seed = 1; seed <= 300; ++seed) {
    bool right = true;
    sim::TestWorld world(seed);
    const sim::KernelResult result = world.Run([&] {
      SmallCache small(world.scheduler);
      std::vector<std::unique_ptr<Task>> readers;
      for (int i = 0; i < 3; ++i) {
        readers.push_back(world.scheduler.Spawn("reader", [&] { ReadAll(world, small, &right); }));
      }
      for (int round = 0; round < 4; ++round) {
        for (size_t i = 0; i < small.slots.size(); ++i) {
          small.Insert(i);
          dropped_under_guard += small.reclaimer.waiting() > 0 ? 1 : 0;
        }
      }
      for (const auto& reader : readers) reader->Join();
      small.reclaimer.Collect();
      right = right && small.reclaimer.waiting() == 0 &&
              small.cache.usage() <= 2 * BlockNumber(0)->bytes();
    });
    ASSERT_EQ(result.outcome, sim::Outcome::kFinished) << result.message << " seed " << seed;
    ASSERT_TRUE(right) << "seed " << seed;
  }
  EXPECT_GT(dropped_under_guard, 100U) << "blocks were dropped while readers had them";
}

// Under the reader's guard, block 0 is pushed out: the mistake would be to destroy it at once.
TEST(BlockCacheScheduleTest, WhatIsDroppedUnderAGuardWaits) {
  sim::TestWorld world(1);
  bool reached = false;
  const sim::KernelResult result = world.Run([&] {
    SmallCache small(world.scheduler);
    small.Insert(0);
    const Reclaimer::Guard guard(small.reclaimer);
    const Block* const block = small.cache.Get(small.slots[0]);
    auto evictor = world.scheduler.Spawn("evictor", [&] {
      for (int round = 0; round < 3; ++round) {
        for (size_t i = 1; i < 4; ++i) {
          small.Insert(i);
          (void)small.cache.Pin(small.slots[i]);
        }
      }
    });
    evictor->Join();
    EXPECT_EQ(small.slots[0].Load(std::memory_order_relaxed), nullptr);
    EXPECT_GT(small.reclaimer.waiting(), 0U);
    EXPECT_TRUE(IsBlockNumber(0, *block));
    reached = true;
  });
  EXPECT_EQ(result.outcome, sim::Outcome::kFinished) << result.message;
  EXPECT_TRUE(reached);
}

}  // namespace
}  // namespace varve
