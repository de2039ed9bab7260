// Data blocks kept in memory, by weight, in a way that scans do not sweep out.
//
// A block is found without the cache: each open table has a slot a block (index.h), and the cache
// stores the block there. A hit is one load of the slot; only what comes and goes takes a lock. The
// cache owns one reference to each block it keeps. Dropping a block means storing null in its slot
// and leaving that reference to the reclaimer, since readers under a guard may still use the block;
// who needs it for longer takes a reference of his own (`Pin`).
//
// Which block goes: new blocks wait in a first queue. The oldest of it is dropped if nobody has
// used it since it was loaded, or moves to the second queue. The second queue is a clock: its
// oldest block is dropped, or goes round once more if it was used since the cache last looked. The
// first queue pays as long as it holds more than a quarter of the weight: a scan, which uses each
// block once, drops its own blocks and those that were not wanted twice. (Johnson and Shasha, "2Q",
// 1994, without their queue of what was dropped; Yang and others, "FIFO queues are all you need for
// cache eviction", 2023.) A use writes to the block only when it is the first since the cache last
// looked.
//
// A cache belongs to one opening of one database, and outlives its tables. Weights are counted
// bytes, never the allocator's answer, and the shard of a block is a fixed function of its name, so
// that what is cached is a pure function of the calls made.
//
// Thread safety: all methods may be called from any task at any time. Progress: `Get` and `Use` are
// wait-free; the others block, on one shard's lock for a number of steps that is constant on
// average (each step that drops nothing undoes a use).
#ifndef VARVE_ENGINE_TABLE_BLOCK_CACHE_H_
#define VARVE_ENGINE_TABLE_BLOCK_CACHE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "engine/base/mutex.h"
#include "engine/base/reclaimer.h"
#include "engine/base/schedule_point.h"
#include "engine/table/block.h"
#include "varve/platform/scheduler.h"

namespace varve {

/// Names a block for as long as a database is open: no table number is given out twice.
struct BlockName {
  uint64_t table_number = 0;
  uint64_t block = 0;  // its index in the table
};

class BlockCache {
 public:
  /// Keeps blocks of up to `capacity_bytes` in all; 0 keeps none. Scheduler and reclaimer are
  /// borrowed. The reclaimer may be destroyed before the cache, once nothing is inserted any more.
  BlockCache(Scheduler& scheduler, Reclaimer& reclaimer, size_t capacity_bytes);
  /// Every table has taken its blocks out.
  ~BlockCache();
  BlockCache(const BlockCache&) = delete;
  BlockCache& operator=(const BlockCache&) = delete;

  /// The block in `slot`, or null when it is not in the cache. For a caller that holds a guard of
  /// `reclaimer()`, and for as long as he does.
  [[nodiscard]] const Block* Get(const BlockSlot& slot) const {
    Block* const block = slot.Load(std::memory_order_seq_cst);
    // Here, between the load and the visit, others may evict the block.
    OfferYield(hook_, SchedulePoint::kNodeVisit);
    if (block != nullptr) Use(*block);
    return block;
  }

  /// The same for any caller and for as long as the pointer lives.
  [[nodiscard]] BlockPtr Pin(const BlockSlot& slot);

  /// Puts `block` into `slot`, which is that of `name` always, and drops others over the capacity.
  /// A block that is there already stays (it has the same content); one that is heavier than a
  /// whole shard is not kept.
  void Insert(const BlockName& name, BlockSlot& slot, BlockPtr block);

  /// Takes the block out, if it is here. For a table that dies: nobody loads from the slot any
  /// more.
  void Erase(const BlockName& name, BlockSlot& slot);

  /// Weight of what is kept: the sum over the shards, each read at some moment during the call.
  [[nodiscard]] size_t usage() const;

  [[nodiscard]] Reclaimer& reclaimer() { return reclaimer_; }

  [[nodiscard]] static size_t WeightOf(const Block& block) { return block.bytes(); }

 private:
  /// Oldest first. The blocks themselves are the links.
  struct Queue {
    Block* oldest = nullptr;
    Block* newest = nullptr;
    size_t bytes = 0;
  };

  struct Shard {
    explicit Shard(Scheduler& scheduler) : mutex(scheduler, "block_cache") {}

    mutable Mutex mutex;
    Queue fresh ABSL_GUARDED_BY(mutex);
    Queue proven ABSL_GUARDED_BY(mutex);  // blocks that are `protected_`
  };

  static void Use(Block& block) {
    if (!block.used_.Load(std::memory_order_relaxed)) {
      block.used_.Store(true, std::memory_order_relaxed);
    }
  }
  static void Append(Queue& queue, Block& block);
  static void Unlink(Queue& queue, Block& block);
  static void Release(void* block) { BlockPtr(static_cast<Block*>(block)).reset(); }

  [[nodiscard]] Shard& ShardOf(const BlockName& name);
  /// Makes the shard as light as it has to be. Returns the blocks that it dropped, out of every
  /// reader's reach and linked by `newer_`, for the caller to retire without the lock.
  [[nodiscard]] Block* MakeRoom(Shard& shard) ABSL_EXCLUSIVE_LOCKS_REQUIRED(shard.mutex);

  ScheduleHook* const hook_;
  Reclaimer& reclaimer_;
  const size_t shard_capacity_;
  std::vector<std::unique_ptr<Shard>> shards_;  // a power of two
};

}  // namespace varve

#endif  // VARVE_ENGINE_TABLE_BLOCK_CACHE_H_
