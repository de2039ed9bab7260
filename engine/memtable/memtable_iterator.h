// A cursor over the entries of a memtable.
#ifndef VARVE_ENGINE_MEMTABLE_MEMTABLE_ITERATOR_H_
#define VARVE_ENGINE_MEMTABLE_MEMTABLE_ITERATOR_H_

#include <cstdint>

#include "absl/status/status.h"
#include "engine/format/internal_iterator.h"
#include "engine/memtable/entry_tree.h"

namespace varve {

/// Walks over a sorted copy of one leaf after another. It meets every entry that was in the tree
/// when it came to that place, and may miss those added since between two neighbours of the copy;
/// a seek looks anew, and so does a step that leaves the copy.
///
/// Borrows the tree. Thread safety: one task at a time. Lock-free beside writers.
class MemTableIterator final : public InternalIterator {
 public:
  explicit MemTableIterator(const EntryTree& tree) : tree_(tree) {}

  void SeekToFirst() override;
  void SeekToLast() override;
  void Seek(const InternalKey& target) override;
  void Next() override;
  void Prev() override;
  absl::Status status() const override { return absl::OkStatus(); }

 private:
  // The number of entries of the copy before `target`.
  [[nodiscard]] uint32_t CountBefore(const InternalKey& target) const;
  // To the first entry at or after `target`, which belongs to the copied leaf.
  void StandAtOrAfter(const InternalKey& target);
  void StandAtFirstOfNextLeaf();
  void Stand();

  const EntryTree& tree_;
  LeafCopy copy_;
  uint32_t at_ = 0;  // in the copy
};

}  // namespace varve

#endif  // VARVE_ENGINE_MEMTABLE_MEMTABLE_ITERATOR_H_
