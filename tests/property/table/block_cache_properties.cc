#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/coding.h"
#include "engine/table/block_cache.h"
#include "tests/property/support/generators.h"
#include "tests/property/support/property.h"
#include "tests/unit/table/fakes.h"

namespace varve {
namespace {

struct Call {
  bool insert = false;
  uint64_t table = 0;
  uint64_t offset = 0;
  size_t bytes = 0;  // of a block that is inserted
};

void showValue(const Call& call, std::ostream& out) {
  out << (call.insert ? "insert " : "look up ") << call.table << ":" << call.offset;
  if (call.insert) out << " of " << call.bytes << " bytes";
}

std::vector<Call> DrawCalls() {
  return *rc::gen::container<std::vector<Call>>(rc::gen::apply(
      [](bool insert, uint64_t table, uint64_t offset, size_t bytes) {
        return Call{insert, table, offset, bytes};
      },
      rc::gen::arbitrary<bool>(), rc::gen::inRange<uint64_t>(0, 3),
      rc::gen::inRange<uint64_t>(0, 5), rc::gen::inRange<size_t>(1, 900)));
}

std::shared_ptr<const Block> BlockOf(size_t bytes) {
  std::string payload(bytes, 'b');
  PutFixed32(payload, 0);
  PutFixed32(payload, 1);
  auto block = Block::Parse(std::move(payload), "block", 0);
  RC_ASSERT(block.ok());
  return *std::move(block);
}

VARVE_PROPERTY(BlockCacheProperties, AnswersWithTheBlockThatWasInsertedOrNone) {
  NativeLocks scheduler;
  const size_t capacity = *rc::gen::inRange<size_t>(0, 4000);
  BlockCache cache(scheduler, capacity);
  std::map<std::pair<uint64_t, uint64_t>, std::vector<std::shared_ptr<const Block>>> inserted;
  for (const Call& call : DrawCalls()) {
    auto& known = inserted[{call.table, call.offset}];
    if (call.insert) {
      known.push_back(BlockOf(call.bytes));
      cache.Insert(call.table, call.offset, known.back());
      const bool fits = known.back()->bytes() + BlockCache::kEntryOverheadBytes <= capacity;
      // What was put there last stands first in the order of leaving, so it is still there.
      if (fits) RC_ASSERT(cache.Lookup(call.table, call.offset) != nullptr);
    } else if (const auto found = cache.Lookup(call.table, call.offset)) {
      RC_ASSERT(std::find(known.begin(), known.end(), found) != known.end());
    }
    RC_ASSERT(cache.usage() <= capacity);
  }
}

VARVE_PROPERTY(BlockCacheProperties, NothingLeavesWhileThereIsRoom) {
  NativeLocks scheduler;
  BlockCache cache(scheduler, size_t{1} << 20);
  std::map<std::pair<uint64_t, uint64_t>, std::shared_ptr<const Block>> model;
  size_t weight = 0;
  for (const Call& call : DrawCalls()) {
    if (call.insert) {
      const auto block = BlockOf(call.bytes);
      cache.Insert(call.table, call.offset, block);
      // The block that is there stays.
      const bool added = model.emplace(std::pair(call.table, call.offset), block).second;
      if (added) weight += block->bytes() + BlockCache::kEntryOverheadBytes;
    }
    const auto expected = model.find({call.table, call.offset});
    const auto found = cache.Lookup(call.table, call.offset);
    RC_ASSERT(found == (expected == model.end() ? nullptr : expected->second));
    RC_ASSERT(cache.usage() == weight);
  }
}

}  // namespace
}  // namespace varve
