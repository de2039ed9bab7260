// What `DB::Resume` does to the files: after a failure, makes certain what was left open.
//
// A failure leaves in doubt which bytes of the logs and which edits of the manifest are on disk. So
// nothing of either is built upon:
//
//   1. Every memtable is written to tables: what has been visible settles as present (rule D2).
//   2. A new sequence of logs is started, empty.
//   3. A new manifest is written with the whole state, which names those tables and that log, and
//      CURRENT is switched to it. From then on the old logs, and with them every batch that was
//      never visible, are no part of the database.
//   4. What the failed period left behind is removed.
//
// A crash, or another failure, up to the switch leaves the old manifest or the new one in force.
// The old one still has its logs, the new one its tables; in both everything that was visible or
// promised is found, and no write has been accepted in between. What a failed attempt may have put
// in force is kept until a later one has succeeded; everything else it made is removed at once, so
// that attempts on a full disk do not fill it further.
#ifndef VARVE_ENGINE_DB_SETTLEMENT_H_
#define VARVE_ENGINE_DB_SETTLEMENT_H_

#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "engine/memtable/memtable.h"
#include "engine/version/version_set.h"
#include "engine/wal/log_writer.h"
#include "varve/types.h"

namespace varve {

/// Thread safety: one task, which holds the commit lock, with no batch in flight and all background
/// work resting.
class Settlement {
 public:
  Settlement(VersionSet& versions, TableStore& store, LogWriter& log);

  /// Steps 1 to 4; `visible` is the visible seqno, `active` becomes the active memtable: an empty
  /// one, or the present one if that is empty.
  [[nodiscard]] absl::Status Run(SeqNo visible, const std::shared_ptr<MemTable>& active);

 private:
  [[nodiscard]] absl::Status WriteTables();
  [[nodiscard]] absl::Status WriteTable(const MemTable& memtable);
  [[nodiscard]] absl::Status SwitchManifest(SeqNo visible, uint64_t first_log,
                                            const std::shared_ptr<MemTable>& active);
  void RemoveLeftovers(uint64_t first_log);

  VersionSet& versions_;
  TableStore& store_;
  LogWriter& log_;
  std::vector<std::unique_ptr<TableOutputs>> outputs_;  // oldest first
  bool may_be_in_force_ = false;                        // the manifest that names them
};

}  // namespace varve

#endif  // VARVE_ENGINE_DB_SETTLEMENT_H_
