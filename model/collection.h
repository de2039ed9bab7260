// Garbage collection of entries (G1, G2) and what is left of them (V1).
//
// Each entry that a compaction leaves out is judged at once against the live snapshots and the
// visible instant (G1), and again when the compaction's version is published: only then is it gone,
// and only then must nothing older be left under a tombstone that went (G2). Drops are kept apart
// by the task that makes them, since compactions run side by side and may fail.
//
// Every published version is counted: it holds exactly the entries through its `flushed_through`,
// of its epoch, that have not gone. A lost or doubled entry shows there before anybody reads it.
#ifndef VARVE_MODEL_COLLECTION_H_
#define VARVE_MODEL_COLLECTION_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "model/history.h"
#include "model/violation.h"

namespace varve::model {

struct Drop {
  enum class Reason : uint8_t { kShadowed, kTombstoneAtBase };
  std::string key;
  uint64_t seqno = 0;
  bool tombstone = false;
  Reason reason = Reason::kShadowed;
  uint64_t shadowed_by = 0;  // with kShadowed
};

class Collection {
 public:
  /// Borrows `history`; keeps the states of its entries.
  explicit Collection(History& history) : history_(history) {}

  /// A snapshot joins the live list at `instant`. G1: nothing it needs has been dropped; it read
  /// the visible instant and joined the list in one step.
  [[nodiscard]] Verdict SnapshotCreated(uint64_t instant) const;

  /// `task` begins a flush or a compaction: whatever it dropped before had no effect.
  void JobBegan(uint64_t task);

  /// `task` drops an entry, with these live snapshots and this visible instant.
  [[nodiscard]] Verdict Dropped(uint64_t task, const Drop& drop,
                                const std::multiset<uint64_t>& snapshots, uint64_t visible);

  /// `task` has published a version: its drops are in force. `epoch_start` is the wholesale drop
  /// before the version's entries, 0 where there is none.
  [[nodiscard]] Verdict Published(uint64_t task, uint64_t epoch_start);

  /// How many entries a version holds: all in (`epoch_start`, `flushed_through`] that are not gone.
  /// Entries at or above `visible` may be missing: their batch may have been given up.
  [[nodiscard]] Verdict CheckEntries(uint64_t epoch_start, uint64_t flushed_through,
                                     uint64_t visible, uint64_t entries) const;

  /// An entry was dropped by a job of which nothing more is known, not even whether it was
  /// published.
  void MayBeGone(const Drop& drop);

  /// The end of the process: drops of jobs under way may or may not be in force, for ever.
  void Interrupted();
  /// A failure was settled without reopening: drops that were not published never will be.
  void Resumed() { pending_.clear(); }
  /// A new process: no snapshots, no jobs.
  void Restart();

 private:
  [[nodiscard]] Verdict CheckShadowed(const Drop& drop, const std::multiset<uint64_t>& snapshots,
                                      uint64_t visible) const;
  [[nodiscard]] Verdict CheckNothingBelow(const Drop& drop, uint64_t epoch_start) const;
  void Mark(const Drop& drop, EntryState state);

  struct Hidden {  // an entry that no snapshot with entry < S <= by can have needed
    uint64_t entry;
    uint64_t by;
  };

  History& history_;
  std::map<uint64_t, std::vector<Drop>> pending_;  // by task
  std::vector<Hidden> hidden_;
  uint64_t newest_hiding_ = 0;  // the highest `by`
};

}  // namespace varve::model

#endif  // VARVE_MODEL_COLLECTION_H_
