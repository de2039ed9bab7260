// A cursor over the entries of a table, or of a run of tables: a position in the run, in the
// table's index, and in a block.
//
// Where a block is exhausted the cursor goes on in its neighbour, after Seek too: a target between
// a block's last entry and its separator leads to the block, but to no entry of it. Entries ascend
// within a block, every block lies between its separators, and tables of a run are disjoint, so the
// keys of a walk ascend, whatever the bytes are.
//
// A step within a block is one decoding and no call. While the cursor goes through a block, it has
// the next one fetched, at the same pace: entry by entry the same part of it.
#ifndef VARVE_ENGINE_TABLE_TABLE_ITERATOR_H_
#define VARVE_ENGINE_TABLE_TABLE_ITERATOR_H_

#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"
#include "engine/format/internal_iterator.h"
#include "engine/table/block_cursor.h"
#include "engine/table/table.h"
#include "engine/table/table_run.h"

namespace varve {

/// Thread safety: one task at a time.
class TableIterator final : public InternalIterator {
 public:
  /// Borrows the table or the run. `fill_cache`: whether blocks that have to be read stay in the
  /// cache.
  TableIterator(const Table& table, bool fill_cache)
      : run_(nullptr), fill_cache_(fill_cache), table_(&table) {}
  TableIterator(const TableRun& run, bool fill_cache) : run_(&run), fill_cache_(fill_cache) {}

  void SeekToFirst() override;
  void SeekToLast() override;
  void Seek(const InternalKey& target) override;
  void Next() override;
  void Prev() override;
  [[nodiscard]] absl::Status status() const override { return status_; }

 private:
  [[nodiscard]] size_t tables() const { return run_ != nullptr ? run_->size() : 1; }

  void Restart();
  /// Goes over to table `table` of the run.
  void EnterTable(size_t table);
  /// Makes `entries_` a cursor over block `block` of the table. False, standing nowhere with the
  /// error, when it cannot be read.
  [[nodiscard]] bool EnterBlock(size_t block);
  /// Stands on the first (last) entry of the next (previous) block of the run, or nowhere.
  void GoToNextBlock();
  void GoToPreviousBlock();
  /// Stands on entry `entry` of the block.
  void StandAt(uint32_t entry);
  /// What lies in the cache for `block`, to be fetched while the cursor is in its neighbour.
  void Expect(size_t block);

  const TableRun* const run_;  // null: over table_ alone
  const bool fill_cache_;

  const Table* table_ = nullptr;  // null before the first one of a run was entered
  size_t table_at_ = 0;           // its place in the run
  size_t block_ = 0;              // the one entries_ is over, where it is over any
  uint32_t entry_ = 0;            // where the cursor stands in it
  uint32_t size_ = 0;             // of the block, in entries
  // Where the neighbour lies that comes next. It may be gone: nothing but prefetches go there.
  uintptr_t expected_ = 0;
  BlockCursor entries_;
  absl::Status status_;
};

}  // namespace varve

#endif  // VARVE_ENGINE_TABLE_TABLE_ITERATOR_H_
