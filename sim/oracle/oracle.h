// The oracle: judges everything the engine says and does against the reference model.
//
// It listens on two sides. The engine's side is `instrumentation()`, an `Instrumentation` that
// every lifetime of the world is opened with. The clients' side are the Begin...() and End...()
// calls below: Begin...() right before the call into the database, End...() right after it
// returned, with no scheduling point in between on the client's part. Tickets name calls under way.
//
// One oracle serves one world and survives its lifetimes; `OnCrash`, `OnCleanClose` and
// `OnReopened` tell it where they end and begin. On a violation it calls the handler it was given,
// which does not return; should it return all the same, the oracle stays silent from then on.
//
// Ownership: it keeps copies only, on the world's heap: every entry point leaves the lifetime's
// heap first. Thread safety: one operating system thread; no call deschedules a fiber.
//
// README.md says which rules are checked by what, and what today's events do not show.
#ifndef VARVE_SIM_ORACLE_ORACLE_H_
#define VARVE_SIM_ORACLE_ORACLE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "model/operation.h"
#include "model/violation.h"
#include "varve/batch.h"
#include "varve/introspection.h"
#include "varve/platform/instrumentation.h"
#include "varve/types.h"

namespace varve::sim {

/// Names one call under way, or one cursor. Never used twice; 0 names nothing.
using Ticket = uint64_t;

/// A step of a cursor, named as in varve/iterator.h.
enum class CursorStep : uint8_t { kSeekToFirst, kSeekToLast, kSeek, kSeekForPrev, kNext, kPrev };

/// Where a cursor stands after a step. `failed`: its status is not OK, so it says nothing.
struct CursorSeen {
  bool valid = false;
  std::string_view key;
  std::string_view value;
  bool failed = false;
};

/// How much has been judged, to show that a campaign exercised the oracle.
struct OracleStatistics {
  uint64_t batches = 0;
  uint64_t gets = 0;
  uint64_t scans = 0;
  uint64_t cursor_steps = 0;
  uint64_t snapshots = 0;
  uint64_t versions = 0;
  uint64_t entries_dropped = 0;
  uint64_t recoveries = 0;
  uint64_t batches_lost = 0;  // by crashes, legally
};

class Oracle {
 public:
  /// Called with the first violation found; must not return.
  using ViolationHandler = std::function<void(const model::Violation&)>;
  /// A number for the running fiber (0 outside all fibers), the same for as long as it lives. Used
  /// to tell apart background jobs that run at once.
  using CurrentTask = std::function<uint64_t()>;

  explicit Oracle(ViolationHandler on_violation, CurrentTask current_task = nullptr);
  ~Oracle();
  Oracle(const Oracle&) = delete;
  Oracle& operator=(const Oracle&) = delete;

  /// What the engine is opened with, or what the world's own Instrumentation forwards every event
  /// to. Lives as long as the oracle. An opening is taken to begin when it enters the recovery
  /// phase; its events are kept until `OnReopened` has said what was recovered, and judged then.
  [[nodiscard]] Instrumentation& instrumentation();

  // Writes. Every write goes through `DB::Write` with a batch that stays where it is until the call
  // returns; `operations` says what is in it, in order. Two writes under way never share a batch.

  [[nodiscard]] Ticket BeginWrite(const WriteBatch* batch,
                                  const std::vector<model::Operation>& operations,
                                  Durability durability);
  void EndWrite(Ticket ticket, const absl::Status& status);

  [[nodiscard]] Ticket BeginClear();
  void EndClear(Ticket ticket, const absl::Status& status);

  [[nodiscard]] Ticket BeginSync();
  void EndSync(Ticket ticket, const absl::Status& status);

  [[nodiscard]] Ticket BeginFlush();
  void EndFlush(Ticket ticket, const absl::Status& status);

  // Snapshots: around `GetSnapshot`, and right before the snapshot is destroyed.

  [[nodiscard]] Ticket BeginSnapshot();
  void SnapshotTaken(Ticket ticket, SeqNo instant);
  void SnapshotDropped(SeqNo instant);

  // Reads. `snapshot` is the instant of the snapshot read through, if there is one.

