#include "engine/db/publication.h"

#include "engine/base/check.h"

namespace varve {

Publication::Publication(const Platform& platform)
    : platform_(platform),
      hook_(platform.scheduler.hook()),
      mutex_(platform.scheduler, "publication"),
      risen_(platform.scheduler, "publication.risen") {}

void Publication::Enter(Ticket& ticket) {
  MutexLock lock(mutex_);
  VARVE_CHECK(in_flight_.empty() || in_flight_.back()->end < ticket.end, "S1: commit order");
  in_flight_.push_back(&ticket);
}

void Publication::Leave(Ticket& ticket) {
  MutexLock lock(mutex_);
  ticket.applied = true;
  if (in_flight_.front() != &ticket) {
    platform_.instrumentation.Hit(Probe::kCommitOutOfOrder);
  } else {
    SeqNo end = ticket.end;
    while (!in_flight_.empty() && in_flight_.front()->applied) {
      end = in_flight_.front()->end;
      in_flight_.front()->visible = true;
      in_flight_.pop_front();
    }
    visible_.Store(end, std::memory_order_release);
    platform_.instrumentation.OnVisible(end);
    risen_.NotifyAll();
  }
  while (!ticket.visible) risen_.Wait(mutex_);
}

void Publication::WaitUntilIdle() {
  MutexLock lock(mutex_);
  if (!in_flight_.empty()) platform_.instrumentation.Hit(Probe::kRotationWaitsForAppliers);
  while (!in_flight_.empty()) risen_.Wait(mutex_);
}

void Publication::Raise(SeqNo visible) {
  MutexLock lock(mutex_);
  VARVE_CHECK(in_flight_.empty(), "S2: nothing is in flight");
  VARVE_CHECK(visible >= visible_.Load(std::memory_order_relaxed), "S2: visible seqno is monotone");
  visible_.Store(visible, std::memory_order_release);
  platform_.instrumentation.OnVisible(visible);
}

}  // namespace varve
