// Decodes the entries of one data block with their whole keys: the inner loop of every scan.
//
// Entry `i` is decoded from its place in the block's directory, so both directions cost the same.
// The bytes that all keys have in common stand in the cursor's own memory from the beginning on; an
// entry's suffix is copied behind them.
#ifndef VARVE_ENGINE_TABLE_BLOCK_CURSOR_H_
#define VARVE_ENGINE_TABLE_BLOCK_CURSOR_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

#include "engine/format/internal_key.h"
#include "engine/table/block.h"

namespace varve {

/// Thread safety: one task at a time.
class BlockCursor {
 public:
  /// Over no block.
  BlockCursor() = default;
  BlockCursor(const BlockCursor&) = delete;
  BlockCursor& operator=(const BlockCursor&) = delete;

  /// Goes over to `block`, which is kept until the next call, or to none.
  void Reset(BlockPtr block) {
    block_ = std::move(block);
    if (block_ == nullptr) return;
    const std::string_view prefix = block_->prefix();
    if (block_->longest_key() + kReadAhead > capacity_) [[unlikely]]
      Grow(block_->longest_key() + kReadAhead);
    if (!prefix.empty()) std::memcpy(bytes_, prefix.data(), prefix.size());
    suffix_ = bytes_ + prefix.size();
  }

  [[nodiscard]] const BlockPtr& block() const { return block_; }

  /// Decodes entry `i` of the block. Its key borrows from the cursor until the next call of
  /// either function, its value from the block.
  struct Entry {
    InternalKey key;
    std::string_view value;
  };
  [[nodiscard]] Entry At(uint32_t i) {
    const BlockEntry entry = block_->entry(i);
    char* suffix = suffix_;
    if (entry.shared != 0) [[unlikely]] {
      std::memcpy(suffix, block_->entry(block_->restart_of(i)).suffix.data(), entry.shared);
      suffix += entry.shared;
    }
    // Most suffixes fit two words, which are copied with no question of how long they are.
    std::memcpy(suffix, entry.suffix.data(), kReadAhead);
    if (entry.suffix.size() > kReadAhead) [[unlikely]]
      std::memcpy(suffix, entry.suffix.data(), entry.suffix.size());
    const auto key_bytes = static_cast<size_t>(suffix - bytes_) + entry.suffix.size();
    return {{{bytes_, key_bytes}, entry.seqno, entry.kind}, entry.value};
  }

 private:
  void Grow(size_t capacity) {
    heap_ = std::make_unique<char[]>(capacity);
    bytes_ = heap_.get();
    capacity_ = capacity;
  }

  static constexpr size_t kInlineBytes = 80;

  BlockPtr block_;
  char* bytes_ = inline_;
  char* suffix_ = inline_;  // in bytes_, behind the block's prefix
  size_t capacity_ = kInlineBytes;
  std::unique_ptr<char[]> heap_;
  char inline_[kInlineBytes];
};

}  // namespace varve

#endif  // VARVE_ENGINE_TABLE_BLOCK_CURSOR_H_
