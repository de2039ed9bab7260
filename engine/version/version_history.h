// The history of super versions: which one a reader at a given instant has to use, and for how long
// older ones are kept (rule H1).
//
// A wholesale drop at seqno s begins a new *epoch* whose start is s: instants S > s belong to it,
// instants S <= s to an older one. Within an epoch the newest super version serves every instant,
// because compaction keeps what live snapshots see (rule G1); so the history holds one super
// version an epoch, and an older epoch's only while a live snapshot belongs to it.
//
// Readers take no lock: the current super version is one pointer, which they load inside a guard of
// the reclaimer; one that was replaced is let go of when all guards that could reach it are left.
//
// Lock order: engine/README.md, "Locks"; the snapshot list is taken under it.
#ifndef VARVE_ENGINE_VERSION_VERSION_HISTORY_H_
#define VARVE_ENGINE_VERSION_VERSION_HISTORY_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "engine/base/atomic.h"
#include "engine/base/mutex.h"
#include "engine/base/reclaimer.h"
#include "engine/version/super_version.h"
#include "varve/platform/platform.h"

namespace varve {

/// Thread safety: all methods from any task. Progress: `Newest` and
/// `GetVersionForSnapshot` are wait-free but where an epoch begins, or is not the newest, `Current`
/// and `level0_runs` always; the rest blocks on a short lock, with no I/O under it.
class VersionHistory {
 public:
  VersionHistory(const Platform& platform, Reclaimer& reclaimer);
  /// Nobody reads any more.
  ~VersionHistory();
  VersionHistory(const VersionHistory&) = delete;
  VersionHistory& operator=(const VersionHistory&) = delete;

  /// A super version, and the instant to read it at. It stays until the caller's guard is left.
  struct View {
    const SuperVersion* super_version;
    SeqNo instant;
  };

  /// What a read at the newest instant, which `visible` tells, consults. The caller holds a guard.
  ///
  /// The instant is fixed after the super version, never before: the read could lose what it should
  /// see to a flush and a compaction in between. An instant fixed afterwards may cover writes that
  /// came too late for this super version; the read then sees all that came before them, which is
  /// what it would have seen a moment earlier. A super version whose epoch is not visible yet is
  /// not used: only this waits, for the lock under which the epoch becomes so.
  template <typename Visible>
  [[nodiscard]] View Newest(const Visible& visible) const {
    const SuperVersion& current = Peek();
    const SeqNo instant = visible();
    if (instant > current.epoch_start) [[likely]]
      return {&current, instant};
    MutexLock lock(mutex_);
    return {epochs_.back().get(), visible()};
  }

  /// The current super version, pinned.
  [[nodiscard]] SuperVersionPtr Current() const;

  /// The super version that serves `instant`: the newest of the instant's own epoch. The instant
  /// must be held by a live snapshot, or be visible. It
  /// stays until the caller's guard is left.
  [[nodiscard]] const SuperVersion& GetVersionForSnapshot(SeqNo instant) const;

  /// Runs of level 0 in the current version.
  [[nodiscard]] size_t level0_runs() const { return level0_runs_.Load(std::memory_order_relaxed); }

  /// Hands a super version that was replaced to the reclaimer, at the end of its scope: declared
  /// before the caller's locks are taken, it lets go of the data after they are released. `later`:
  /// the caller's own caller holds the commit lock, and a flush follows, which collects.
  class Replaced {
   public:
    explicit Replaced(VersionHistory& history, bool later = false)
        : reclaimer_(history.reclaimer_), later_(later) {}
    ~Replaced() {
      if (super_version_ == nullptr) return;
      later_ ? reclaimer_.RetireLater(std::move(super_version_))
             : reclaimer_.Retire(std::move(super_version_));
    }
    Replaced(const Replaced&) = delete;
    Replaced& operator=(const Replaced&) = delete;

   private:
    friend class VersionHistory;
    Reclaimer& reclaimer_;
    const bool later_;
    SuperVersionPtr super_version_;
  };

  /// Replaces the newest super version of the newest epoch by `change` of it. `published` runs
  /// under the lock, after the change.
  void Install(const std::function<SuperVersionPtr(const SuperVersion&)>& change,
               const std::function<void()>& published, Replaced& replaced);

  /// Begins the epoch of `next`; `published` runs under the lock, after the change.
  void BeginEpoch(SuperVersionPtr next, const std::function<void()>& published);

  /// Drops the older epochs that no live snapshot belongs to: those below the watermark (the oldest
  /// live instant), and gaps above it. `live_snapshots` answers with the live instants, ascending;
  /// it is called with the history's lock held, so that no epoch begins between the answer and its
  /// use. Returns how many were dropped. The caller holds no lock that a destruction needs.
  size_t Collect(const std::function<std::vector<SeqNo>()>& live_snapshots);

  /// Super versions held: one an epoch, oldest first.
  [[nodiscard]] std::vector<SuperVersionPtr> Held() const;

 private:
  [[nodiscard]] const SuperVersion& Peek() const {
    return *current_.Load(hook_, SchedulePoint::kValidate, std::memory_order_seq_cst);
  }
  void Publish(const SuperVersion& super_version) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Platform platform_;
  ScheduleHook* const hook_;
  Reclaimer& reclaimer_;
  mutable Mutex mutex_;
  // The newest super version of each epoch that is kept, ascending by epoch.
  std::vector<SuperVersionPtr> epochs_ ABSL_GUARDED_BY(mutex_);
  Atomic<const SuperVersion*> current_{nullptr};  // the last of them; stored under the lock
  Atomic<size_t> level0_runs_{0};                 // of it
};

}  // namespace varve

#endif  // VARVE_ENGINE_VERSION_VERSION_HISTORY_H_
