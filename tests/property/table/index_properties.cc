#include <string>
#include <vector>

#include "engine/table/index.h"
#include "engine/table/index_builder.h"
#include "tests/property/support/generators.h"
#include "tests/property/support/property.h"

namespace varve {
namespace {

/// Sorted entries cut into blocks of drawn sizes, and the index of these.
struct Blocks {
  StoredEntries entries = *SomeEntries();
  std::vector<size_t> first;  // index of each block's first entry
  std::vector<BlockHandle> handles;
  std::string contents;

  Blocks() {
    IndexBuilder builder;
    uint64_t offset = 0;
    for (size_t at = 0; at < entries.size();) {
      const size_t end = at + *rc::gen::inRange<size_t>(1, entries.size() - at + 1);
      const BlockHandle handle{offset, *rc::gen::inRange<uint64_t>(0, 5000)};
      const InternalKey last = entries[end - 1].key();
      if (end < entries.size()) {
        builder.Add(last, entries[end].key(), handle);
      } else {
        builder.AddLast(last, handle);
      }
      first.push_back(at);
      handles.push_back(handle);
      offset = handle.end();
      at = end;
    }
    RC_ASSERT(builder.blocks() == handles.size());
    contents = builder.Finish();
  }
  [[nodiscard]] uint64_t data_end() const { return handles.back().end(); }
};

VARVE_PROPERTY(IndexProperties, RoundTripsAndSeparatesTheBlocks) {
  const Blocks blocks;
  const auto index = TableIndex::Parse(blocks.contents, "index", 0, blocks.data_end());
  RC_ASSERT(index.ok());
  RC_ASSERT(index->size() == blocks.handles.size());
  for (size_t i = 0; i < index->size(); ++i) {
    RC_ASSERT(index->handle(i) == blocks.handles[i]);
    const bool is_last = i + 1 == index->size();
    const size_t end = is_last ? blocks.entries.size() : blocks.first[i + 1];
    RC_ASSERT(Compare(blocks.entries[end - 1].key(), index->separator(i)) <= 0);
    if (!is_last) RC_ASSERT(Compare(index->separator(i), blocks.entries[end].key()) < 0);
  }
}

VARVE_PROPERTY(IndexProperties, FindsTheOnlyBlockThatMayHoldThePosition) {
  const Blocks blocks;
  const auto index = TableIndex::Parse(blocks.contents, "index", 0, blocks.data_end());
  RC_ASSERT(index.ok());
  const std::string key = *SmallKey();
  for (SeqNo seqno = 0; seqno <= blocks.entries.size() + 1; ++seqno) {
    const InternalKey target{key, seqno, EntryKind::kValue};
    const size_t block = index->Find(target);
    const size_t entry = LowerBound(blocks.entries, target);
    if (block == index->size()) {
      RC_ASSERT(entry == blocks.entries.size());
      continue;
    }
    // The first entry at or after the target is in the block, or is the next one's first.
    const size_t end =
        block + 1 < blocks.first.size() ? blocks.first[block + 1] : blocks.entries.size();
    RC_ASSERT(blocks.first[block] <= entry);
    RC_ASSERT(entry <= end);
  }
}

VARVE_PROPERTY(IndexProperties, TruncatedExtendedOrMisplacedContentsAreRefused) {
  const Blocks blocks;
  ForEachTruncation(blocks.contents, [&](std::string_view in) {
    RC_ASSERT(!TableIndex::Parse(std::string(in), "index", 0, blocks.data_end()).ok());
  });
  RC_ASSERT(!TableIndex::Parse(blocks.contents + "x", "index", 0, blocks.data_end()).ok());
  RC_ASSERT(!TableIndex::Parse(blocks.contents, "index", 0, blocks.data_end() + 1).ok());
  RC_ASSERT(!TableIndex::Parse(blocks.contents, "index", 0, blocks.data_end() - 1).ok());
}

VARVE_PROPERTY(IndexProperties, DamagedContentsAreRefusedOrStillAnIndex) {
  const Blocks blocks;
  const auto index = TableIndex::Parse(*Damaged(blocks.contents), "index", 0, blocks.data_end());
  if (!index.ok()) {
    RC_ASSERT(absl::IsDataLoss(index.status()));
    return;
  }
  uint64_t offset = 0;
  for (size_t i = 0; i < index->size(); ++i) {
    RC_ASSERT(index->handle(i).offset == offset);
    offset = index->handle(i).end();
    if (i > 0) RC_ASSERT(Compare(index->separator(i - 1), index->separator(i)) < 0);
  }
  RC_ASSERT(offset == blocks.data_end());
}

VARVE_PROPERTY(IndexProperties, ASeparatorOfTwoKeysIsNoLongerThanTheFirst) {
  const std::string a = *SmallKey();
  const std::string b = *SmallKey();
  RC_PRE(a != b);
  const std::string separator = ShortestSeparator(std::min(a, b), std::max(a, b));
  RC_ASSERT(std::min(a, b) <= separator);
  RC_ASSERT(separator < std::max(a, b));
  RC_ASSERT(separator.size() <= std::min(a, b).size());
}

}  // namespace
}  // namespace varve
