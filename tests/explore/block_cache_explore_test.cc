// A block that a reader has found stays what it is, whoever pushes it out of the cache meanwhile,
// and in the end every block is destroyed (rules V2, V4).
#include <gtest/gtest.h>

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "engine/base/atomic.h"
#include "engine/base/reclaimer.h"
#include "engine/table/block_cache.h"
#include "sim/explore/explore.h"
#include "sim/heap/heap.h"
#include "tests/explore/expect_complete.h"
#include "tests/unit/table/raw_block.h"

namespace varve {
namespace {

using sim::Execution;
using sim::Exploration;
using sim::Explore;

constexpr size_t kValueBytes = 40;

// A cache with room for `room` blocks, which are all of one size, and the slots of a table. Blocks
// lie in a heap of their own, which counts them and overwrites those that are destroyed.
class World {
 public:
  World(Execution& execution, size_t room)
      : execution_(execution),
        hook_(execution.scheduler().hook()),
        reclaimer_(execution.scheduler()),
        capacity_(room * block_bytes_),
        cache_(execution.scheduler(), reclaimer_, capacity_) {}

  void Insert(size_t slot) {
    cache_.Insert({1, slot}, slots_[slot], NewBlock(slot));
    execution_.Expect(cache_.usage() <= capacity_, "no more is kept than there is room for");
  }

  // Looks at the slot's block more than once. False when there is none.
  bool Read(size_t slot) {
    const Reclaimer::Guard guard(reclaimer_);
    return LookTwice(slot, cache_.Get(slots_[slot]));
  }

  // As tables do: what is not there is loaded.
  void ReadOrLoad(size_t slot) {
    if (!Read(slot)) Insert(slot);
  }

  // Returns the reference that it has read through.
  BlockPtr ReadPinned(size_t slot) {
    BlockPtr block = cache_.Pin(slots_[slot]);
    LookTwice(slot, block.get());
    return block;
  }

  // Reads block 0, unless its table has gone.
  void ReadInTable() {
    const Reclaimer::Guard guard(reclaimer_);
    if (!table_.Load(hook_, SchedulePoint::kValidate, std::memory_order_seq_cst)) return;
    execution_.Expect(!slot_freed_, "a guard keeps the table");
    LookTwice(0, cache_.Get(slots_[0]));
  }

  // The table of block 0 goes: whoever finds that no reader is in it takes the block out.
  void DropTable() {
    table_.Publish(hook_, false, std::memory_order_seq_cst);
    reclaimer_.Retire(this, [](void* world) { static_cast<World*>(world)->EraseAndFree(); });
  }

  // Which of the slot's blocks it is, by its content.
  char Look(size_t slot, const Block& block) {
    execution_.Expect(block.size() == 1 && block.prefix() == "k", "a block is not destroyed");
    const std::string_view value = block.entry(0).value;
    execution_.Expect(value.size() == kValueBytes && value[0] == NameOf(slot),
                      "a slot has its own block");
    execution_.Expect(value.substr(1) == std::string(kValueBytes - 1, value[1]),
                      "a block is not overwritten");
    return value[1];
  }

  bool Has(size_t slot) { return slots_[slot].Load(std::memory_order_relaxed) != nullptr; }
  size_t waiting() { return reclaimer_.waiting(); }

  // Nobody holds a guard or a block.
  void CheckAllDestroyed() {
    reclaimer_.Collect();
    execution_.Expect(reclaimer_.waiting() == 0, "without guards nothing waits");
    execution_.Expect(heap_.live_blocks() * block_bytes_ == cache_.usage(),
                      "what the cache does not keep is destroyed");
    if (slot_freed_) {
      execution_.Expect(slots_[0].Load(std::memory_order_relaxed) == Freed(),
                        "nobody writes to a slot that is freed");
    }
    for (size_t slot = slot_freed_ ? 1 : 0; slot < slots_.size(); ++slot) {
      cache_.Erase({1, slot}, slots_[slot]);
    }
    execution_.Expect(cache_.usage() == 0 && heap_.live_blocks() == 0, "every block goes");
  }

 private:
  static char NameOf(size_t slot) { return static_cast<char>('A' + slot); }
  static Block* Freed() { return reinterpret_cast<Block*>(uintptr_t{Block::kLineBytes}); }

  // No two blocks have the same content.
  BlockPtr NewBlock(size_t slot) {
    std::string entry = RawEntry(0, "", 1);
    entry[2] = kValueBytes;
    entry.push_back(NameOf(slot));
    entry.append(kValueBytes - 1, next_content_++);
    const std::string payload = RawBlock(0, 1, "k", 1, entry);
    const sim::HeapScope scope(&heap_);
    return *Block::Parse(payload, "t.sst", 0);
  }

  bool LookTwice(size_t slot, const Block* block) {
    if (block == nullptr) return false;
    const char content = Look(slot, *block);
    for (int i = 0; i < 2; ++i) {
      hook_->Yield(SchedulePoint::kNodeVisit);
      execution_.Expect(Look(slot, *block) == content, "a block does not become another");
    }
    return true;
  }

