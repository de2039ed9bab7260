// A table's index: for each data block a separator, the block's place, and its place in the cache.
//
// The separator is a position in internal order at or after the block's last entry and before the
// next block's first. Where the two belong to different user keys it is a user key, shortened where
// that is easy (index_builder.h), with seqno 0 (behind every entry of it); where one user key spans
// the blocks it is the last entry's own (user key, seqno).
//
//   varint version (1) | varint count | entry*
//   entry: varint key_bytes | user key | varint seqno | varint offset | varint size
//
// The blocks lie behind each other from offset 0 on; the reader insists on that, so that a sound
// index accounts for every byte of the data blocks exactly once.
//
// In memory a search sees words (key_word.h): the eight bytes of each separator behind what all of
// them have in common. A leaf of two cache lines has the words and cache slots of eight blocks; a
// small array, which stays in the first-level cache, has the last word of each leaf. So finding a
// block and whether it is cached costs one miss or none, and whole separators are looked at only
// where words are equal.
#ifndef VARVE_ENGINE_TABLE_INDEX_H_
#define VARVE_ENGINE_TABLE_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/format/internal_key.h"
#include "engine/table/block.h"
#include "engine/table/block_handle.h"

namespace varve {

inline constexpr uint64_t kIndexVersion = 1;

/// The decoded index. Immutable once parsed, so usable from many tasks; what is in the slots is the
/// block cache's.
class TableIndex {
 public:
  /// Of no blocks.
  TableIndex() = default;

  /// `kDataLoss`, naming `path` and the index's place `file_offset`, unless the separators ascend,
  /// the last one has seqno 0, and the blocks, at least one, fill the file exactly from 0 to
  /// `data_end`.
  [[nodiscard]] static absl::StatusOr<TableIndex> Parse(std::string contents, std::string_view path,
                                                        uint64_t file_offset, uint64_t data_end);

  /// Number of data blocks.
  [[nodiscard]] size_t size() const { return separators_.size(); }

  [[nodiscard]] BlockHandle handle(size_t block) const {
    return {offsets_[block], offsets_[block + 1] - offsets_[block] - kBlockTrailerBytes};
  }

  /// Where the cache puts the block.
  [[nodiscard]] BlockSlot& slot(size_t block) const {
    return leaves_[block / kLeafBlocks].slots[block % kLeafBlocks];
  }

  /// Borrowed from the index.
  [[nodiscard]] InternalKey separator(size_t block) const {
    const Separator& separator = separators_[block];
    return {std::string_view(contents_).substr(separator.key_offset, separator.key_bytes),
            separator.seqno, EntryKind::kValue};
  }

  /// The first block whose separator is at or after `target`: the one that holds the first entry at
  /// or after it, unless the target lies between that block's last entry and its separator, when
  /// that entry is the next block's first. `size()` when every entry comes before the target.
  [[nodiscard]] size_t Find(const InternalKey& target) const;

  /// What it keeps in memory.
  [[nodiscard]] size_t bytes() const;

 private:
  static constexpr size_t kLeafBlocks = 8;

  struct Leaf {
    uint64_t words[kLeafBlocks];  // of the blocks' separators; the largest number where none is
    BlockSlot slots[kLeafBlocks];
  };

  struct Separator {
    SeqNo seqno = 0;
    uint32_t key_offset = 0;  // in contents_
    uint32_t key_bytes = 0;
  };

  void BuildLeaves();
  [[nodiscard]] uint64_t word(size_t block) const {
    return leaves_[block / kLeafBlocks].words[block % kLeafBlocks];
  }
  /// The first block from `low` on whose separator is at or after `target`, all words from `low` up
  /// to it being `word`.
  [[nodiscard]] size_t FindAmongEqualWords(size_t low, uint64_t word,
                                           const InternalKey& target) const;

  size_t common_bytes_ = 0;           // that all separators begin with
  std::vector<uint64_t> last_words_;  // of the leaves
  std::unique_ptr<char[]> memory_;    // of leaves_
  Leaf* leaves_ = nullptr;            // in memory_, at the beginning of a cache line

  std::vector<uint64_t> offsets_;  // of the blocks, and where the last one ends
  std::vector<Separator> separators_;
  std::string contents_;
};

}  // namespace varve

#endif  // VARVE_ENGINE_TABLE_INDEX_H_
