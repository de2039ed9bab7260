// Makes and opens the tables of one database: file numbers, options, cache and reaper in one place.
#ifndef VARVE_ENGINE_VERSION_TABLE_STORE_H_
#define VARVE_ENGINE_VERSION_TABLE_STORE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/atomic.h"
#include "engine/base/reclaimer.h"
#include "engine/table/block_cache.h"
#include "engine/table/table_builder.h"
#include "engine/version/file_reaper.h"
#include "engine/version/version.h"
#include "varve/options.h"
#include "varve/platform/platform.h"

namespace varve {

/// Thread safety: all methods from any task. Lock-free but for the files it touches.
class TableStore {
 public:
  TableStore(const Platform& platform, std::string directory, const Options& options);

  /// A number for a new file, of any kind; never given out twice in the life of the database.
  [[nodiscard]] uint64_t NewFileNumber();
  /// Every number given out so far is below it.
  [[nodiscard]] uint64_t next_file_number() const;
  /// Numbers below `bound` are taken.
  void ReserveFileNumbers(uint64_t bound);

  /// Opens the table, which a manifest or a finished output names.
  [[nodiscard]] absl::StatusOr<Version::TablePtr> Open(uint64_t number);

  [[nodiscard]] absl::StatusOr<std::unique_ptr<TableBuilder>> Create(uint64_t number);

  [[nodiscard]] FileReaper& reaper() { return *reaper_; }
  /// Destroys what readers without locks may still look at.
  [[nodiscard]] Reclaimer& reclaimer() { return reclaimer_; }
  /// Weight of the blocks in the cache.
  [[nodiscard]] size_t cache_bytes() const { return cache_.usage(); }
  [[nodiscard]] const Platform& platform() const { return platform_; }
  [[nodiscard]] const std::string& directory() const { return directory_; }
  [[nodiscard]] const Options& options() const { return options_; }

 private:
  const Platform platform_;
  const std::string directory_;
  const Options options_;
  std::shared_ptr<FileReaper> reaper_;
  BlockCache cache_;     // outlives the tables that the reclaimer still has
  Reclaimer reclaimer_;  // lent to the cache
  Atomic<uint64_t> next_file_number_{1};
};

/// Writes a job's entries, which come in internal order, into as many tables as it takes. A table
/// is closed only between two user keys (rule H3). Outputs that are never released to a version are
/// abandoned by the destructor, and their files removed.
///
/// Thread safety: one task.
class TableOutputs {
 public:
  /// `split_bytes`: size at which the next table begins.
  TableOutputs(TableStore& store, uint64_t split_bytes);
  ~TableOutputs();
  TableOutputs(const TableOutputs&) = delete;
  TableOutputs& operator=(const TableOutputs&) = delete;

  [[nodiscard]] absl::Status Add(const InternalKey& key, std::string_view value);

  /// Completes the last table. On success the content and the names of all tables are durable and
  /// the tables are open. There may be none.
  [[nodiscard]] absl::Status Finish();

  [[nodiscard]] const std::vector<Version::TablePtr>& tables() const { return tables_; }

  /// The tables belong to a durable edit from now on.
  void Release() { released_ = true; }

 private:
  [[nodiscard]] absl::Status FinishTable();

  TableStore& store_;
  const uint64_t split_bytes_;
  std::unique_ptr<TableBuilder> builder_;
  std::string last_user_key_;
  std::vector<uint64_t> numbers_;
  std::vector<Version::TablePtr> tables_;
  bool released_ = false;
};

}  // namespace varve

#endif  // VARVE_ENGINE_VERSION_TABLE_STORE_H_
