#include "engine/version/version_history.h"

#include <algorithm>
#include <utility>

#include "engine/base/check.h"

namespace varve {

VersionHistory::VersionHistory(const Platform& platform)
    : platform_(platform), mutex_(platform.scheduler, "version") {}

VersionHistory::View VersionHistory::Current(const std::function<SeqNo()>& visible) const {
  MutexLock lock(mutex_);
  View view;
  view.super_version = epochs_.back().newest;
  view.instant = visible();
  return view;
}

SuperVersionPtr VersionHistory::Current() const {
  MutexLock lock(mutex_);
  return epochs_.back().newest;
}

SuperVersionPtr VersionHistory::GetVersionForSnapshot(SeqNo instant) const {
  MutexLock lock(mutex_);
  for (auto epoch = epochs_.rbegin(); epoch != epochs_.rend(); ++epoch) {
    if (epoch->start < instant) {
      if (epoch != epochs_.rbegin()) platform_.instrumentation.Hit(Probe::kReadOldEpoch);
      return epoch->newest;
    }
  }
  CheckFailed(__FILE__, __LINE__, "an epoch serves the instant",
              "H1: the epoch of a live snapshot is kept");
}

SuperVersionPtr VersionHistory::Install(
    const std::function<SuperVersionPtr(const SuperVersion&)>& change,
    const std::function<void()>& published) {
  MutexLock lock(mutex_);
  SuperVersionPtr next = change(*epochs_.back().newest);
  SuperVersionPtr previous = std::exchange(epochs_.back().newest, std::move(next));
  published();
  return previous;
}

void VersionHistory::BeginEpoch(SeqNo start, SuperVersionPtr next,
                                const std::function<void()>& published) {
  MutexLock lock(mutex_);
  VARVE_CHECK(epochs_.empty() || epochs_.back().start < start, "H1: epochs begin in order");
  epochs_.push_back({start, std::move(next)});
  published();
}

std::vector<SuperVersionPtr> VersionHistory::Collect(
    const std::function<std::vector<SeqNo>()>& live_snapshots) {
  std::vector<SuperVersionPtr> dropped;
  MutexLock lock(mutex_);
  if (epochs_.size() == 1) return dropped;
  const std::vector<SeqNo> snapshots = live_snapshots();
  std::vector<Epoch> kept;
  for (size_t i = 0; i < epochs_.size(); ++i) {
    const bool newest = i + 1 == epochs_.size();
    // The oldest instant of this epoch that a live snapshot may hold.
    const auto first = std::upper_bound(snapshots.begin(), snapshots.end(), epochs_[i].start);
    const bool needed = newest || (first != snapshots.end() && *first <= epochs_[i + 1].start);
    if (needed) {
      kept.push_back(std::move(epochs_[i]));
    } else {
      dropped.push_back(std::move(epochs_[i].newest));
    }
  }
  epochs_ = std::move(kept);
  return dropped;
}

std::vector<SuperVersionPtr> VersionHistory::Held() const {
  MutexLock lock(mutex_);
  std::vector<SuperVersionPtr> held;
  for (const Epoch& epoch : epochs_) held.push_back(epoch.newest);
  return held;
}

}  // namespace varve
