// Which entries a compaction may leave out (rules G1, G2).
//
// The collector is shown the merged entries of a compaction in internal order: the entries of one
// user key together, newest first. It keeps one number of state, the seqno of the entry of the same
// key that came just before (the next newer one), with "none yet" a state of its own. With e1 at s1
// under judgement and e2 at s2 just newer, e1 goes when no live snapshot S has s1 < S <= s2 (G1):
// every instant that could have seen e1 sees e2 or something newer instead. That e2 may itself have
// been dropped makes no difference, since the condition then held between e2 and its own elder.
//
// A tombstone goes when nothing older can remain below: no deeper level may hold its key, and no
// live snapshot is at or below its seqno, so that G1 drops every older entry of the key that the
// same compaction merges (G2).
#ifndef VARVE_ENGINE_COMPACTION_ENTRY_COLLECTOR_H_
#define VARVE_ENGINE_COMPACTION_ENTRY_COLLECTOR_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/format/internal_key.h"
#include "varve/types.h"

namespace varve {

/// The live snapshots and the visible seqno, sampled together under the snapshot list's lock.
struct SnapshotSample {
  std::vector<SeqNo> snapshots;  // ascending
  SeqNo visible = 0;
};

/// Thread safety: one task.
class EntryCollector {
 public:
  enum class Verdict : uint8_t { kKeep, kKeepForSnapshot, kDropShadowed, kDropTombstone };

  /// `may_exist_below(user_key)`: whether a level deeper than the output may hold the key.
  EntryCollector(SnapshotSample sample, std::function<bool(std::string_view)> may_exist_below);

  /// Judges the next entry in internal order.
  [[nodiscard]] Verdict Judge(const InternalKey& entry);

  /// After kDropShadowed: the seqno of the entry that shadows the one just judged.
  [[nodiscard]] SeqNo shadowed_by() const { return shadowed_by_; }

 private:
  /// Whether a live snapshot S has after < S <= upto.
  [[nodiscard]] bool SnapshotIn(SeqNo after, SeqNo upto) const;

  const SnapshotSample sample_;
  const std::function<bool(std::string_view)> may_exist_below_;
  std::string user_key_;
  std::optional<SeqNo> newer_;  // the next newer entry of user_key_; nothing before the first
  SeqNo shadowed_by_ = 0;
  bool started_ = false;
};

}  // namespace varve

#endif  // VARVE_ENGINE_COMPACTION_ENTRY_COLLECTOR_H_
