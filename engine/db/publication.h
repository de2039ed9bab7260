// Publication: batches are applied to the memtable by their writers, at once and in any order, and
// become visible in commit order (rule S2).
//
// Each batch takes a ticket in commit order. When its writer has applied it, the visible seqno
// rises past every batch at the head of the queue that is applied; a writer returns once its own
// batch is visible (rule S3). The visible seqno therefore stands only at batch ends and covers a
// contiguous prefix. Only this class changes it.
#ifndef VARVE_ENGINE_DB_PUBLICATION_H_
#define VARVE_ENGINE_DB_PUBLICATION_H_

#include <deque>

#include "engine/base/atomic.h"
#include "engine/base/mutex.h"
#include "varve/platform/platform.h"
#include "varve/types.h"

namespace varve {

/// Thread safety: as each method says. Progress: `visible` is wait-free, the rest blocking.
class Publication {
 public:
  /// One batch in flight; lives on its writer's stack from `Enter` to the end of `Leave`.
  struct Ticket {
    SeqNo end = 0;  // one past the batch's last seqno
    bool applied = false;
    bool visible = false;
  };

  explicit Publication(const Platform& platform);

  /// Every entry below it may be read. Any task.
  [[nodiscard]] SeqNo visible() const {
    return visible_.Load(hook_, SchedulePoint::kValidate, std::memory_order_acquire);
  }

  /// Takes the next place in commit order. The caller holds the commit lock.
  void Enter(Ticket& ticket);

  /// The batch is applied: returns when it is visible. Any task.
  void Leave(Ticket& ticket);

  /// Returns when no batch is in flight. The caller holds the commit lock, so that none enters.
  void WaitUntilIdle();

  /// Sets the visible seqno where no batch is in flight and none can enter: at the opening, and for
  /// a wholesale drop.
  void Raise(SeqNo visible);

 private:
  const Platform platform_;
  ScheduleHook* const hook_;
  Mutex mutex_;
  CondVar risen_;
  std::deque<Ticket*> in_flight_ ABSL_GUARDED_BY(mutex_);  // in commit order
  Atomic<SeqNo> visible_{0};                               // written under mutex_
};

}  // namespace varve

#endif  // VARVE_ENGINE_DB_PUBLICATION_H_
