// The shape of one version (H3, V6): which tables it names, in which order they are probed.
#ifndef VARVE_MODEL_SHAPE_H_
#define VARVE_MODEL_SHAPE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "model/history.h"
#include "model/violation.h"

namespace varve::model {

/// One table file; keys and numbers are the inclusive extremes of its entries.
struct Table {
  uint64_t number = 0;
  uint64_t entries = 0;
  std::string smallest_key;
  std::string largest_key;
  uint64_t smallest_seqno = 0;
  uint64_t largest_seqno = 0;

  friend bool operator==(const Table&, const Table&) = default;
};

using Run = std::vector<Table>;  // sorted and key-disjoint
using Level = std::vector<Run>;  // level 0: newest first; deeper: at most one

struct Version {
  uint64_t id = 0;
  uint64_t epoch = 0;            // counts wholesale drops
  uint64_t flushed_through = 0;  // every entry at or below it is in a table, or was dropped
  std::vector<Level> levels;

  /// Every table, in the order in which a read probes them.
  [[nodiscard]] std::vector<const Table*> Tables() const;
  [[nodiscard]] uint64_t Entries() const;
};

/// What the shape alone shows: each table is well formed, named once, and holds nothing above
/// `flushed_through`; runs are sorted and key-disjoint and there is one a level below level 0 (H3);
/// of two level 0 tables whose keys overlap, the one probed first is newer throughout (V6): level 0
/// tables come from memtables, which follow each other.
///
/// V6 between level 0 and deeper levels does not follow from shapes: a table may hold an old entry
/// of one key and a new one of another. Reads show it.
[[nodiscard]] Verdict CheckShape(const Version& version);

/// Table by table against the history: the history holds at least as many entries within the
/// table's keys and numbers as the table claims, and the extremes are keys that were written (V1).
[[nodiscard]] Verdict CheckTable(const Table& table, const History& history);

}  // namespace varve::model

#endif  // VARVE_MODEL_SHAPE_H_
