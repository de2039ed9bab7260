#include "engine/compaction/entry_collector.h"

#include <algorithm>
#include <utility>

#include "engine/base/check.h"

namespace varve {

EntryCollector::EntryCollector(SnapshotSample sample,
                               std::function<bool(std::string_view)> may_exist_below)
    : sample_(std::move(sample)), may_exist_below_(std::move(may_exist_below)) {
  VARVE_CHECK(std::is_sorted(sample_.snapshots.begin(), sample_.snapshots.end()),
              "G1: the list of live snapshots is ascending");
}

bool EntryCollector::SnapshotIn(SeqNo after, SeqNo upto) const {
  const auto first = std::upper_bound(sample_.snapshots.begin(), sample_.snapshots.end(), after);
  return first != sample_.snapshots.end() && *first <= upto;
}

EntryCollector::Verdict EntryCollector::Judge(const InternalKey& entry) {
  VARVE_CHECK(entry.seqno < sample_.visible, "G1: only visible entries are compacted");
  if (!started_ || entry.user_key != user_key_) {
    started_ = true;
    user_key_.assign(entry.user_key);
    newer_.reset();
  }
  const std::optional<SeqNo> newer = std::exchange(newer_, entry.seqno);
  if (newer) {
    VARVE_CHECK(*newer > entry.seqno, "V1: entries of a key come newest first");
    if (!SnapshotIn(entry.seqno, *newer)) {
      shadowed_by_ = *newer;
      return Verdict::kDropShadowed;
    }
  }
  if (IsTombstone(entry.kind) && !SnapshotIn(0, entry.seqno) && !may_exist_below_(entry.user_key)) {
    return Verdict::kDropTombstone;
  }
  return newer ? Verdict::kKeepForSnapshot : Verdict::kKeep;
}

}  // namespace varve
