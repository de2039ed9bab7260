// The history of super versions: which one a reader at a given instant has to use, and for how long
// older ones are kept (rule H1).
//
// A wholesale drop at seqno s begins a new *epoch* whose start is s: instants S > s belong to it,
// instants S <= s to an older one. Within an epoch the newest super version serves every instant,
// because compaction keeps what live snapshots see (rule G1); so the history holds one super
// version an epoch, and an older epoch's only while a live snapshot belongs to it.
//
// Lock order: engine/README.md, "Locks"; publication and the snapshot list are taken under it.
#ifndef VARVE_ENGINE_VERSION_VERSION_HISTORY_H_
#define VARVE_ENGINE_VERSION_VERSION_HISTORY_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "engine/base/mutex.h"
#include "engine/version/super_version.h"
#include "varve/platform/platform.h"

namespace varve {

/// Thread safety: all methods from any task. Blocking (a short lock; no I/O under it).
class VersionHistory {
 public:
  explicit VersionHistory(const Platform& platform);

  /// A pinned super version and the instant to read it at.
  struct View {
    SuperVersionPtr super_version;
    SeqNo instant = 0;
  };

  /// The current super version together with an instant that was visible when it was pinned.
  /// `visible` is called with the history's lock held, after the pin: a read that fixed its instant
  /// first could lose what it should see to a flush and a compaction in between.
  [[nodiscard]] View Current(const std::function<SeqNo()>& visible) const;
  [[nodiscard]] SuperVersionPtr Current() const;

  /// The super version that serves `instant`: the newest of the instant's own epoch. The instant
  /// must be held by a live snapshot, or be visible.
  [[nodiscard]] SuperVersionPtr GetVersionForSnapshot(SeqNo instant) const;

  /// Replaces the newest super version of the newest epoch by `change` of it. `published` runs
  /// under the lock, after the change. Returns what was replaced, to be dropped outside all locks.
  [[nodiscard]] SuperVersionPtr Install(
      const std::function<SuperVersionPtr(const SuperVersion&)>& change,
      const std::function<void()>& published);

  /// Begins an epoch at `start` with `next`; `published` runs under the lock, after the change.
  void BeginEpoch(SeqNo start, SuperVersionPtr next, const std::function<void()>& published);

  /// Drops the older epochs that no live snapshot belongs to: those below the watermark (the oldest
  /// live instant), and gaps above it. `live_snapshots` answers with the live instants, ascending;
  /// it is called with the history's lock held, so that no epoch begins between the answer and its
  /// use. Returns what was dropped, to be destroyed outside all locks.
  [[nodiscard]] std::vector<SuperVersionPtr> Collect(
      const std::function<std::vector<SeqNo>()>& live_snapshots);

  /// Super versions held: one an epoch, oldest first.
  [[nodiscard]] std::vector<SuperVersionPtr> Held() const;

 private:
  struct Epoch {
    SeqNo start = 0;  // serves instants above it, up to the next epoch's start
    SuperVersionPtr newest;
  };

  const Platform platform_;
  mutable Mutex mutex_;
  std::vector<Epoch> epochs_ ABSL_GUARDED_BY(mutex_);  // ascending by start
};

}  // namespace varve

#endif  // VARVE_ENGINE_VERSION_VERSION_HISTORY_H_