  void EraseAndFree() {
    cache_.Erase({1, 0}, slots_[0]);
    execution_.Expect(!slot_freed_, "a table is destroyed once");
    slot_freed_ = true;
    slots_[0].Store(Freed(), std::memory_order_relaxed);
  }

  Execution& execution_;
  ScheduleHook* const hook_;
  sim::LifetimeHeap heap_{sim::HeapFill{.fresh = 0xa5, .freed = 0xee}};
  char next_content_ = 'a';
  const size_t block_bytes_ = NewBlock(0)->bytes();
  Reclaimer reclaimer_;
  const size_t capacity_;
  BlockCache cache_;
  std::deque<BlockSlot> slots_{4};
  Atomic<bool> table_{true};
  bool slot_freed_ = false;
};

TEST(BlockCacheExploreTest, AReaderBesideAnEvictor) {
  uint64_t kept = 0;
  const Exploration all = Explore({.max_preemptions = 6}, [&kept](Execution& execution) {
    World world(execution, /*room=*/1);
    world.Insert(0);
    execution.Task("reader", [&] { world.Read(0); });
    execution.Task("evictor", [&] {
      world.Insert(1);
      execution.Expect(!world.Has(0) && world.Has(1), "the newest block stays");
      kept += world.waiting();
      world.Insert(2);
    });
    execution.RunTasks();
    world.CheckAllDestroyed();
  });
  ExpectComplete(all, 1000);
  EXPECT_GT(kept, 100u) << "the reader's block was dropped while it was read";
}

// Both load what they miss: one block stays, and whoever came second lets go of its own.
TEST(BlockCacheExploreTest, TwoLoadTheSameBlockBesideAnEvictor) {
  const Exploration all = Explore({.max_preemptions = 3}, [](Execution& execution) {
    World world(execution, /*room=*/1);
    execution.Task("reader", [&] { world.ReadOrLoad(0); });
    execution.Task("other reader", [&] {
      world.ReadOrLoad(0);
      world.Read(0);
    });
    execution.Task("evictor", [&] { world.Insert(1); });
    execution.RunTasks();
    world.CheckAllDestroyed();
  });
  ExpectComplete(all, 1000);
}

// A block that is evicted while it is read comes back as another one, to the same slot.
TEST(BlockCacheExploreTest, AReaderBesideAnEvictorAndAnInserterOfTheSameSlot) {
  const Exploration all = Explore({.max_preemptions = 3}, [](Execution& execution) {
    World world(execution, /*room=*/1);
    world.Insert(0);
    execution.Task("reader", [&] { world.Read(0); });
    execution.Task("inserter", [&] { world.Insert(0); });
    execution.Task("evictor", [&] { world.Insert(1); });
    execution.RunTasks();
    world.CheckAllDestroyed();
  });
  ExpectComplete(all, 1000);
}

// Uses decide who goes: the queues are rearranged beside the reader that uses their blocks.
TEST(BlockCacheExploreTest, UsedBlocksGoRoundBesideTheirReaders) {
  const Exploration all = Explore({.max_preemptions = 4}, [](Execution& execution) {
    World world(execution, /*room=*/2);
    world.Insert(0);
    world.Insert(1);
    execution.Task("reader", [&] {
      world.Read(0);
      world.ReadOrLoad(1);
    });
    execution.Task("evictor", [&] {
      world.Insert(2);
      world.Insert(3);
    });
    execution.RunTasks();
    world.CheckAllDestroyed();
  });
  ExpectComplete(all, 1000);
}

TEST(BlockCacheExploreTest, APinBesideAnEvictor) {
  const Exploration all = Explore({.max_preemptions = 5}, [](Execution& execution) {
    World world(execution, /*room=*/1);
    world.Insert(0);
    execution.Task("reader", [&] {
      const BlockPtr block = world.ReadPinned(0);
      if (block == nullptr) return;
      world.Insert(2);  // drops it if nobody else has
      world.Look(0, *block);
    });
    execution.Task("evictor", [&] { world.Insert(1); });
    execution.RunTasks();
    world.CheckAllDestroyed();
  });
  ExpectComplete(all, 1000);
}

// A table dies with its block in the cache, beside a reader in it and a task that evicts another
// block and then this one. Whoever destroys the table comes to erase: under the shard's lock it
// would wait for itself.
TEST(BlockCacheExploreTest, AnEraseBesideAReaderAndAnEvictor) {
  const Exploration all = Explore({.max_preemptions = 3}, [](Execution& execution) {
    World world(execution, /*room=*/2);
    world.Insert(1);
    world.Insert(0);
    execution.Task("reader", [&] { world.ReadInTable(); });
    execution.Task("dropper", [&] { world.DropTable(); });
    execution.Task("evictor", [&] {
      world.Insert(2);
      world.Insert(3);
    });
    execution.RunTasks();
    world.CheckAllDestroyed();
  });
  ExpectComplete(all, 1000);
}

}  // namespace
}  // namespace varve
