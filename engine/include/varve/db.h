// The database: start here.
//
//   varve::PosixPlatform posix;
//   auto db = varve::DB::Open({}, posix.platform(), "/tmp/example");
//   if (!db.ok()) ...
//   absl::Status put = (*db)->Put("key", "value");
//   absl::StatusOr<std::optional<std::string>> got = (*db)->Get("key");
//
// Thread safety: every method may be called from any task at any time, except that the destructor
// must not run beside another call. Progress: a read takes no lock, but to read a file (and beside
// a `Clear` becoming visible); writes are blocking.
//
// Errors: `kInvalidArgument` (the call cannot work), `kNotFound`, `kAlreadyExists`,
// `kFailedPrecondition` (closed, or locked by another process), `kDataLoss` (corruption: the
// message names file and offset), `kUnavailable` (an I/O error; the message names the file),
// `kResourceExhausted` (no space, no descriptors). After a write to the log, the manifest or a
// table has failed, or a compaction could not read its inputs, every later write is refused with
// that first error; reads go on. Where the cause is gone, `Resume`, or reopening, restores service.
#ifndef VARVE_DB_H_
#define VARVE_DB_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "varve/batch.h"
#include "varve/introspection.h"
#include "varve/iterator.h"
#include "varve/options.h"
#include "varve/pinned_value.h"
#include "varve/platform/platform.h"
#include "varve/snapshot.h"
#include "varve/types.h"

namespace varve {

class Engine;

class DB {
 public:
  /// Opens the database in the directory `path` (its parent must exist), recovering it where the
  /// last process did not close it. All that was recovered is durable when this returns (rule D3).
  /// The directory stays locked until the handle is closed.
  [[nodiscard]] static absl::StatusOr<std::unique_ptr<DB>> Open(const Options& options,
                                                                const Platform& platform,
                                                                const std::string& path);

  /// Closes. Errors are lost: call `Close` to see them.
  ~DB();
  DB(const DB&) = delete;
  DB& operator=(const DB&) = delete;

  /// Applies `batch` atomically. On success it is visible to every read and snapshot that begins
  /// afterwards (rule S3) and survives as `options.durability` says. A batch asked to sync may be
  /// seen by others before its sync returns. An empty batch succeeds and does nothing. After an
  /// error other than `kInvalidArgument` the batch is indeterminate until the next `Resume` or
  /// `Open` succeeds: it settles as present where it has been visible, else it may be absent.
  [[nodiscard]] absl::Status Write(const WriteBatch& batch, const WriteOptions& options = {});
  [[nodiscard]] absl::Status Put(std::string_view key, std::string_view value,
                                 const WriteOptions& options = {});
  [[nodiscard]] absl::Status Delete(std::string_view key, const WriteOptions& options = {});

  /// The value of `key`, or nothing where it is absent.
  [[nodiscard]] absl::StatusOr<std::optional<std::string>> Get(std::string_view key,
                                                               const ReadOptions& options = {});

  /// Whether `key` is there. `value` becomes its value, without a copy; it is empty otherwise. The
  /// key may lie in the value that is replaced.
  [[nodiscard]] absl::StatusOr<bool> Get(std::string_view key, PinnedValue& value,
                                         const ReadOptions& options = {});

  /// A cursor at the instant that `options` names; never null. It starts out standing nowhere.
  [[nodiscard]] std::unique_ptr<Iterator> NewIterator(const ReadOptions& options = {});

  /// The newest visible instant, kept readable.
  [[nodiscard]] Snapshot GetSnapshot();

  /// Removes every key, in one step that takes one sequence number, without rewriting any table
  /// (rules S5, H1). Snapshots and iterators keep seeing what they saw; the tables' files go with
  /// the last of them. Durable when it returns.
  [[nodiscard]] absl::Status Clear();

  /// Seals the active memtable and returns when all that was written before the call is in tables.
  [[nodiscard]] absl::Status Flush();

  /// Flushes, then merges every table that overlaps [begin, end] down to the deepest level that
  /// holds data there, so that what no snapshot needs is gone. Null bounds are open.
  [[nodiscard]] absl::Status CompactRange(const std::string* begin, const std::string* end);

  /// Makes everything logged so far survive a machine crash.
  [[nodiscard]] absl::Status Sync();

  /// Takes up service again after a failure, without reopening: all that is visible is written to
  /// tables, and logs and manifest are begun anew (rule D2). Durable when it returns. Readers,
  /// snapshots and iterators go on meanwhile; writers wait. Succeeds and does nothing where nothing
  /// has failed. After an error the database is as before, refusing writes; the call may be
  /// repeated at any time. Needs space for the memtables' tables and a log segment.
  [[nodiscard]] absl::Status Resume();

  /// Waits for calls' background work to stop and releases the directory. Logged data needs no
  /// flush to survive. Memtables that hold unlogged writes (`Durability::kNone`) are flushed first.
  /// Later calls answer `kFailedPrecondition`; iterators go on. Closes whatever it answers; an
  /// error is the failure that has not been resumed from.
  [[nodiscard]] absl::Status Close();

  /// The state of the database at some moment during the call.
  [[nodiscard]] Introspection Inspect() const;

 private:
  explicit DB(std::shared_ptr<Engine> engine);

  std::shared_ptr<Engine> engine_;
};

}  // namespace varve

#endif  // VARVE_DB_H_
