// The entries written lately, in memory, in internal order: what is in no table yet.
//
// A memtable is filled while it is the active one, then sealed by its owner, read while it waits
// for its flush, and dropped with the last reader's pin. Nothing in here says which of these holds:
// the owner adds no entry to a sealed memtable, and lets a rotation wait for appliers in flight
// (V6).
#ifndef VARVE_ENGINE_MEMTABLE_MEMTABLE_H_
#define VARVE_ENGINE_MEMTABLE_MEMTABLE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "engine/base/atomic.h"
#include "engine/format/internal_iterator.h"
#include "engine/memtable/arena.h"
#include "engine/memtable/entry_tree.h"
#include "varve/introspection.h"
#include "varve/platform/platform.h"
#include "varve/types.h"

namespace varve {

/// Thread safety: every method may be called from many tasks at once. An iterator belongs to one
/// task at a time.
class MemTable {
 public:
  /// `id` is for reports. The platform must outlive it.
  MemTable(const Platform& platform, uint64_t id);
  MemTable(const MemTable&) = delete;
  MemTable& operator=(const MemTable&) = delete;

  /// Copies an entry into the memtable, which must not have one of the same key and seqno (checked,
  /// rule V1). Readers find it when this returns, and may find it before. `seqno` is at least 1.
  /// Blocking, for as long as another writer takes to add to the same node of the index, or to
  /// bring a new chunk of the arena.
  void Add(SeqNo seqno, EntryKind kind, std::string_view key, std::string_view value);

  struct Found {
    SeqNo seqno;
    EntryKind kind;
    std::string_view value;  // borrowed from the memtable
  };

  /// The newest entry of `key` that the instant `snapshot` sees (seqno < snapshot), a tombstone
  /// included (rule V2). Lock-free beside writers (entry_tree.h, "Progress"); allocates nothing.
  /// `hash` is `Hash64(key)`, for callers who have it already.
  [[nodiscard]] std::optional<Found> Get(std::string_view key, SeqNo snapshot) const;
  [[nodiscard]] std::optional<Found> Get(std::string_view key, uint64_t hash, SeqNo snapshot) const;

  /// A cursor that borrows from the memtable: the caller keeps the memtable alive. It meets every
  /// entry that was there when it was made, and may meet later ones.
  [[nodiscard]] std::unique_ptr<InternalIterator> NewIterator() const;

  [[nodiscard]] uint64_t id() const { return id_; }
  /// Counted bytes of keys, values and index: a function of the entries alone, whoever added them
  /// in which order. The index is counted at a flat rate.
  [[nodiscard]] size_t bytes() const { return arena_.bytes() + entries() * kIndexBytesPerEntry; }
  [[nodiscard]] size_t entries() const { return entries_.Load(std::memory_order_relaxed); }

  /// No entry lies outside these bounds, one being found while it is added included. 0 when empty.
  [[nodiscard]] SeqNo largest_seqno() const;
  [[nodiscard]] SeqNo smallest_seqno() const;

  [[nodiscard]] MemtableShape Shape() const;

 private:
  // What the index takes for an entry added in random order; 27 where keys ascend or descend. At
  // worst, every leaf just split and never added to again, it is 55.
  static constexpr size_t kIndexBytesPerEntry = 40;

  ScheduleHook* const hook_;
  const uint64_t id_;
  Arena arena_;
  Arena nodes_;
  EntryTree tree_;
  Atomic<size_t> entries_{0};
  Atomic<SeqNo> largest_seqno_{0};
  // kSeqNoLimit less the smallest seqno: raised as that falls, and 0 while there is none.
  Atomic<SeqNo> smallest_from_limit_{0};
};

}  // namespace varve

#endif  // VARVE_ENGINE_MEMTABLE_MEMTABLE_H_
