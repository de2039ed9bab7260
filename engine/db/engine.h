// The engine behind a `DB` handle: puts the parts together, opens and closes them in order.
//
// Snapshots and iterators keep the engine alive after the handle has gone; closing only ends its
// tasks and gives the directory back.
#ifndef VARVE_ENGINE_DB_ENGINE_H_
#define VARVE_ENGINE_DB_ENGINE_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/atomic.h"
#include "engine/base/mutex.h"
#include "engine/db/compactor.h"
#include "engine/db/failure_latch.h"
#include "engine/db/flusher.h"
#include "engine/db/publication.h"
#include "engine/db/snapshot_list.h"
#include "engine/db/write_path.h"
#include "engine/version/table_store.h"
#include "engine/version/version_set.h"
#include "engine/wal/log_writer.h"
#include "varve/db.h"

namespace varve {

/// Thread safety: all methods from any task. Documented at `DB`.
class Engine : public std::enable_shared_from_this<Engine> {
 public:
  [[nodiscard]] static absl::StatusOr<std::shared_ptr<Engine>> Open(const Options& options,
                                                                    const Platform& platform,
                                                                    const std::string& path);
  Engine(const Options& options, const Platform& platform, const std::string& path);
  ~Engine() = default;
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  [[nodiscard]] absl::Status Write(const WriteBatch& batch, const WriteOptions& options);
  [[nodiscard]] absl::StatusOr<std::optional<std::string>> Get(std::string_view key,
                                                               const ReadOptions& options);
  [[nodiscard]] absl::StatusOr<bool> Get(std::string_view key, PinnedValue& value,
                                         const ReadOptions& options);
  [[nodiscard]] std::unique_ptr<Iterator> NewIterator(const ReadOptions& options);
  [[nodiscard]] Snapshot GetSnapshot();
  void ReleaseSnapshot(SeqNo instant);
  [[nodiscard]] absl::Status Clear();
  [[nodiscard]] absl::Status Flush();
  [[nodiscard]] absl::Status CompactRange(const std::string* begin, const std::string* end);
  [[nodiscard]] absl::Status Sync();
  [[nodiscard]] absl::Status Resume();
  [[nodiscard]] absl::Status Close();
  [[nodiscard]] Introspection Inspect() const;

 private:
  /// Where a read found the newest entry of its key.
  struct Found {
    const std::shared_ptr<MemTable>* memtable = nullptr;  // null: in a table
    PointResult result;
  };

  [[nodiscard]] absl::Status Recover();
  [[nodiscard]] bool closed() const { return !open_.Load(std::memory_order_acquire); }
  /// What a read consults, for a caller that holds a guard.
  [[nodiscard]] VersionHistory::View Look(const ReadOptions& options) const;
  /// Whether the key is there; `found` is what says so. It borrows from `containers`.
  [[nodiscard]] absl::StatusOr<bool> Find(const SuperVersion& containers, PointLookup& lookup,
                                          Found& found) const;
  /// Lets go of older epochs that no snapshot needs any more.
  void CollectHistory();
  /// A flush, a compaction or a failure changed what waiting tasks look at.
  void Progressed();
  /// An error was latched, or the latch cleared.
  void FailureChanged();

  const Platform platform_;
  const Options options_;
  const std::string path_;

  // In the order in which they are built on each other.
  TableStore store_;
  VersionSet versions_;
  LogWriter log_;
  FailureLatch failure_;
  Publication publication_;
  SnapshotList snapshots_;
  WritePath write_path_;
  Flusher flusher_;
  Compactor compactor_;

  Mutex mutex_;  // closing and resuming; outermost of all
  Atomic<bool> open_{false};
  std::unique_ptr<FileLock> lock_ ABSL_GUARDED_BY(mutex_);
  RecoverySummary recovery_;  // set before the engine is shared
};

}  // namespace varve

#endif  // VARVE_ENGINE_DB_ENGINE_H_