  [[nodiscard]] Ticket BeginRead(std::optional<SeqNo> snapshot = std::nullopt);
  void EndGet(Ticket ticket, std::string_view key, const std::optional<std::string>& value);
  /// A whole scan of [lower, upper): every entry in the order yielded, `forward` or backward.
  void EndScan(Ticket ticket, const std::optional<std::string>& lower,
               const std::optional<std::string>& upper, const std::vector<model::KeyValue>& entries,
               bool forward);
  /// The same for a scan that an error ended: what it yielded before is right as far as it goes.
  void EndBrokenScan(Ticket ticket, const std::optional<std::string>& lower,
                     const std::optional<std::string>& upper,
                     const std::vector<model::KeyValue>& entries, bool forward);
  /// Any call that answered with an error, or whose answer is not to be judged.
  void EndFailed(Ticket ticket);

  // Cursors: `BeginCursor` before `NewIterator`, `CursorCreated` after it, `CheckCursor` after
  // every step, `EndCursor` when it is destroyed. `target` is that of the two Seeks.

  [[nodiscard]] Ticket BeginCursor(std::optional<SeqNo> snapshot,
                                   const std::optional<std::string>& lower,
                                   const std::optional<std::string>& upper);
  void CursorCreated(Ticket cursor);
  void CheckCursor(Ticket cursor, CursorStep step, std::string_view target, const CursorSeen& seen);
  void EndCursor(Ticket cursor);

  // Lifetimes.

  /// The process, or the machine, is gone. All calls under way and all cursors and snapshots of the
  /// lifetime are forgotten. Also for a crash while `Open` runs, or of a database that is closed.
  void OnCrash(model::CrashKind kind);

  /// `DB::Close` returned (with `status`); to be told before the handle is destroyed. Snapshots and
  /// cursors may live on, until the next `Open` at most.
  void OnCleanClose(const absl::Status& status);

  /// `DB::Open` returned OK: what it reports of itself, and a whole forward scan made before any
  /// client wrote. Judges the recovery, for a new database too.
  void OnReopened(const Introspection& introspection, const std::vector<model::KeyValue>& contents);

  /// The simulated system failed a sync of the file `path` and forgot what it should have written:
  /// unless a resumption or an opening settles it first, what that file was not proven to hold may
  /// be gone after a process crash too (rule D2).
  void CacheLost(std::string_view path);
  /// And it did let go of such bytes, of some file, since the last opening. Told before
  /// `OnReopened`; without it nothing is excused.
  void CacheDropped();

  // Inspection.

  /// Judges `DB::Inspect`, begun at `BeginInspect`, beside which others may have run.
  [[nodiscard]] Ticket BeginInspect();
  void EndInspect(Ticket ticket, const Introspection& introspection);

  /// Judges `DB::Inspect` made while no other fiber ran.
  void CheckIntrospection(const Introspection& introspection);

  /// Judges a database in which no call, cursor or background job is under way: nothing is pinned
  /// but by snapshots (H1), and the directory's `names` are those of live files and nothing else
  /// (H4). Files that others put there are to be left out of `names`.
  void CheckIdle(const Introspection& introspection, const std::vector<std::string>& names);

  /// From now on `now_nanos` tells the simulated monotonic time, and each call that ends after more
  /// than `bound_nanos` breaks L1, as does one that `CheckProgress` finds still under way. Without
  /// it, `SetTime` tells the time at which calls begin, and their ends are not judged.
  void WatchCalls(std::function<int64_t()> now_nanos, int64_t bound_nanos);
  void SetTime(int64_t now_nanos);
  /// L1: no call that is still under way began longer than `bound_nanos` ago.
  void CheckProgress(int64_t now_nanos, int64_t bound_nanos);

  /// The live key-value pairs that a read beginning now sees.
  [[nodiscard]] std::vector<model::KeyValue> Contents() const;

  [[nodiscard]] const OracleStatistics& statistics() const;

 private:
  class Core;
  class Listener;

  std::unique_ptr<Core> core_;
  std::unique_ptr<Listener> listener_;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_ORACLE_ORACLE_H_
