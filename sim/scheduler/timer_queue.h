// The deadlines of sleeping fibers, in virtual time.
#ifndef VARVE_SIM_SCHEDULER_TIMER_QUEUE_H_
#define VARVE_SIM_SCHEDULER_TIMER_QUEUE_H_

#include <cstdint>
#include <limits>
#include <vector>

namespace varve::sim {

struct FiberRecord;

/// At most one deadline a fiber. Equal deadlines expire in the order in which they were added. A
/// sorted array: worlds have tens of fibers. Thread safety: one operating system thread.
class TimerQueue {
 public:
  static constexpr int64_t kNever = std::numeric_limits<int64_t>::max();

  void Add(int64_t deadline, FiberRecord* fiber);
  /// Does nothing when the fiber has no deadline.
  void Remove(const FiberRecord* fiber);
  void Clear() { timers_.clear(); }

  /// The earliest deadline, or `kNever`.
  [[nodiscard]] int64_t next() const { return timers_.empty() ? kNever : timers_.back().deadline; }
  /// Removes and returns the fiber with the earliest deadline; there must be one.
  FiberRecord* Pop();

 private:
  struct Timer {
    int64_t deadline;
    FiberRecord* fiber;
  };
  std::vector<Timer> timers_;  // latest first
};

}  // namespace varve::sim

#endif  // VARVE_SIM_SCHEDULER_TIMER_QUEUE_H_
