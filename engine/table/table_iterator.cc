#include "engine/table/table_iterator.h"

#include <utility>

#include "engine/base/check.h"

namespace varve {

void TableIterator::Restart() {
  StandNowhere();
  status_ = absl::OkStatus();
}

void TableIterator::EnterTable(size_t table) {
  const Table* const next = run_ != nullptr ? &run_->table(table) : table_;
  table_at_ = table;
  if (next == table_) return;
  entries_.Reset({});
  table_ = next;
}

bool TableIterator::EnterBlock(size_t block) {
  if (entries_.block() != nullptr && block_ == block) return true;
  absl::StatusOr<BlockPtr> read = table_->PinBlock(block, fill_cache_);
  if (!read.ok()) {
    StandNowhere();
    status_ = read.status();
    entries_.Reset({});
    return false;
  }
  block_ = block;
  size_ = (*read)->size();
  entries_.Reset(*std::move(read));
  expected_ = 0;
  return true;
}

void TableIterator::Expect(size_t block) {
  if (block >= table_->index().size()) return;
  const Block* const next = table_->index().slot(block).Load(std::memory_order_relaxed);
  expected_ = reinterpret_cast<uintptr_t>(next);
  if (next != nullptr) next->Prefetch();
}

void TableIterator::StandAt(uint32_t entry) {
  entry_ = entry;
  const BlockCursor::Entry at = entries_.At(entry);
  StandOn(at.key, at.value);
  if (expected_ == 0) return;
  const char* const here = at.value.data();
  const uintptr_t there = expected_ + reinterpret_cast<uintptr_t>(here) -
                          reinterpret_cast<uintptr_t>(entries_.block().get());
  __builtin_prefetch(reinterpret_cast<const char*>(there));
  __builtin_prefetch(reinterpret_cast<const char*>(there + Block::kLineBytes));
}

void TableIterator::GoToNextBlock() {
  if (block_ + 1 < table_->index().size()) {
    if (!EnterBlock(block_ + 1)) return;
  } else {
    if (table_at_ + 1 == tables()) return StandNowhere();
    EnterTable(table_at_ + 1);
    if (!EnterBlock(0)) return;
  }
  Expect(block_ + 1);
  StandAt(0);
}

void TableIterator::GoToPreviousBlock() {
  if (block_ > 0) {
    if (!EnterBlock(block_ - 1)) return;
  } else {
    if (table_at_ == 0) return StandNowhere();
    EnterTable(table_at_ - 1);
    if (!EnterBlock(table_->index().size() - 1)) return;
  }
  if (block_ > 0) Expect(block_ - 1);
  StandAt(size_ - 1);
}

void TableIterator::SeekToFirst() {
  Restart();
  if (tables() == 0) return;
  EnterTable(0);
  if (EnterBlock(0)) StandAt(0);
}

void TableIterator::SeekToLast() {
  Restart();
  if (tables() == 0) return;
  EnterTable(tables() - 1);
  if (EnterBlock(table_->index().size() - 1)) StandAt(size_ - 1);
}

void TableIterator::Seek(const InternalKey& target) {
  Restart();
  if (run_ != nullptr) {
    const size_t table = run_->FirstReaching(target.user_key);
    if (table == run_->size()) return;
    EnterTable(table);
  }
  const size_t block = table_->index().Find(target);
  if (block == table_->index().size()) return;  // above the largest key of the only table
  if (!EnterBlock(block)) return;
  entries_.block()->Prefetch();
  const uint32_t entry = entries_.block()->LowerBound(target);
  if (entry < size_) return StandAt(entry);
  GoToNextBlock();
}

void TableIterator::Next() {
  VARVE_CHECK(Valid(), "V3");
  if (entry_ + 1 < size_) [[likely]]
    return StandAt(entry_ + 1);
  GoToNextBlock();
}

void TableIterator::Prev() {
  VARVE_CHECK(Valid(), "V3");
  if (entry_ > 0) [[likely]]
    return StandAt(entry_ - 1);
  GoToPreviousBlock();
}

}  // namespace varve
