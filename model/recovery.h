// What a database may hold when it is opened again (D1, D3, H2, V1).
//
// Recovery reports F, through which it found entries in tables, and R, the last entry it replayed
// from the log. The state must then be the model after all batches through F and the logged batches
// in (F, R], both at batch ends, and must hold every batch that was promised to survive:
//   settled by an earlier opening     any ending                                     (D3)
//   acknowledged                      a clean close
//   acknowledged, buffered or sync    a process crash (but see `cache_lost`)
//   acknowledged sync, covered by a successful sync of the log, or proven synced
//                                     a machine crash, and a process crash
//   at or below the F of a published version  any ending, unlogged ones too          (H2)
// F and R are the engine's word, but nothing is taken on trust: F may not be below what was
// published, and the contents decide.
//
// A crash inside an earlier opening hides what happened at the original ending: that opening may
// have flushed what it replayed, so that F covers unlogged batches that were lost before. The F in
// force at the original ending is then one of several candidates, and the contents decide between
// them. What stays ambiguous is kept as `EntryState::kUnknown`.
#ifndef VARVE_MODEL_RECOVERY_H_
#define VARVE_MODEL_RECOVERY_H_

#include <cstdint>
#include <vector>

#include "model/history.h"
#include "model/operation.h"
#include "model/violation.h"

namespace varve::model {

/// How the process ended, worst last.
enum class Ending : uint8_t { kClosed, kProcessCrash, kMachineCrash };

/// What is known of a database that is not open.
struct Interruption {
  Ending ending = Ending::kClosed;  // the worst since the last opening that succeeded
  bool in_recovery = false;         // an opening was interrupted since then
  uint64_t flushed_through = 0;     // of the newest version published before the first ending
  /// Where other flushes and clears under way before the first ending may have brought that.
  std::vector<uint64_t> maybe_flushed_through;
  /// The highest F published by openings that were interrupted.
  uint64_t recovery_flushed_through = 0;
  LogPosition synced;  // the last position proven before the first ending
  /// A sync of a log failed, and the system forgot that the log's pages were to be written: what
  /// was not proven synced may be gone even though the machine goes on (D2).
  bool cache_lost = false;
};

/// What `Open` reports and shows.
struct Recovered {
  uint64_t flushed_through = 0;
  uint64_t replayed_through = 0;                    // 0 when nothing was replayed
  const std::vector<KeyValue>* contents = nullptr;  // a whole scan, ascending
};

/// Judges an opening and, when it is legal, makes `history` that of the database as it now is: lost
/// batches leave, and the survivors are settled.
[[nodiscard]] Verdict Recover(History& history, const Interruption& interruption,
                              const Recovered& recovered);

}  // namespace varve::model

#endif  // VARVE_MODEL_RECOVERY_H_
