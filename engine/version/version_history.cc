#include "engine/version/version_history.h"

#include <algorithm>
#include <utility>

#include "engine/base/check.h"

namespace varve {

VersionHistory::VersionHistory(const Platform& platform, Reclaimer& reclaimer)
    : platform_(platform),
      hook_(platform.scheduler.hook()),
      reclaimer_(reclaimer),
      mutex_(platform.scheduler, "version") {}

VersionHistory::~VersionHistory() {
  // What was replaced goes before the parts that its tables hold on to.
  reclaimer_.Collect();
  VARVE_CHECK(reclaimer_.waiting() == 0, "V5: nobody reads from what is being destroyed");
}

void VersionHistory::Publish(const SuperVersion& super_version) {
  level0_runs_.Store(super_version.version->levels()[0].size(), std::memory_order_relaxed);
  current_.Publish(hook_, &super_version, std::memory_order_seq_cst);
}

SuperVersionPtr VersionHistory::Current() const {
  const Reclaimer::Guard guard(reclaimer_);
  return Peek().shared_from_this();
}

const SuperVersion& VersionHistory::GetVersionForSnapshot(SeqNo instant) const {
  const SuperVersion& current = Peek();
  if (current.epoch_start < instant) return current;
  platform_.instrumentation.Hit(Probe::kReadOldEpoch);
  MutexLock lock(mutex_);
  // An older epoch's super version is not replaced any more, and the instant's snapshot keeps it.
  for (auto epoch = epochs_.rbegin(); epoch != epochs_.rend(); ++epoch) {
    if ((*epoch)->epoch_start < instant) return **epoch;
  }
  CheckFailed(__FILE__, __LINE__, "an epoch serves the instant",
              "H1: the epoch of a live snapshot is kept");
}

void VersionHistory::Install(const std::function<SuperVersionPtr(const SuperVersion&)>& change,
                             const std::function<void()>& published, Replaced& replaced) {
  MutexLock lock(mutex_);
  SuperVersionPtr next = change(*epochs_.back());
  VARVE_CHECK(next->epoch_start == epochs_.back()->epoch_start, "H1: within its epoch");
  Publish(*next);
  replaced.super_version_ = std::exchange(epochs_.back(), std::move(next));
  published();
}

void VersionHistory::BeginEpoch(SuperVersionPtr next, const std::function<void()>& published) {
  MutexLock lock(mutex_);
  VARVE_CHECK(epochs_.empty() || epochs_.back()->epoch_start < next->epoch_start,
              "H1: epochs begin in order");
  Publish(*next);
  epochs_.push_back(std::move(next));
  published();
}

size_t VersionHistory::Collect(const std::function<std::vector<SeqNo>()>& live_snapshots) {
  std::vector<SuperVersionPtr> dropped;
  {
    MutexLock lock(mutex_);
    if (epochs_.size() == 1) return 0;
    const std::vector<SeqNo> snapshots = live_snapshots();
    std::vector<SuperVersionPtr> kept;
    for (size_t i = 0; i < epochs_.size(); ++i) {
      const bool newest = i + 1 == epochs_.size();
      // The oldest instant of this epoch that a live snapshot may hold.
      const auto first =
          std::upper_bound(snapshots.begin(), snapshots.end(), epochs_[i]->epoch_start);
      const bool needed =
          newest || (first != snapshots.end() && *first <= epochs_[i + 1]->epoch_start);
      (needed ? kept : dropped).push_back(std::move(epochs_[i]));
    }
    epochs_ = std::move(kept);
  }
  for (SuperVersionPtr& super_version : dropped) reclaimer_.Retire(std::move(super_version));
  return dropped.size();
}

std::vector<SuperVersionPtr> VersionHistory::Held() const {
  MutexLock lock(mutex_);
  return epochs_;
}

}  // namespace varve
