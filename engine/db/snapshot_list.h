// The live snapshots: what compaction and the version history have to honour.
#ifndef VARVE_ENGINE_DB_SNAPSHOT_LIST_H_
#define VARVE_ENGINE_DB_SNAPSHOT_LIST_H_

#include <set>
#include <vector>

#include "engine/base/mutex.h"
#include "engine/compaction/entry_collector.h"
#include "engine/db/publication.h"
#include "varve/platform/platform.h"
#include "varve/types.h"

namespace varve {

/// Reading the visible seqno and joining the list are one step under one lock: a compaction samples
/// either the snapshot, or a visible seqno that is not above its instant, and rule G1 then keeps
/// what the snapshot sees. Thread safety: all methods from any task. Blocking (a short lock).
class SnapshotList {
 public:
  SnapshotList(const Platform& platform, const Publication& publication);

  /// Registers the newest visible instant and returns it.
  [[nodiscard]] SeqNo Acquire();
  /// Unregisters one snapshot at `instant`.
  void Release(SeqNo instant);

  /// The live instants and the visible seqno, at one moment.
  [[nodiscard]] SnapshotSample Sample() const;
  /// The live instants, ascending, with repeats.
  [[nodiscard]] std::vector<SeqNo> Instants() const;

 private:
  const Platform platform_;
  const Publication& publication_;
  mutable Mutex mutex_;
  std::multiset<SeqNo> live_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace varve

#endif  // VARVE_ENGINE_DB_SNAPSHOT_LIST_H_
