// A data block in memory: its entries as the file has them, behind a directory of them that is made
// when the block is loaded.
//
//   Block (64 bytes) | prefix of all keys, padded to 4 | u32 head* | u16 or u32 offset* | entries
//
// in one allocation that begins with a cache line. A *head* is the first four bytes of a key behind
// the common prefix, as a number: where two differ they order as their keys do. So a search costs
// the few neighbouring lines of the directory, which are fetched at once, and then the one entry it
// is about; and the entries can be walked either way, each decoded from itself and (rarely) from
// its restart point. No index of hashes does better: without collisions it touches as many lines.
//
// `Parse` is where hostile bytes are stopped: it checks every entry once. What is in a Block is
// trusted, and reading it checks nothing.
#ifndef VARVE_ENGINE_TABLE_BLOCK_H_
#define VARVE_ENGINE_TABLE_BLOCK_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "engine/base/atomic.h"
#include "engine/table/block_entry.h"

namespace varve {

class Block;

/// Where an open table says whether a data block of it is in the cache: null, or the block, which
/// a reader under a guard of the cache's reclaimer may use.
using BlockSlot = Atomic<Block*>;

/// Keeps a block in memory; may be null. Each object belongs to one task at a time, the block to
/// all.
class BlockPtr {
 public:
  BlockPtr() = default;
  /// Takes over a reference that is counted already.
  explicit BlockPtr(Block* adopted) : block_(adopted) {}
  /// Counts another reference to `block`, which something else keeps meanwhile.
  [[nodiscard]] static BlockPtr Share(Block* block);
  BlockPtr(const BlockPtr& other) : BlockPtr(Share(other.block_)) {}
  BlockPtr(BlockPtr&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  BlockPtr& operator=(BlockPtr other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~BlockPtr() { reset(); }

  void reset();
  /// Gives up the pointer, not the reference.
  [[nodiscard]] Block* release() { return std::exchange(block_, nullptr); }

  [[nodiscard]] const Block* get() const { return block_; }
  const Block& operator*() const { return *block_; }
  const Block* operator->() const { return block_; }
  friend bool operator==(const BlockPtr& block, std::nullptr_t) { return block.block_ == nullptr; }
  friend bool operator==(const BlockPtr&, const BlockPtr&) = default;

 private:
  friend class BlockParser;

  Block* block_ = nullptr;
};

/// The head of a key with this suffix; `kReadAhead` bytes behind its beginning may be read.
[[nodiscard]] inline uint32_t HeadOf(std::string_view suffix) {
  const uint64_t word = __builtin_bswap32(LoadFixed32(suffix.data()));
  if (suffix.size() >= 4) [[likely]]
    return static_cast<uint32_t>(word);
  return static_cast<uint32_t>(word & ~(uint64_t{0xffffffff} >> (8 * suffix.size())));
}

/// Immutable but for what the cache notes in it, so usable from many tasks.
class Block {
 public:
  /// `kDataLoss`, naming `path` and the place `file_offset` of the block, unless `payload` is what
  /// a `BlockBuilder` makes of some entries in order. Takes steps, and memory, in proportion to
  /// `payload`, which is copied.
  [[nodiscard]] static absl::StatusOr<BlockPtr> Parse(std::string_view payload,
                                                      std::string_view path, uint64_t file_offset);
  Block(const Block&) = delete;
  Block& operator=(const Block&) = delete;

  /// Number of entries, at least one.
  [[nodiscard]] uint32_t size() const { return size_; }
  /// The beginning of all user keys. What an entry has of its key comes behind it.
  [[nodiscard]] std::string_view prefix() const { return {memory(), prefix_bytes_}; }
  /// Length of the longest user key.
  [[nodiscard]] size_t longest_key() const { return longest_key_; }

  /// Entry `i`, below `size()`; it borrows from the block.
  [[nodiscard]] BlockEntry entry(uint32_t i) const { return ReadEntry(entries_ + offset(i)); }
  /// The restart point of entry `i`: it shares nothing, and others share with it.
  [[nodiscard]] uint32_t restart_of(uint32_t i) const { return i - i % restart_interval_; }

  /// The first entry at or after `target` in internal order; `size()` when all come before it.
  [[nodiscard]] uint32_t LowerBound(const InternalKey& target) const;

  /// The newest entry of `user_key` with a seqno below `snapshot` (at least 1), whatever its kind;
  /// `size()` when there is none.
  [[nodiscard]] uint32_t Find(std::string_view user_key, SeqNo snapshot) const;

  /// What it keeps in memory.
  [[nodiscard]] size_t bytes() const { return bytes_; }

  /// Has the directory's lines fetched; the first one is needed anyway.
  void Prefetch() const {
    for (size_t line = 1; line < 5; ++line) {
      __builtin_prefetch(reinterpret_cast<const char*>(this) + line * kLineBytes);
    }
  }

  static constexpr size_t kLineBytes = 64;

 private:
  friend class BlockPtr;
  friend class BlockCache;
  friend class BlockParser;

  Block() = default;
  ~Block() = default;

  /// A block with room for so much, its parts zero.
  [[nodiscard]] static Block* Allocate(size_t prefix_bytes, uint32_t size, size_t entries_bytes);
  void Destroy();

  [[nodiscard]] const char* memory() const { return reinterpret_cast<const char*>(this + 1); }
  [[nodiscard]] const uint32_t* heads() const {
    return reinterpret_cast<const uint32_t*>(memory() + (size_t{prefix_bytes_} + 3) / 4 * 4);
  }
  [[nodiscard]] uint32_t offset(uint32_t i) const {
    const char* const offsets = reinterpret_cast<const char*>(heads() + size_);
    return narrow_ ? LoadFixed16(offsets + size_t{2} * i) : LoadFixed32(offsets + size_t{4} * i);
  }

  /// Below, equal or above zero as entry `i`'s key stands to a key whose rest behind the prefix is
  /// `rest`.
  [[nodiscard]] int CompareSuffix(uint32_t i, std::string_view rest) const;
  /// The first entry at or after the key whose rest behind the prefix is `rest`, at `seqno`.
  [[nodiscard]] uint32_t LowerBoundOfRest(std::string_view rest, SeqNo seqno) const;

  Atomic<uint32_t> references_{1};
  uint32_t size_ = 0;
  uint16_t prefix_bytes_ = 0;
  uint16_t longest_key_ = 0;
  uint8_t restart_interval_ = 1;
  bool narrow_ = true;      // offsets have two bytes
  uint8_t misaligned_ = 0;  // bytes of the allocation before the block
  bool protected_ = false;  // the cache's, under its lock: which of its two queues
  const char* entries_ = nullptr;
  size_t bytes_ = 0;
  Atomic<bool> used_{false};  // since the cache last looked
  // The cache's, under the lock of a shard: neighbours in a queue, and where readers find it.
  Block* older_ = nullptr;
  Block* newer_ = nullptr;
  BlockSlot* slot_ = nullptr;
};
static_assert(sizeof(Block) == Block::kLineBytes, "the directory begins with a cache line");

inline BlockPtr BlockPtr::Share(Block* block) {
  if (block != nullptr) block->references_.FetchAdd(1, std::memory_order_relaxed);
  return BlockPtr(block);
}

inline void BlockPtr::reset() {
  Block* const block = std::exchange(block_, nullptr);
  if (block == nullptr) return;
  // The last one sees what all others did before they let go.
  if (block->references_.FetchAdd(~uint32_t{0}, std::memory_order_acq_rel) == 1) block->Destroy();
}

}  // namespace varve

#endif  // VARVE_ENGINE_TABLE_BLOCK_H_
