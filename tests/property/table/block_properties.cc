// Data blocks: the builder against the cursor, and the cursor against bytes that nobody built.
#include <memory>
#include <string>

#include "engine/table/block.h"
#include "engine/table/block_builder.h"
#include "tests/property/support/generators.h"
#include "tests/property/support/moves.h"
#include "tests/property/support/property.h"
#include "tests/unit/table/block_walker.h"

namespace varve {
namespace {

std::string Build(const StoredEntries& entries, size_t restart_interval) {
  BlockBuilder builder(restart_interval);
  for (const StoredEntry& entry : entries) builder.Add(entry.key(), entry.value);
  const size_t announced = builder.bytes();
  const std::string payload(builder.Finish());
  RC_ASSERT(payload.size() <= announced);
  return payload;
}

size_t DrawInterval() { return *rc::gen::inRange<size_t>(0, 12); }

VARVE_PROPERTY(BlockProperties, CursorsStandWhereASortedListsDo) {
  const StoredEntries entries = *SomeEntries();
  const auto block = Block::Parse(Build(entries, DrawInterval()), "block", 0);
  RC_ASSERT(block.ok());
  BlockWalker cursor(*block);
  CheckMoves(cursor, entries, *InternalMoves(entries.size()));
}

VARVE_PROPERTY(BlockProperties, ABuilderThatWasClearedBuildsTheSame) {
  const StoredEntries before = *SomeEntries();
  const StoredEntries entries = *SomeEntries();
  const size_t interval = DrawInterval();
  BlockBuilder builder(interval);
  for (const StoredEntry& entry : before) builder.Add(entry.key(), entry.value);
  if (*rc::gen::arbitrary<bool>()) RC_ASSERT(!builder.Finish().empty());
  builder.Clear();
  RC_ASSERT(builder.empty());
  for (const StoredEntry& entry : entries) builder.Add(entry.key(), entry.value);
  RC_ASSERT(builder.Finish() == Build(entries, interval));
}

// Damaged bytes are refused, or are a block themselves: its keys ascend.
VARVE_PROPERTY(BlockProperties, DamagedBytesAreRefusedOrABlock) {
  const StoredEntries entries = *SomeEntries();
  const std::string payload = *Damaged(Build(entries, DrawInterval()));
  const auto block = Block::Parse(payload, "block", 0);
  if (!block.ok()) {
    RC_ASSERT(absl::IsDataLoss(block.status()));
    return;
  }
  BlockWalker cursor(*block);
  size_t met = 0;
  std::string last_key;
  SeqNo last_seqno = 0;
  for (cursor.SeekToFirst(); cursor.Valid(); cursor.Next(), ++met) {
    const InternalKey last{last_key, last_seqno, EntryKind::kValue};
    if (met > 0) RC_ASSERT(Compare(last, cursor.key()) < 0);
    last_key = cursor.key().user_key;
    last_seqno = cursor.key().seqno;
    RC_ASSERT(met < (*block)->size());
  }
  RC_ASSERT(met == (*block)->size());
  met = 0;
  for (cursor.SeekToLast(); cursor.Valid(); cursor.Prev()) RC_ASSERT(++met <= payload.size());
}

VARVE_PROPERTY(BlockProperties, ArbitraryBytesNeverHarm) {
  std::string payload = *AnyBytes();
  if (*rc::gen::arbitrary<bool>()) payload = std::string("\0\1\0\0\1\0\0\0", 8) + payload;
  const auto block = Block::Parse(payload, "block", 0);
  if (!block.ok()) return;
  BlockWalker cursor(*block);
  for (cursor.SeekToFirst(); cursor.Valid();) cursor.Next();
  for (cursor.SeekToLast(); cursor.Valid();) cursor.Prev();
  RC_ASSERT(!cursor.Valid());
}

VARVE_PROPERTY(BlockProperties, NoProperPrefixOfABlockIsOne) {
  const std::string payload = Build(*SomeEntries(), DrawInterval());
  ForEachTruncation(payload, [](std::string_view in) {
    RC_ASSERT(absl::IsDataLoss(Block::Parse(in, "block", 0).status()));
  });
}

}  // namespace
}  // namespace varve
