#include "sim/scheduler/timer_queue.h"

#include <algorithm>

namespace varve::sim {

void TimerQueue::Add(int64_t deadline, FiberRecord* fiber) {
  // Before all of its equals: it expires after them.
  const auto place =
      std::lower_bound(timers_.begin(), timers_.end(), deadline,
                       [](const Timer& timer, int64_t value) { return timer.deadline > value; });
  timers_.insert(place, Timer{deadline, fiber});
}

void TimerQueue::Remove(const FiberRecord* fiber) {
  std::erase_if(timers_, [fiber](const Timer& timer) { return timer.fiber == fiber; });
}

FiberRecord* TimerQueue::Pop() {
  FiberRecord* const fiber = timers_.back().fiber;
  timers_.pop_back();
  return fiber;
}

}  // namespace varve::sim
