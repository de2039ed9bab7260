#include "engine/table/block_iterator.h"

#include <utility>

#include "engine/base/check.h"
#include "engine/base/status.h"

namespace varve {

void BlockIterator::Reset(std::shared_ptr<const Block> block, std::string_view path,
                          uint64_t file_offset) {
  block_ = std::move(block);
  entries_ = block_->entries();
  path_ = path;
  file_offset_ = file_offset;
  StandNowhere();
  status_ = absl::OkStatus();
}

void BlockIterator::Fail(size_t offset, std::string_view what) {
  StandNowhere();
  status_ = Corruption(path_, file_offset_ + offset, what);
}

void BlockIterator::Accept(const BlockEntry& entry, std::string_view user_key, size_t offset) {
  StandOn({user_key, entry.seqno, entry.kind}, entry.value);
  offset_ = offset;
  next_ = entry.end;
}

void BlockIterator::EnterInterval(uint32_t restart) {
  const size_t offset = block_->restart(restart);
  restart_ = restart;
  next_restart_ = restart + 1 < block_->restarts() ? block_->restart(restart + 1) : entries_.size();
  BlockEntry entry;
  if (!DecodeEntry(entries_.substr(0, next_restart_), offset, &entry) || entry.shared != 0) {
    return Fail(offset, "bad block entry at a restart");
  }
  Accept(entry, entry.suffix, offset);
}

bool BlockIterator::Follows(const BlockEntry& entry) const {
  const std::string_view last = key().user_key;
  if (entry.shared > last.size()) return false;
  // The entry shares all it can, so the first byte behind decides the order.
  if (entry.suffix.empty()) return entry.shared == last.size() && entry.seqno < key().seqno;
  return entry.shared == last.size() ||
         static_cast<uint8_t>(entry.suffix.front()) > static_cast<uint8_t>(last[entry.shared]);
}

void BlockIterator::Step() {
  if (next_ < next_restart_) [[likely]] {
    BlockEntry entry;
    if (!DecodeEntry(entries_.substr(0, next_restart_), next_, &entry) || !Follows(entry)) {
      return Fail(next_, "bad block entry");
    }
    const std::string_view shared = key().user_key.substr(0, entry.shared);
    return Accept(entry, buffer_.Join(shared, entry.suffix), next_);
  }
  if (next_ == entries_.size()) {
    StandNowhere();
    return;
  }
  const InternalKey last = key();  // entering an interval leaves buffer_ alone
  EnterInterval(restart_ + 1);
  if (Valid() && Compare(last, key()) >= 0) Fail(offset_, "block entries out of order");
}

void BlockIterator::SeekToFirst() {
  status_ = absl::OkStatus();
  EnterInterval(0);
}

void BlockIterator::SeekToLast() {
  status_ = absl::OkStatus();
  EnterInterval(block_->restarts() - 1);
  while (Valid() && next_ < entries_.size()) Step();
}

void BlockIterator::Seek(const InternalKey& target) {
  status_ = absl::OkStatus();
  // The last interval whose first key comes before the target, or the first one. Binary search.
  uint32_t low = 0;
  uint32_t high = block_->restarts() - 1;
  while (low < high) {
    const uint32_t middle = low + (high - low + 1) / 2;
    const size_t offset = block_->restart(middle);
    BlockEntry entry;
    if (!DecodeEntry(entries_, offset, &entry) || entry.shared != 0) {
      return Fail(offset, "bad block entry at a restart");
    }
    if (Compare({entry.suffix, entry.seqno, entry.kind}, target) < 0) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  EnterInterval(low);
  while (Valid() && Compare(key(), target) < 0) Step();
}

void BlockIterator::Next() {
  VARVE_CHECK(Valid(), "V3");
  Step();
}

void BlockIterator::Prev() {
  VARVE_CHECK(Valid(), "V3");
  const size_t current = offset_;
  if (current > block_->restart(restart_)) {
    EnterInterval(restart_);
    while (Valid() && next_ < current) Step();
    return;
  }
  if (restart_ == 0) {
    StandNowhere();
    return;
  }
  const InternalKey successor = key();  // a restart point's key borrows from the block
  EnterInterval(restart_ - 1);
  while (Valid() && next_ < current) Step();
  if (Valid() && Compare(key(), successor) >= 0) Fail(current, "block entries out of order");
}

}  // namespace varve
