// Brings a directory back to the state its last process left, or makes a new database in it.
//
//   1. The manifest says which tables exist, through which seqno they are complete, and which log
//   is
//      the first to read.
//   2. The logs are replayed from there; records the tables already hold are skipped (rule V1); the
//      rest goes through a memtable into new tables.
//   3. A new, empty log is started.
// Nothing of the old state is changed: until the caller has switched to a manifest with the state
// returned (`VersionSet::Start`), a crash leaves everything to be recovered again (rule D3). After
// the switch the old logs, with whatever unproven bytes they end in, are no longer part of the
// database (rule D7), and `RemoveOrphans` removes them.
#ifndef VARVE_ENGINE_DB_RECOVERY_H_
#define VARVE_ENGINE_DB_RECOVERY_H_

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/format/file_names.h"
#include "engine/format/log_record.h"
#include "engine/memtable/memtable.h"
#include "engine/version/table_store.h"
#include "engine/version/version_edit.h"
#include "engine/wal/log_writer.h"
#include "varve/introspection.h"
#include "varve/options.h"

namespace varve {

/// Thread safety: one task, before the database has any other.
class Recovery {
 public:
  Recovery(TableStore& store, LogWriter& log);

  /// Steps 1 to 3.
  [[nodiscard]] absl::Status Run();

  // What was found; valid after `Run`.
  /// The whole state, with the open tables of `state().added` in `tables()`.
  [[nodiscard]] const VersionEdit& state() const { return state_; }
  [[nodiscard]] const std::vector<Version::TablePtr>& tables() const { return tables_; }
  [[nodiscard]] SeqNo last_seqno() const { return last_seqno_; }
  [[nodiscard]] const RecoverySummary& summary() const { return summary_; }

  /// A manifest with `state()` may be in force: the tables that the replay wrote stay. Otherwise
  /// they go with this object.
  void KeepOutputs();

  /// Once `manifest_number` with `state` is in force: removes every file of ours that it does not
  /// name. What cannot be removed is left to the next opening.
  void RemoveOrphans(uint64_t manifest_number);

 private:
  [[nodiscard]] absl::Status ListDirectory();
  [[nodiscard]] absl::Status LoadState();
  [[nodiscard]] absl::Status CheckEmpty() const;
  [[nodiscard]] absl::Status Fold(const VersionEdit& edit);
  [[nodiscard]] absl::Status OpenTables();
  [[nodiscard]] absl::Status Replay();
  [[nodiscard]] absl::Status ApplyRecord(const LogRecord& record);
  [[nodiscard]] absl::Status WriteMemtable();
  void DropEverything(SeqNo at);

  TableStore& store_;
  LogWriter& log_;
  std::vector<FileName> files_;
  VersionEdit state_;
  std::vector<Version::TablePtr> tables_;
  std::unique_ptr<MemTable> memtable_;
  std::vector<std::unique_ptr<TableOutputs>> outputs_;
  SeqNo last_seqno_ = 0;
  RecoverySummary summary_;
};

}  // namespace varve

#endif  // VARVE_ENGINE_DB_RECOVERY_H_
