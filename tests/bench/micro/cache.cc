// The block cache: a hit, and loading into a full cache.
#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <utility>

#include "engine/table/block_builder.h"
#include "engine/table/block_cache.h"
#include "tests/bench/data.h"
#include "varve/platform/platform.h"

namespace varve::bench {
namespace {

constexpr size_t kBlocks = 1024;

std::string Payload() {
  BlockBuilder builder(16);
  const Values values(100);
  for (const Op& op : Ascending(34)) {
    builder.Add({op.key(), op.number + 1, EntryKind::kValue}, values.Of(op.number));
  }
  return std::string(builder.Finish());
}

BlockPtr MakeBlock(const std::string& payload) {
  auto block = Block::Parse(payload, "block", 0);
  return block.ok() ? *std::move(block) : BlockPtr();
}

/// A cache and the slots of one table.
struct CacheWithSlots {
  explicit CacheWithSlots(size_t capacity)
      : reclaimer(posix.platform().scheduler),
        cache(posix.platform().scheduler, reclaimer, capacity),
        slots(std::make_unique<BlockSlot[]>(kBlocks)) {}
  ~CacheWithSlots() {
    for (size_t i = 0; i < kBlocks; ++i) cache.Erase({1, i}, slots[i]);
  }
  CacheWithSlots(const CacheWithSlots&) = delete;
  CacheWithSlots& operator=(const CacheWithSlots&) = delete;

  PosixPlatform posix;
  Reclaimer reclaimer;
  BlockCache cache;
  std::unique_ptr<BlockSlot[]> slots;
};

void HitCache(benchmark::State& state) {
  const std::string payload = Payload();
  CacheWithSlots it(size_t{1} << 30);
  for (size_t i = 0; i < kBlocks; ++i) it.cache.Insert({1, i}, it.slots[i], MakeBlock(payload));
  size_t i = 0;
  for (auto _ : state) {
    const Reclaimer::Guard guard(it.reclaimer);
    benchmark::DoNotOptimize(it.cache.Get(it.slots[i]));
    i = (i + 1) % kBlocks;
  }
}
BENCHMARK(HitCache);

/// With room for a quarter of the blocks, so that each insertion drops one. Each
/// is parsed first, as one that was read is: compare with ParseBlock.
void InsertIntoFullCache(benchmark::State& state) {
  const std::string payload = Payload();
  const size_t weight = BlockCache::WeightOf(*MakeBlock(payload));
  CacheWithSlots it(weight * kBlocks / 4);
  size_t i = 0;
  for (auto _ : state) {
    it.cache.Insert({1, i}, it.slots[i], MakeBlock(payload));
    i = (i + 1) % kBlocks;
  }
}
BENCHMARK(InsertIntoFullCache);

}  // namespace
}  // namespace varve::bench
