#include "engine/table/block_cache.h"

#include <bit>
#include <utility>

#include "engine/base/check.h"

namespace varve {
namespace {

// Shards spread the lock among tasks. A small cache has few, so that a shard holds many blocks.
constexpr size_t kMaxShards = 16;
constexpr size_t kLeastShardBytes = size_t{512} << 10;

// The first queue is shortened while it has more than this part of a full shard.
constexpr size_t kFreshShare = 4;

// Beyond so much that was retired and cannot be destroyed, nothing more is kept: at most a few
// megabytes of blocks.
constexpr size_t kMostWaiting = 1024;

size_t ShardCount(size_t capacity_bytes) {
  const size_t wanted = capacity_bytes / kLeastShardBytes;
  return wanted == 0 ? 1 : std::bit_floor(wanted < kMaxShards ? wanted : kMaxShards);
}

}  // namespace

BlockCache::BlockCache(Scheduler& scheduler, Reclaimer& reclaimer, size_t capacity_bytes)
    : hook_(scheduler.hook()),
      reclaimer_(reclaimer),
      shard_capacity_(capacity_bytes / ShardCount(capacity_bytes)) {
  for (size_t i = 0; i < ShardCount(capacity_bytes); ++i) {
    shards_.push_back(std::make_unique<Shard>(scheduler));
  }
}

BlockCache::~BlockCache() { VARVE_CHECK(usage() == 0, "a cache outlives the tables"); }

BlockCache::Shard& BlockCache::ShardOf(const BlockName& name) {
  // Multiplying by an odd constant mixes low bits into the high ones, which pick the shard.
  const uint64_t mixed =
      (name.table_number * 0x9e3779b97f4a7c15ULL + name.block) * 0xd6e8feb86659fd93ULL;
  return *shards_[(mixed >> 32) & (shards_.size() - 1)];
}

void BlockCache::Append(Queue& queue, Block& block) {
  block.newer_ = nullptr;
  block.older_ = queue.newest;
  (queue.newest != nullptr ? queue.newest->newer_ : queue.oldest) = &block;
  queue.newest = &block;
  queue.bytes += WeightOf(block);
}

void BlockCache::Unlink(Queue& queue, Block& block) {
  (block.older_ != nullptr ? block.older_->newer_ : queue.oldest) = block.newer_;
  (block.newer_ != nullptr ? block.newer_->older_ : queue.newest) = block.older_;
  queue.bytes -= WeightOf(block);
}

BlockPtr BlockCache::Pin(const BlockSlot& slot) {
  const Reclaimer::Guard guard(reclaimer_);
  Block* const block = slot.Load(hook_, SchedulePoint::kValidate, std::memory_order_seq_cst);
  if (block == nullptr) return {};
  OfferYield(hook_, SchedulePoint::kNodeVisit);
  Use(*block);
  // The guard keeps the cache's own reference from going before this one is counted.
  return BlockPtr::Share(block);
}

void BlockCache::Insert(const BlockName& name, BlockSlot& slot, BlockPtr block) {
  if (WeightOf(*block) > shard_capacity_) return;
  // A read that hangs keeps all that is dropped meanwhile: nothing new is kept then, and nothing
  // dropped, so that memory stays bounded.
  if (reclaimer_.waiting() > kMostWaiting) return;
  Shard& shard = ShardOf(name);
  Block* dropped = nullptr;
  {
    MutexLock lock(shard.mutex);
    if (slot.Load(std::memory_order_relaxed) != nullptr) return;
    Block* const kept = block.release();
    kept->slot_ = &slot;
    kept->protected_ = false;
    Append(shard.fresh, *kept);
    slot.Publish(hook_, kept, std::memory_order_seq_cst);
    dropped = MakeRoom(shard);
  }
  // Without the lock: whoever retires something may come to destroy a table, which takes its blocks
  // out of this cache.
  while (dropped != nullptr) {
    Block* const block_to_retire = std::exchange(dropped, dropped->newer_);
    reclaimer_.Retire(block_to_retire, Release);
  }
}

Block* BlockCache::MakeRoom(Shard& shard) {
  Block* dropped = nullptr;
  while (shard.fresh.bytes + shard.proven.bytes > shard_capacity_) {
    // The block that came last stays, or the cache could not change what it keeps.
    const bool from_fresh =
        shard.proven.oldest == nullptr || (shard.fresh.oldest != shard.fresh.newest &&
                                           shard.fresh.bytes > shard_capacity_ / kFreshShare);
    Queue& queue = from_fresh ? shard.fresh : shard.proven;
    Block& oldest = *queue.oldest;
    if (!oldest.used_.Load(std::memory_order_relaxed)) {
      Unlink(queue, oldest);
      // Out of reach first: a guard entered from here on cannot find it.
      oldest.slot_->Publish(hook_, nullptr, std::memory_order_seq_cst);
      oldest.newer_ = std::exchange(dropped, &oldest);
      continue;
    }
    oldest.used_.Store(false, std::memory_order_relaxed);
    Unlink(queue, oldest);
    oldest.protected_ = true;
    Append(shard.proven, oldest);
  }
  return dropped;
}

void BlockCache::Erase(const BlockName& name, BlockSlot& slot) {
  // Acquires what an evictor did to the slot, which is freed next.
  if (slot.Load(std::memory_order_acquire) == nullptr) return;
  Shard& shard = ShardOf(name);
  Block* block = nullptr;
  {
    MutexLock lock(shard.mutex);
    block = slot.Load(std::memory_order_relaxed);
    if (block == nullptr) return;  // dropped meanwhile
    Unlink(block->protected_ ? shard.proven : shard.fresh, *block);
    slot.Store(nullptr, std::memory_order_relaxed);
  }
  Release(block);
}

size_t BlockCache::usage() const {
  size_t bytes = 0;
  for (const std::unique_ptr<Shard>& shard : shards_) {
    MutexLock lock(shard->mutex);
    bytes += shard->fresh.bytes + shard->proven.bytes;
  }
  return bytes;
}

}  // namespace varve
