// A cursor over the entries of one data block.
//
// Seek finds the last restart point whose key comes before the target by binary search over whole
// internal keys (so a user key that spans restart intervals is no special case) and decodes
// forwards from there. Prev decodes from the restart point before the current entry.
//
// Every entry is checked when it is decoded: it must lie inside the block, follow its predecessor
// in internal order, share all it can with it, and the restart array must name exactly the entries
// that share nothing. So the keys that a walk yields ascend, whatever the bytes are, and each call
// decodes at most every entry once.
#ifndef VARVE_ENGINE_TABLE_BLOCK_ITERATOR_H_
#define VARVE_ENGINE_TABLE_BLOCK_ITERATOR_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "engine/format/internal_iterator.h"
#include "engine/table/block.h"
#include "engine/table/block_entry.h"
#include "engine/table/key_buffer.h"

namespace varve {

/// Thread safety: one task at a time.
class BlockIterator final : public InternalIterator {
 public:
  /// Over no block: stands nowhere, and only `Reset`, `Valid` and `status` may be called.
  BlockIterator() = default;

  /// Goes over to `block`, which is pinned until the next Reset, standing nowhere. Errors are
  /// reported at `path` (borrowed) and the place `file_offset` of the block.
  void Reset(std::shared_ptr<const Block> block, std::string_view path, uint64_t file_offset);

  void SeekToFirst() override;
  void SeekToLast() override;
  void Seek(const InternalKey& target) override;
  void Next() override;
  void Prev() override;
  [[nodiscard]] absl::Status status() const override { return status_; }

 private:
  void Fail(size_t offset, std::string_view what);
  /// Stands on the first entry of interval `restart`.
  void EnterInterval(uint32_t restart);
  /// Steps to the entry at `next_`, which has a predecessor, or nowhere at the end.
  void Step();
  /// Whether `entry` may follow the current one inside an interval.
  [[nodiscard]] bool Follows(const BlockEntry& entry) const;
  void Accept(const BlockEntry& entry, std::string_view user_key, size_t offset);

  std::shared_ptr<const Block> block_;
  std::string_view path_;
  uint64_t file_offset_ = 0;
  std::string_view entries_;  // of block_

  // The current entry, when Valid(): entries_[offset_, next_), in the interval restart_.
  size_t offset_ = 0;
  size_t next_ = 0;
  uint32_t restart_ = 0;
  size_t next_restart_ = 0;  // where the next interval begins; entries_.size() when there is none

  KeyBuffer buffer_;
  absl::Status status_;
};

}  // namespace varve

#endif  // VARVE_ENGINE_TABLE_BLOCK_ITERATOR_H_
