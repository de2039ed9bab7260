// Publication: batches are applied to the memtable by their writers, at once and in any order, and
// become visible in commit order (rule S2).
//
// Each batch takes a place in commit order, and knows where its predecessor ends. The visible seqno
// is a chain of compare-and-swaps, each from a predecessor's end to the end of a batch: so it
// stands only at batch ends, and covers a contiguous prefix of batches that are applied. The writer
// says in the ring that its batch is applied, then tries its own swap; where that succeeds, the
// swaps of the successors that are applied are its to do. Where it fails, either that was just
// done, or a predecessor is not yet published, and whoever publishes that one finds this one in the
// ring: the writer waits for it, since it returns only once its own batch is visible (rule S3).
//
// Why no batch is left behind. A writer stores into the ring, then swaps; its predecessor's
// publisher swaps, then looks into the ring. All four are sequentially consistent, the swap that
// fails included, which is a load: so either the writer's comes behind the publisher's and
// succeeds, or the look comes behind the store and finds it. No machine at hand shows a weaker
// order, nor does the simulator or ThreadSanitizer. In the same way a writer that is about to sleep
// (it counts itself, then looks) and a publisher (it swaps, then looks at the count) do not miss
// each other.
//
// Why a place in the ring can be used again. A batch enters once the one that had its place is
// visible; a publisher that still holds what it read there swaps from a value the visible seqno
// has left for good, and fails.
#ifndef VARVE_ENGINE_DB_PUBLICATION_H_
#define VARVE_ENGINE_DB_PUBLICATION_H_

#include <cstddef>
#include <vector>

#include "engine/base/atomic.h"
#include "engine/base/mutex.h"
#include "varve/platform/platform.h"
#include "varve/types.h"

namespace varve {

/// Thread safety: as each method says. Progress: `visible` is wait-free, the rest blocking: `Leave`
/// waits for earlier batches, and takes a lock where somebody sleeps.
class Publication {
 public:
  /// One batch in flight.
  struct Ticket {
    SeqNo end = 0;  // one past the batch's last seqno

    // Set by `Enter`.
    SeqNo after = 0;   // the end of the batch before it
    size_t place = 0;  // in the ring
  };

  /// As many batches can be in flight as the ring has `places` (at least 1).
  explicit Publication(const Platform& platform, size_t places = kDefaultPlaces);

  /// Every entry below it may be read. Any task.
  [[nodiscard]] SeqNo visible() const {
    return visible_.Load(hook_, SchedulePoint::kValidate, std::memory_order_acquire);
  }

  /// Takes the next place in commit order. Waits while the ring is full. The caller holds the
  /// commit lock.
  void Enter(Ticket& ticket);

  /// The batch is applied: returns when it is visible. Any task.
  void Leave(const Ticket& ticket);

  /// Returns when no batch is in flight. The caller holds the commit lock, so that none enters.
  void WaitUntilIdle();

  /// Sets the visible seqno where no batch is in flight and none can enter: at the opening, and for
  /// a wholesale drop, by whoever holds the commit lock.
  void Raise(SeqNo visible);

 private:
  // With more writers than this in flight, the next one sleeps, and with it those who would enter.
  static constexpr size_t kDefaultPlaces = 64;

  // Publishes the batch and every applied one behind it; false when it could not.
  bool Publish(const Ticket& ticket);
  void AwaitVisible(SeqNo end);
  [[nodiscard]] size_t Next(size_t place) const {
    return place + 1 == ring_.size() ? 0 : place + 1;
  }

  struct Place {
    Atomic<SeqNo> applied{0};  // end of the last batch that was here and is applied
    SeqNo entered = 0;         // end of the last batch that was here; the commit lock's
  };

  const Platform platform_;
  ScheduleHook* const hook_;
  alignas(64) Atomic<SeqNo> visible_{0};  // readers on other processors look here all the time

  // The commit lock's.
  alignas(64) size_t next_place_ = 0;
  SeqNo last_end_ = 0;  // of the last batch that entered, or where the visible seqno was raised to

  std::vector<Place> ring_;

  // Only for tasks that sleep.
  Mutex mutex_;
  CondVar risen_;
  Atomic<size_t> sleeping_{0};
};

}  // namespace varve

#endif  // VARVE_ENGINE_DB_PUBLICATION_H_
