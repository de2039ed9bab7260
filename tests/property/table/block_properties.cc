// Data blocks: the builder against the cursor, and the cursor against bytes that nobody built.
#include <memory>
#include <string>

#include "engine/table/block.h"
#include "engine/table/block_builder.h"
#include "engine/table/block_entry.h"
#include "engine/table/block_iterator.h"
#include "tests/property/support/generators.h"
#include "tests/property/support/moves.h"
#include "tests/property/support/property.h"

namespace varve {
namespace {

std::string Build(const StoredEntries& entries, size_t restart_interval) {
  BlockBuilder builder(restart_interval);
  for (const StoredEntry& entry : entries) builder.Add(entry.key(), entry.value);
  const size_t announced = builder.bytes();
  const std::string payload(builder.Finish());
  RC_ASSERT(payload.size() == announced);
  return payload;
}

size_t DrawInterval() { return *rc::gen::inRange<size_t>(0, 12); }

VARVE_PROPERTY(BlockProperties, CursorsStandWhereASortedListsDo) {
  const StoredEntries entries = *SomeEntries();
  const auto block = Block::Parse(Build(entries, DrawInterval()), "block", 0);
  RC_ASSERT(block.ok());
  BlockIterator cursor;
  cursor.Reset(*block, "block", 0);
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

// Walks terminate, stay in order, and end in an error or nowhere.
VARVE_PROPERTY(BlockProperties, DamagedBytesYieldAscendingKeysOrAnError) {
  const StoredEntries entries = *SomeEntries();
  const std::string payload = *Damaged(Build(entries, DrawInterval()));
  const auto block = Block::Parse(payload, "block", 0);
  if (!block.ok()) {
    RC_ASSERT(absl::IsDataLoss(block.status()));
    return;
  }
  BlockIterator cursor;
  cursor.Reset(*block, "block", 0);
  size_t met = 0;
  std::string last_key;
  SeqNo last_seqno = 0;
  for (cursor.SeekToFirst(); cursor.Valid(); cursor.Next(), ++met) {
    const InternalKey last{last_key, last_seqno, EntryKind::kValue};
    if (met > 0) RC_ASSERT(Compare(last, cursor.key()) < 0);
    last_key = cursor.key().user_key;
    last_seqno = cursor.key().seqno;
    RC_ASSERT(met <= payload.size());
  }
  RC_ASSERT(cursor.status().ok() || absl::IsDataLoss(cursor.status()));
  met = 0;
  for (cursor.SeekToLast(); cursor.Valid(); cursor.Prev()) RC_ASSERT(++met <= payload.size());
  cursor.Seek({*SmallKey(), *rc::gen::inRange<SeqNo>(0, 9), EntryKind::kValue});
  RC_ASSERT(!cursor.Valid() || cursor.status().ok());
}

VARVE_PROPERTY(BlockProperties, ArbitraryBytesNeverHarm) {
  std::string payload = *AnyBytes();
  if (*rc::gen::arbitrary<bool>()) payload += std::string("\0\0\0\0\1\0\0\0", 8);
  const auto block = Block::Parse(payload, "block", 0);
  if (!block.ok()) return;
  BlockIterator cursor;
  cursor.Reset(*block, "block", 0);
  for (cursor.SeekToFirst(); cursor.Valid();) cursor.Next();
  for (cursor.SeekToLast(); cursor.Valid();) cursor.Prev();
  RC_ASSERT(!cursor.Valid());
}

VARVE_PROPERTY(BlockProperties, NoProperPrefixOfAnEntryIsOne) {
  StoredEntries entries = *SomeEntries();
  entries.resize(1);
  const std::string payload = Build(entries, 1);
  const std::string_view entry = std::string_view(payload).substr(0, payload.size() - 8);
  BlockEntry decoded;
  RC_ASSERT(DecodeEntry(entry, 0, &decoded));
  RC_ASSERT(decoded.end == entry.size());
  RC_ASSERT(decoded.shared == 0u);
  RC_ASSERT(decoded.suffix == entries[0].user_key);
  RC_ASSERT(decoded.seqno == entries[0].seqno);
  RC_ASSERT(decoded.kind == entries[0].kind);
  RC_ASSERT(decoded.value == entries[0].value);
  ForEachTruncation(entry, [](std::string_view in) {
    BlockEntry none;
    RC_ASSERT(!DecodeEntry(in, 0, &none));
  });
}

}  // namespace
}  // namespace varve
