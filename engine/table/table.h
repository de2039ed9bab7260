// An open table file (engine/format/README.md, "Table").
//
// Footer, properties, index and filter are read and verified by `Open` and stay in memory; data
// blocks are read on demand, verified, and kept in the cache. Every byte of the file belongs to a
// checksummed part whose place is checked, so that every answer is right or `kDataLoss` naming the
// path and an offset (rule D4).
//
// A read of a key costs one line of the filter, one or two of the index with the block's slot, the
// block's directory, and the entry: no lock, no allocation and no copy when the block is cached.
//
// Thread safety: all methods may be called from any task at any time; nothing that they see changes
// after `Open`. Progress: wait-free where the blocks are cached; otherwise blocking, on the file
// and on the cache's locks.
#ifndef VARVE_ENGINE_TABLE_TABLE_H_
#define VARVE_ENGINE_TABLE_TABLE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/format/internal_iterator.h"
#include "engine/format/internal_key.h"
#include "engine/table/block.h"
#include "engine/table/block_cache.h"
#include "engine/table/filter.h"
#include "engine/table/index.h"
#include "engine/table/properties.h"
#include "varve/introspection.h"
#include "varve/platform/file_system.h"

namespace varve {

/// What a point read asks for.
struct PointLookup {
  /// Borrows the key. Hashes it, once for all tables.
  PointLookup(std::string_view user_key, SeqNo instant)
      : key(user_key), snapshot(instant), hash(FilterHash(user_key)) {}

  std::string_view key;
  SeqNo snapshot;  // an instant
  uint64_t hash;
  bool fill_cache = true;  // whether a block that had to be read stays in the cache
  bool pin = false;        // whether the result keeps the block
};

/// What a point read finds. `value` borrows from a block: from `pin` where that is not null,
/// otherwise from the cache, for as long as the guard is held under which it was found.
struct PointResult {
  SeqNo seqno = 0;
  EntryKind kind = EntryKind::kValue;
  std::string_view value;
  BlockPtr pin;  // not null when it was asked for, or when the block was not in the cache
};

class Table {
 public:
  /// Opens the file `TableName(number)` in `directory`. `cache` (null: none) is borrowed and must
  /// outlive the table; the filesystem must outlive it too. `kDataLoss` when the file is not a
  /// whole table of this number, `kNotFound` when there is none, and otherwise the file's errors.
  [[nodiscard]] static absl::StatusOr<std::unique_ptr<Table>> Open(FileSystem& file_system,
                                                                   const std::string& directory,
                                                                   uint64_t number,
                                                                   BlockCache* cache);
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;

  /// Takes its blocks out of the cache. Pinned ones stay.
  ~Table();

  /// The newest entry of `lookup.key` with a seqno below `lookup.snapshot`, whatever its kind.
  /// False when the table has none; `found` is unspecified then. Reads at most one data block, so a
  /// damaged block fails only the reads that must consult it. Where the table has a cache, the
  /// caller holds a guard of the cache's reclaimer.
  [[nodiscard]] absl::StatusOr<bool> Get(const PointLookup& lookup, PointResult& found) const;

  /// Has fetched what `Get` will look at first.
  void Prefetch(const PointLookup& lookup) const {
    if (filter_.has_value()) filter_->Prefetch(lookup.hash);
  }

  /// A cursor over all entries. It borrows the table and pins the block it stands on.
  [[nodiscard]] std::unique_ptr<InternalIterator> NewIterator(bool fill_cache) const;

  [[nodiscard]] const TableShape& shape() const { return shape_; }
  [[nodiscard]] const TableProperties& properties() const { return properties_; }
  [[nodiscard]] uint64_t number() const { return shape_.number; }
  [[nodiscard]] const std::string& path() const { return path_; }

  /// For the table's own cursors.
  [[nodiscard]] const TableIndex& index() const { return index_; }
  /// Data block `block` (below `index().size()`), from the cache, or from the file after checking
  /// that its first and last entries lie between the separators before and behind it.
  [[nodiscard]] absl::StatusOr<BlockPtr> PinBlock(size_t block, bool fill_cache) const;

 private:
  Table(std::unique_ptr<RandomAccessFile> file, std::string path, BlockCache* cache)
      : file_(std::move(file)), path_(std::move(path)), cache_(cache) {}

  /// Reads everything that stays in memory.
  [[nodiscard]] absl::Status Load(uint64_t number);

  /// Data block `block` from the file.
  [[nodiscard]] absl::StatusOr<BlockPtr> LoadBlock(size_t block, bool fill_cache) const;

  /// Whether the data block `block`, just read as `entries`, belongs where the index says.
  [[nodiscard]] absl::Status CheckPlace(const BlockPtr& entries, size_t block) const;

  /// As `Get`, after a look into a block that is not in the cache or has to be pinned.
  [[nodiscard]] absl::StatusOr<bool> GetPinned(const PointLookup& lookup, size_t block,
                                               PointResult& found) const;

  const std::unique_ptr<RandomAccessFile> file_;
  const std::string path_;
  BlockCache* const cache_;  // may be null
  TableIndex index_;
  std::optional<Filter> filter_;
  TableProperties properties_;
  TableShape shape_;
};

}  // namespace varve

#endif  // VARVE_ENGINE_TABLE_TABLE_H_
