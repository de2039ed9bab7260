#include <algorithm>

#include "engine/memtable/memtable.h"
#include "tests/property/support/generators.h"
#include "tests/property/support/moves.h"
#include "tests/property/support/property.h"
#include "tests/unit/table/table_testing.h"

namespace varve {
namespace {

/// A memtable that holds `entries`, added in a drawn order.
class Filled {
 public:
  explicit Filled(const StoredEntries& entries) : table_(posix_.platform(), 1) {
    StoredEntries shuffled = entries;
    for (size_t i = shuffled.size(); i > 1; --i) {
      std::swap(shuffled[i - 1], shuffled[*rc::gen::inRange<size_t>(0, i)]);
    }
    for (const StoredEntry& entry : shuffled) {
      table_.Add(entry.seqno, entry.kind, entry.user_key, entry.value);
    }
  }
  MemTable& table() { return table_; }

 private:
  PosixPlatform posix_;
  MemTable table_;
};

VARVE_PROPERTY(MemTableProperties, CursorsStandWhereASortedListsDo) {
  const StoredEntries entries = *AnyEntries();
  Filled filled(entries);
  const auto cursor = filled.table().NewIterator();
  CheckMoves(*cursor, entries, *InternalMoves(entries.size()));
}

VARVE_PROPERTY(MemTableProperties, GetFindsTheNewestEntryBelowTheInstant) {
  const StoredEntries entries = *AnyEntries();
  Filled filled(entries);
  const std::string key = *SmallKey();
  for (SeqNo snapshot = 0; snapshot <= entries.size() + 1; ++snapshot) {
    const auto found = filled.table().Get(key, snapshot);
    const StoredEntry* expected = Newest(entries, key, snapshot);
    RC_ASSERT(found.has_value() == (expected != nullptr));
    if (expected == nullptr) continue;
    RC_ASSERT(found->seqno == expected->seqno);
    RC_ASSERT(found->kind == expected->kind);
    RC_ASSERT(found->value == expected->value);
  }
}

VARVE_PROPERTY(MemTableProperties, TheShapeBoundsTheEntriesAndBytesOnlyGrow) {
  PosixPlatform posix;
  MemTable table(posix.platform(), 7);
  const auto seqnos = *rc::gen::unique<std::vector<SeqNo>>(NumberIn(1, kSeqNoLimit));
  size_t bytes = 0;
  for (const SeqNo seqno : seqnos) {
    table.Add(seqno, EntryKind::kValue, *SmallKey(), *AnyBytes());
    RC_ASSERT(table.bytes() > bytes);
    bytes = table.bytes();
  }
  const MemtableShape shape = table.Shape();
  RC_ASSERT(shape.id == 7u);
  RC_ASSERT(shape.entries == seqnos.size());
  RC_ASSERT(shape.bytes == bytes);
  if (seqnos.empty()) {
    RC_ASSERT(shape.smallest_seqno == 0u && shape.largest_seqno == 0u);
    return;
  }
  RC_ASSERT(shape.smallest_seqno == *std::min_element(seqnos.begin(), seqnos.end()));
  RC_ASSERT(shape.largest_seqno == *std::max_element(seqnos.begin(), seqnos.end()));
}

}  // namespace
}  // namespace varve
