#include "engine/db/snapshot_list.h"

#include "engine/base/check.h"

namespace varve {

SnapshotList::SnapshotList(const Platform& platform, const Publication& publication)
    : platform_(platform), publication_(publication), mutex_(platform.scheduler, "snapshots") {}

SeqNo SnapshotList::Acquire() {
  MutexLock lock(mutex_);
  const SeqNo instant = publication_.visible();
  live_.insert(instant);
  platform_.instrumentation.OnSnapshotCreated(instant);
  return instant;
}

void SnapshotList::Release(SeqNo instant) {
  MutexLock lock(mutex_);
  const auto found = live_.find(instant);
  VARVE_CHECK(found != live_.end(), "V4: a snapshot is registered while it lives");
  live_.erase(found);
  platform_.instrumentation.OnSnapshotReleased(instant);
}

SnapshotSample SnapshotList::Sample() const {
  MutexLock lock(mutex_);
  return {.snapshots = {live_.begin(), live_.end()}, .visible = publication_.visible()};
}

std::vector<SeqNo> SnapshotList::Instants() const {
  MutexLock lock(mutex_);
  return {live_.begin(), live_.end()};
}

}  // namespace varve
