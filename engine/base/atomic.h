// The engine's atomics: exactly `std::atomic`, with marked accesses that are scheduling points
// under a controlled scheduler.
//
// The structure that owns the atomic keeps the hook (null in production) and passes it to the
// accesses that matter: publications, validations, node visits and the retries of loops
// (`SchedulePoint`). An access that takes no hook never deschedules the caller; use it for counters
// and for state that only its owner changes.
#ifndef VARVE_ENGINE_BASE_ATOMIC_H_
#define VARVE_ENGINE_BASE_ATOMIC_H_

#include <atomic>

#include "engine/base/schedule_point.h"
#include "varve/platform/scheduler.h"

namespace varve {

template <typename T>
class Atomic {
 public:
  constexpr Atomic() noexcept = default;
  constexpr explicit Atomic(T value) noexcept : value_(value) {}
  Atomic(const Atomic&) = delete;
  Atomic& operator=(const Atomic&) = delete;

  [[nodiscard]] T Load(std::memory_order order) const { return value_.load(order); }
  void Store(T value, std::memory_order order) { value_.store(value, order); }
  T FetchAdd(T delta, std::memory_order order) { return value_.fetch_add(delta, order); }

  /// Loads after offering to be descheduled.
  [[nodiscard]] T Load(ScheduleHook* const& hook, SchedulePoint point,
                       std::memory_order order) const {
    OfferYield(hook, point);
    return value_.load(order);
  }

  /// Stores after offering to be descheduled.
  void Publish(ScheduleHook* const& hook, T value, std::memory_order order) {
    OfferYield(hook, SchedulePoint::kPublish);
    value_.store(value, order);
  }

  /// Swaps after offering to be descheduled.
  [[nodiscard]] T Exchange(ScheduleHook* const& hook, T value, std::memory_order order) {
    OfferYield(hook, SchedulePoint::kPublish);
    return value_.exchange(value, order);
  }

  /// Strong compare-and-swap after offering to be descheduled. On failure `expected` holds what was
  /// found, loaded with `failure`.
  [[nodiscard]] bool CompareExchange(ScheduleHook* const& hook, T& expected, T desired,
                                     std::memory_order success, std::memory_order failure) {
    OfferYield(hook, SchedulePoint::kPublish);
    return value_.compare_exchange_strong(expected, desired, success, failure);
  }

  /// Raises the value to at least `floor`. Lock-free: a retry means that another task raised it.
  void RaiseTo(ScheduleHook* const& hook, T floor, std::memory_order order) {
    T seen = value_.load(std::memory_order_relaxed);
    while (seen < floor && !CompareExchange(hook, seen, floor, order, std::memory_order_relaxed)) {
      OfferYield(hook, SchedulePoint::kSpin);
    }
  }

 private:
  std::atomic<T> value_{};
};

}  // namespace varve

#endif  // VARVE_ENGINE_BASE_ATOMIC_H_
