#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "engine/table/block_cache.h"
#include "tests/property/support/generators.h"
#include "tests/property/support/property.h"
#include "tests/unit/table/fakes.h"
#include "tests/unit/table/raw_block.h"

namespace varve {
namespace {

constexpr size_t kBlocks = 15;

struct Call {
  bool insert = false;
  size_t block = 0;
  size_t bytes = 0;  // of a block that is inserted
};

void showValue(const Call& call, std::ostream& out) {
  out << (call.insert ? "insert " : "look up ") << call.block;
  if (call.insert) out << " of " << call.bytes << " bytes";
}

std::vector<Call> DrawCalls() {
  return *rc::gen::container<std::vector<Call>>(rc::gen::apply(
      [](bool insert, size_t block, size_t bytes) {
        return Call{insert, block, bytes};
      },
      rc::gen::arbitrary<bool>(), rc::gen::inRange<size_t>(0, kBlocks),
      rc::gen::inRange<size_t>(1, 900)));
}

BlockPtr BlockOf(size_t bytes) {
  std::string entry = RawEntry(0, "", 1);
  StoreFixed16(entry.data() + 2, static_cast<uint16_t>(bytes));
  auto block = Block::Parse(RawBlock(0, 1, "k", 1, entry + std::string(bytes, 'v')), "block", 0);
  RC_ASSERT(block.ok());
  return *std::move(block);
}

/// A cache, and the slots of a table that dies before it.
struct World {
  TestCache cache;
  std::array<BlockSlot, kBlocks> slots;

  explicit World(size_t capacity) : cache(capacity) {}
  ~World() {
    for (size_t i = 0; i < kBlocks; ++i) cache.Erase({7, i}, slots[i]);
  }
};

VARVE_PROPERTY(BlockCacheProperties, AnswersWithTheBlockThatWasInsertedOrNone) {
  const size_t capacity = *rc::gen::inRange<size_t>(0, 6000);
  World world(capacity);
  std::array<std::vector<BlockPtr>, kBlocks> inserted;
  for (const Call& call : DrawCalls()) {
    auto& known = inserted[call.block];
    BlockSlot& slot = world.slots[call.block];
    if (call.insert) {
      known.push_back(BlockOf(call.bytes));
      world.cache.Insert({7, call.block}, slot, known.back());
      // What came last is never what goes.
      const bool fits = BlockCache::WeightOf(*known.back()) <= capacity;
      if (fits) RC_ASSERT(world.cache.Get(slot) != nullptr);
    } else if (const BlockPtr found = world.cache.Pin(slot); found != nullptr) {
      RC_ASSERT(std::find(known.begin(), known.end(), found) != known.end());
    }
    RC_ASSERT(world.cache.usage() <= capacity);
    RC_ASSERT(world.cache.grace.waiting() == 0u);
  }
}

VARVE_PROPERTY(BlockCacheProperties, NothingLeavesWhileThereIsRoom) {
  World world(size_t{1} << 20);
  std::array<BlockPtr, kBlocks> model;
  size_t weight = 0;
  for (const Call& call : DrawCalls()) {
    BlockSlot& slot = world.slots[call.block];
    if (call.insert) {
      const BlockPtr block = BlockOf(call.bytes);
      world.cache.Insert({7, call.block}, slot, block);
      // The block that is there stays.
      if (model[call.block] == nullptr) {
        model[call.block] = block;
        weight += BlockCache::WeightOf(*block);
      }
    }
    RC_ASSERT(world.cache.Get(slot) == model[call.block].get());
    RC_ASSERT(world.cache.usage() == weight);
  }
}

}  // namespace
}  // namespace varve
