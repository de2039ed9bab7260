// A cursor over the entries of a table: a position in the index and a cursor over that block.
//
// Where a block is exhausted the cursor goes on in its neighbour, after Seek too: a target between
// a block's last entry and its separator leads to the block, but to no entry of it. Entries ascend
// within a block (BlockIterator checks), and every block lies between its separators (Table
// checks), so the keys of a walk ascend through the whole table, whatever the bytes are.
#ifndef VARVE_ENGINE_TABLE_TABLE_ITERATOR_H_
#define VARVE_ENGINE_TABLE_TABLE_ITERATOR_H_

#include <cstddef>
#include <string_view>

#include "absl/status/status.h"
#include "engine/format/internal_iterator.h"
#include "engine/table/block_iterator.h"
#include "engine/table/table.h"

namespace varve {

/// Thread safety: one task at a time.
class TableIterator final : public InternalIterator {
 public:
  /// Borrows the table. `fill_cache`: whether blocks that have to be read stay in the cache.
  TableIterator(const Table& table, bool fill_cache) : table_(table), fill_cache_(fill_cache) {}

  void SeekToFirst() override;
  void SeekToLast() override;
  void Seek(const InternalKey& target) override;
  void Next() override;
  void Prev() override;
  [[nodiscard]] absl::Status status() const override { return status_; }

 private:
  void Fail(absl::Status error);
  /// Makes `entries_` a cursor over block `block`. False, with the error in place, when it cannot
  /// be read.
  [[nodiscard]] bool Enter(size_t block);
  /// Take over where `entries_` stands, going on in the next (previous) block where it stands
  /// nowhere.
  void SettleForwards();
  void SettleBackwards();

  const Table& table_;
  const bool fill_cache_;

  bool loaded_ = false;  // entries_ is over block_
  size_t block_ = 0;
  BlockIterator entries_;
  absl::Status status_;
};

}  // namespace varve

#endif  // VARVE_ENGINE_TABLE_TABLE_ITERATOR_H_
