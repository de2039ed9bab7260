#include "engine/db/publication.h"

#include "engine/base/check.h"
#include "engine/base/schedule_point.h"

namespace varve {

Publication::Publication(const Platform& platform, size_t places)
    : platform_(platform),
      hook_(platform.scheduler.hook()),
      ring_(places),
      mutex_(platform.scheduler, "publication"),
      risen_(platform.scheduler, "publication.risen") {}

void Publication::Enter(Ticket& ticket) {
  VARVE_CHECK(last_end_ < ticket.end, "S1: commit order");
  Place& place = ring_[next_place_];
  AwaitVisible(place.entered);
  place.entered = ticket.end;
  ticket.place = next_place_;
  ticket.after = last_end_;
  next_place_ = Next(next_place_);
  last_end_ = ticket.end;
}

void Publication::Leave(const Ticket& ticket) {
  // No scheduling point: the last one is in the insertion, the next one at the swap. Whoever looks
  // into the ring in between would find the batch applied a little later, no more.
  ring_[ticket.place].applied.Store(ticket.end, std::memory_order_seq_cst);
  if (Publish(ticket)) return;
  platform_.instrumentation.Hit(Probe::kCommitOutOfOrder);
  AwaitVisible(ticket.end);
}

bool Publication::Publish(const Ticket& ticket) {
  size_t place = ticket.place;
  SeqNo end = ticket.end;
  SeqNo after = ticket.after;
  bool published = false;
  while (visible_.CompareExchange(hook_, after, end, std::memory_order_seq_cst,
                                  std::memory_order_seq_cst)) {
    platform_.instrumentation.OnVisible(end);
    if (sleeping_.Load(std::memory_order_seq_cst) > 0) {
      const MutexLock lock(mutex_);
      risen_.NotifyAll();
    }
    published = true;
    place = Next(place);
    after = end;
    end = ring_[place].applied.Load(hook_, SchedulePoint::kValidate, std::memory_order_seq_cst);
    if (end <= after) break;  // not applied yet, or nobody is there
  }
  return published;
}

void Publication::AwaitVisible(SeqNo end) {
  if (visible_.Load(std::memory_order_acquire) >= end) return;
  const MutexLock lock(mutex_);
  // Here are the scheduling points that the publisher's look at `sleeping_` has not: a put does not
  // come this way.
  OfferYield(hook_, SchedulePoint::kPublish);
  sleeping_.FetchAdd(1, std::memory_order_seq_cst);
  while (visible_.Load(hook_, SchedulePoint::kValidate, std::memory_order_seq_cst) < end) {
    risen_.Wait(mutex_);
  }
  sleeping_.FetchAdd(size_t{0} - 1, std::memory_order_relaxed);
}

void Publication::WaitUntilIdle() {
  if (visible_.Load(std::memory_order_acquire) < last_end_) {
    platform_.instrumentation.Hit(Probe::kRotationWaitsForAppliers);
  }
  AwaitVisible(last_end_);
}

void Publication::Raise(SeqNo visible) {
  const SeqNo before = visible_.Load(std::memory_order_acquire);
  VARVE_CHECK(before == last_end_, "S2: nothing is in flight");
  VARVE_CHECK(visible >= before, "S2: visible seqno is monotone");
  last_end_ = visible;
  visible_.Publish(hook_, visible, std::memory_order_release);
  platform_.instrumentation.OnVisible(visible);
}

}  // namespace varve
