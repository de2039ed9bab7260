#include "engine/table/block_cache.h"

#include <bit>

namespace varve {
namespace {

// Shards spread the lock among tasks. A small cache has few, so that a shard holds many blocks.
constexpr size_t kMaxShards = 16;
constexpr size_t kLeastShardBytes = size_t{512} << 10;

size_t ShardCount(size_t capacity_bytes) {
  const size_t wanted = capacity_bytes / kLeastShardBytes;
  return wanted == 0 ? 1 : std::bit_floor(wanted < kMaxShards ? wanted : kMaxShards);
}

}  // namespace

BlockCache::BlockCache(Scheduler& scheduler, size_t capacity_bytes)
    : shard_capacity_(capacity_bytes / ShardCount(capacity_bytes)) {
  for (size_t i = 0; i < ShardCount(capacity_bytes); ++i) {
    shards_.push_back(std::make_unique<Shard>(scheduler));
  }
}

BlockCache::Shard& BlockCache::ShardOf(const Name& name) {
  // Not the map's hash, which changes from process to process. Multiplying by an odd constant mixes
  // low bits into the high ones, which pick the shard.
  const uint64_t mixed = (name.first * 0x9e3779b97f4a7c15ULL + name.second) * 0xd6e8feb86659fd93ULL;
  return *shards_[(mixed >> 32) & (shards_.size() - 1)];
}

std::shared_ptr<const Block> BlockCache::Lookup(uint64_t table_number, uint64_t offset) {
  const Name name{table_number, offset};
  Shard& shard = ShardOf(name);
  MutexLock lock(shard.mutex);
  const auto found = shard.by_name.find(name);
  if (found == shard.by_name.end()) return nullptr;
  shard.entries.splice(shard.entries.begin(), shard.entries, found->second);
  return found->second->block;
}

void BlockCache::Insert(uint64_t table_number, uint64_t offset,
                        std::shared_ptr<const Block> block) {
  const size_t weight = WeightOf(*block);
  if (weight > shard_capacity_) return;
  const Name name{table_number, offset};
  Shard& shard = ShardOf(name);
  Entries dropped;  // destroyed without the lock
  MutexLock lock(shard.mutex);
  if (const auto found = shard.by_name.find(name); found != shard.by_name.end()) {
    shard.entries.splice(shard.entries.begin(), shard.entries, found->second);
    return;
  }
  shard.entries.push_front(Entry{name, std::move(block)});
  shard.by_name.emplace(name, shard.entries.begin());
  shard.bytes += weight;
  while (shard.bytes > shard_capacity_) {
    const auto oldest = std::prev(shard.entries.end());
    shard.bytes -= WeightOf(*oldest->block);
    shard.by_name.erase(oldest->name);
    dropped.splice(dropped.end(), shard.entries, oldest);
  }
}

size_t BlockCache::usage() const {
  size_t bytes = 0;
  for (const std::unique_ptr<Shard>& shard : shards_) {
    MutexLock lock(shard->mutex);
    bytes += shard->bytes;
  }
  return bytes;
}

}  // namespace varve
