// Data blocks kept in memory, least recently used ones dropped first.
//
// A block is named by (table number, offset). That name can never mean another block, because a
// database gives no table number out twice, even when a table was never finished; but two databases
// do share numbers. So a cache belongs to one opening of one database, and dies with it. Blocks of
// removed tables are never asked for again and leave by age.
//
// Weights are counted bytes, never the allocator's answer, and the shard of a block is a fixed
// function of its name, so that what is cached is a pure function of the calls made.
//
// Thread safety: all methods may be called from any task at any time. Progress: blocking, on one
// shard's lock for a constant number of steps (plus one for each block that leaves).
#ifndef VARVE_ENGINE_TABLE_BLOCK_CACHE_H_
#define VARVE_ENGINE_TABLE_BLOCK_CACHE_H_

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "engine/base/mutex.h"
#include "engine/table/block.h"
#include "varve/platform/scheduler.h"

namespace varve {

class BlockCache {
 public:
  /// Keeps blocks of up to `capacity_bytes` in all; 0 keeps none. The scheduler must outlive it.
  BlockCache(Scheduler& scheduler, size_t capacity_bytes);
  BlockCache(const BlockCache&) = delete;
  BlockCache& operator=(const BlockCache&) = delete;

  /// The block, or null when it is not here. It stays usable when the cache drops it or dies.
  [[nodiscard]] std::shared_ptr<const Block> Lookup(uint64_t table_number, uint64_t offset);

  /// Keeps `block` and drops old ones over the capacity. A block that is here already stays (it
  /// has the same content); one that is heavier than a whole shard is not kept.
  void Insert(uint64_t table_number, uint64_t offset, std::shared_ptr<const Block> block);

  /// Weight of what is kept: the sum over the shards, each read at some moment during the call.
  [[nodiscard]] size_t usage() const;

  /// What an entry costs beside the block's bytes.
  static constexpr size_t kEntryOverheadBytes = 160;

 private:
  using Name = std::pair<uint64_t, uint64_t>;  // table number, offset
  struct Entry {
    Name name;
    std::shared_ptr<const Block> block;
  };
  using Entries = std::list<Entry>;

  struct Shard {
    explicit Shard(Scheduler& scheduler) : mutex(scheduler, "block_cache") {}

    mutable Mutex mutex;
    Entries entries ABSL_GUARDED_BY(mutex);  // most recently used first
    absl::flat_hash_map<Name, Entries::iterator> by_name ABSL_GUARDED_BY(mutex);  // never iterated
    size_t bytes ABSL_GUARDED_BY(mutex) = 0;
  };

  static size_t WeightOf(const Block& block) { return block.bytes() + kEntryOverheadBytes; }
  [[nodiscard]] Shard& ShardOf(const Name& name);

  size_t shard_capacity_;
  std::vector<std::unique_ptr<Shard>> shards_;  // a power of two
};

}  // namespace varve

#endif  // VARVE_ENGINE_TABLE_BLOCK_CACHE_H_
