// A database in memory as the system under test, and the reference model as what it should be.
#ifndef VARVE_TESTS_PROPERTY_DB_WORLD_H_
#define VARVE_TESTS_PROPERTY_DB_WORLD_H_

#include <cstdint>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/history.h"
#include "model/view.h"
#include "tests/property/support/memory_disk.h"
#include "varve/db.h"

namespace varve {

/// What a test knows. Its seqnos count operations since the first opening, and may differ from the
/// engine's by a constant that changes at an opening.
struct DbModel {
  struct Cursor {
    uint64_t instant = 0;
    model::Bounds bounds{};
    std::optional<std::string> position{};  // the key it stands on
  };

  model::History history;
  std::vector<uint64_t> snapshots;  // instants of the live ones
  std::vector<Cursor> cursors;
  bool unlogged = false;  // a crash of the process would lose writes

  /// What a new read sees, or one through snapshot `index`.
  [[nodiscard]] uint64_t Instant(std::optional<size_t> index) const {
    return index ? snapshots[*index] : history.next_seqno();
  }
};

/// Options with everything tiny, so that a few writes flush and compact.
[[nodiscard]] Options DrawOptions();
/// The fields that `DrawOptions` draws.
[[nodiscard]] std::string Describe(const Options& options);

/// Thread safety: one task at a time; the engine's own tasks run beside it.
class World {
 public:
  /// Opens an empty database.
  explicit World(const Options& options);

  DB& db() { return *db_; }

  /// Closes the database and opens it again. Snapshots end, cursors stay.
  void Reopen(const Options& options);
  /// Opens what a process that dies now leaves, while its background tasks may be at work.
  /// Snapshots and the dead process's cursors end.
  void Crash(const Options& options);

  /// Asserts that no seqno was given out but those the model counted (S5).
  void CheckSeqnos(const DbModel& expected) const;
  /// Asserts that a scan in each direction shows what the model does (V3).
  void CheckScan(const DbModel& expected, const model::Bounds& bounds,
                 std::optional<size_t> snapshot);
  /// As `CheckScan`, of all keys, at the newest instant and at each snapshot (V4).
  void CheckEverything(const DbModel& expected);

  /// Reads at the newest instant or through snapshot `index`.
  [[nodiscard]] ReadOptions At(std::optional<size_t> index) const;

  std::vector<Snapshot> snapshots;
  std::vector<std::unique_ptr<Iterator>> cursors;

 private:
  void Open(const Options& options);

  // What the database borrows is declared before it. Disks of dead processes stay until the end.
  PosixPlatform posix_;
  Instrumentation instrumentation_;
  std::vector<std::unique_ptr<MemoryDisk>> disks_;
  std::unique_ptr<DB> db_;
  mutable std::optional<uint64_t> ahead_;  // of the model, since the opening
};

}  // namespace varve

#endif  // VARVE_TESTS_PROPERTY_DB_WORLD_H_
