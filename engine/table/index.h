// A table's index: for each data block a separator and the block's place.
//
// The separator is a position in internal order at or after the block's last entry and before the
// next block's first. Where the two belong to different user keys it is a user key as short as
// possible, with seqno 0 (behind every entry of it); where one user key spans the blocks it is the
// last entry's own (user key, seqno).
//
//   varint version (1) | varint count | entry*
//   entry: varint key_bytes | user key | varint seqno | varint offset | varint size
//
// The blocks lie behind each other from offset 0 on; the reader insists on that, so that a sound
// index accounts for every byte of the data blocks exactly once.
#ifndef VARVE_ENGINE_TABLE_INDEX_H_
#define VARVE_ENGINE_TABLE_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/format/internal_key.h"
#include "engine/table/block_handle.h"

namespace varve {

inline constexpr uint64_t kIndexVersion = 1;

/// The decoded index. Immutable once parsed, so usable from many tasks.
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
  [[nodiscard]] size_t size() const { return entries_.size(); }

  [[nodiscard]] const BlockHandle& handle(size_t block) const { return entries_[block].handle; }

  /// Borrowed from the index.
  [[nodiscard]] InternalKey separator(size_t block) const {
    const Entry& entry = entries_[block];
    return {std::string_view(contents_).substr(entry.key_offset, entry.key_bytes), entry.seqno,
            EntryKind::kValue};
  }

  /// The first block whose separator is at or after `target`: the one that holds the first entry at
  /// or after it, unless the target lies between that block's last entry and its separator, when
  /// that entry is the next block's first. `size()` when every entry comes before the target.
  [[nodiscard]] size_t Find(const InternalKey& target) const;

  /// What it keeps in memory.
  [[nodiscard]] size_t bytes() const { return contents_.size() + entries_.size() * sizeof(Entry); }

 private:
  struct Entry {
    size_t key_offset = 0;  // in contents_
    size_t key_bytes = 0;
    SeqNo seqno = 0;
    BlockHandle handle;
  };

  std::string contents_;
  std::vector<Entry> entries_;
};

}  // namespace varve

#endif  // VARVE_ENGINE_TABLE_INDEX_H_
