// Writes one table file: sorted entries in checksummed blocks, with a filter, properties and an
// index behind them (engine/format/README.md, "Table").
//
// Entries go to a data block, full blocks to a buffer, and the buffer to the file when it is large
// enough for one write; only a few hundred kilobytes, the index and eight bytes a key for the
// filter are held in memory.
//
// Thread safety: one task at a time. Progress: blocking on the filesystem.
#ifndef VARVE_ENGINE_TABLE_TABLE_BUILDER_H_
#define VARVE_ENGINE_TABLE_TABLE_BUILDER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/format/internal_key.h"
#include "engine/table/block_builder.h"
#include "engine/table/block_handle.h"
#include "engine/table/filter_builder.h"
#include "engine/table/index_builder.h"
#include "engine/table/properties.h"
#include "varve/introspection.h"
#include "varve/platform/file_system.h"

namespace varve {

/// The fields of `Options` of the same purpose. A data block is closed when it has `block_bytes`;
/// an entry that would bring it above twice that begins another, so only a block of one entry can
/// be larger. `block_bytes` 0 makes a block of every entry.
struct TableBuildOptions {
  size_t block_bytes = 4096;
  size_t restart_interval = 16;
  double bloom_bits_per_key = 10.0;
};

class TableBuilder {
 public:
  /// Creates the file `TableName(number)` in `directory`, which must not have it. Nothing is
  /// durable before `Finish`. The filesystem is borrowed for the call only.
  [[nodiscard]] static absl::StatusOr<std::unique_ptr<TableBuilder>> Create(
      FileSystem& file_system, const std::string& directory, uint64_t number,
      const TableBuildOptions& options);

  /// Closes the file. Without a successful `Finish` it is no table; removing it is the caller's.
  ~TableBuilder() = default;
  TableBuilder(const TableBuilder&) = delete;
  TableBuilder& operator=(const TableBuilder&) = delete;

  /// Adds an entry behind the last one in internal order (CHECKed, V1); both are copied. An error
  /// is one of writing: it is final, and every later call answers with it.
  [[nodiscard]] absl::Status Add(const InternalKey& key, std::string_view value);

  /// Estimated size of the file if it were finished now.
  [[nodiscard]] uint64_t bytes() const;
  [[nodiscard]] uint64_t entries() const { return properties_.entries; }

  /// Writes the rest and syncs the file's content. Not its name: the caller syncs the directory
  /// once for all its outputs. Called once, after at least one `Add`. On error the file is no
  /// table.
  [[nodiscard]] absl::StatusOr<TableShape> Finish();

 private:
  TableBuilder(std::unique_ptr<AppendFile> file, uint64_t number, const TableBuildOptions& options);

  void NoteEntry(const InternalKey& key, std::string_view value);
  void CloseDataBlock();
  /// Puts `payload` and its trailer behind what was written so far.
  BlockHandle WriteBlock(std::string_view payload);
  [[nodiscard]] absl::Status FlushBuffer();

  const std::unique_ptr<AppendFile> file_;
  const uint64_t number_;
  const size_t block_bytes_;
  absl::Status status_;   // the first error of `file_`
  std::string buffer_;    // blocks that have not been handed to the file
  uint64_t flushed_ = 0;  // bytes handed to the file

  BlockBuilder data_;
  FilterBuilder filter_;
  IndexBuilder index_;
  TableProperties properties_;
  std::string last_user_key_;
  SeqNo last_seqno_ = 0;
  // The last closed data block waits for the first key behind it, which its separator needs.
  bool index_pending_ = false;
  BlockHandle pending_handle_;
  bool finished_ = false;
};

}  // namespace varve

#endif  // VARVE_ENGINE_TABLE_TABLE_BUILDER_H_
