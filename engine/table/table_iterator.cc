#include "engine/table/table_iterator.h"

#include <utility>

#include "engine/base/check.h"

namespace varve {

void TableIterator::Fail(absl::Status error) {
  StandNowhere();
  status_ = std::move(error);
}

bool TableIterator::Enter(size_t block) {
  if (loaded_ && block_ == block) return true;
  loaded_ = false;
  absl::StatusOr<std::shared_ptr<const Block>> read = table_.ReadDataBlock(block, fill_cache_);
  if (!read.ok()) {
    Fail(read.status());
    return false;
  }
  entries_.Reset(*std::move(read), table_.path(), table_.index().handle(block).offset);
  block_ = block;
  loaded_ = true;
  return true;
}

void TableIterator::SettleForwards() {
  // A checked block has an entry or an error, so this enters at most one other block.
  while (!StandWith(entries_)) {
    if (!entries_.status().ok()) return Fail(entries_.status());
    if (block_ + 1 == table_.index().size()) {
      return;
    }
    if (!Enter(block_ + 1)) return;
    entries_.SeekToFirst();
  }
}

void TableIterator::SettleBackwards() {
  while (!StandWith(entries_)) {
    if (!entries_.status().ok()) return Fail(entries_.status());
    if (block_ == 0) {
      return;
    }
    if (!Enter(block_ - 1)) return;
    entries_.SeekToLast();
  }
}

void TableIterator::SeekToFirst() {
  StandNowhere();
  status_ = absl::OkStatus();
  if (!Enter(0)) return;
  entries_.SeekToFirst();
  SettleForwards();
}

void TableIterator::SeekToLast() {
  StandNowhere();
  status_ = absl::OkStatus();
  if (!Enter(table_.index().size() - 1)) return;
  entries_.SeekToLast();
  SettleBackwards();
}

void TableIterator::Seek(const InternalKey& target) {
  StandNowhere();
  status_ = absl::OkStatus();
  const size_t block = table_.index().Find(target);
  if (block == table_.index().size()) return;
  if (!Enter(block)) return;
  entries_.Seek(target);
  SettleForwards();
}

void TableIterator::Next() {
  VARVE_CHECK(Valid(), "V3");
  entries_.Next();
  SettleForwards();
}

void TableIterator::Prev() {
  VARVE_CHECK(Valid(), "V3");
  entries_.Prev();
  SettleBackwards();
}

}  // namespace varve
