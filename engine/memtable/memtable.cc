#include "engine/memtable/memtable.h"

#include "engine/base/check.h"
#include "engine/base/hash.h"
#include "engine/memtable/memtable_iterator.h"

namespace varve {

MemTable::MemTable(const Platform& platform, uint64_t id)
    : hook_(platform.scheduler.hook()),
      id_(id),
      arena_(platform.scheduler),
      nodes_(platform.scheduler, kNodeAlignment),
      tree_(platform, arena_, nodes_) {}

void MemTable::Add(SeqNo seqno, EntryKind kind, std::string_view key, std::string_view value) {
  VARVE_CHECK(seqno > 0 && seqno < kSeqNoLimit, "S1");
  // The bounds widen first, and the insertion releases them: whoever finds the entry finds it
  // within.
  largest_seqno_.RaiseTo(hook_, seqno, std::memory_order_relaxed);
  smallest_from_limit_.RaiseTo(hook_, kSeqNoLimit - seqno, std::memory_order_relaxed);
  tree_.Insert({key, seqno, kind}, Hash64(key), value);
  entries_.FetchAdd(1, std::memory_order_relaxed);
}

std::optional<MemTable::Found> MemTable::Get(std::string_view key, SeqNo snapshot) const {
  return Get(key, Hash64(key), snapshot);
}

std::optional<MemTable::Found> MemTable::Get(std::string_view key, uint64_t hash,
                                             SeqNo snapshot) const {
  const Entry* const found = tree_.Get(key, hash, snapshot);
  if (found == nullptr) return std::nullopt;
  VARVE_CHECK(found->seqno() < snapshot, "V2");
  return Found{found->seqno(), found->kind(), found->value()};
}

std::unique_ptr<InternalIterator> MemTable::NewIterator() const {
  return std::make_unique<MemTableIterator>(tree_);
}

SeqNo MemTable::largest_seqno() const { return largest_seqno_.Load(std::memory_order_relaxed); }

SeqNo MemTable::smallest_seqno() const {
  const SeqNo from_limit = smallest_from_limit_.Load(std::memory_order_relaxed);
  return from_limit == 0 ? 0 : kSeqNoLimit - from_limit;
}

MemtableShape MemTable::Shape() const {
  return {.id = id_,
          .entries = entries(),
          .bytes = bytes(),
          .smallest_seqno = smallest_seqno(),
          .largest_seqno = largest_seqno()};
}

}  // namespace varve
