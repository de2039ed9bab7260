// The branch that makes a step of lock-free code a scheduling point, and the one that picks a
// controlled lock: the only two places that tell a controlled scheduler from a native one.
//
// Both test a pointer that the owning structure holds, null in production. A build with
// VARVE_WITHOUT_SCHEDULE_POINTS (CMake's VARVE_SCHEDULE_POINTS=OFF) has neither branch. It is there
// to measure what they cost (tests/bench/seam_cost): nothing can drive it, and no user gets it.
#ifndef VARVE_ENGINE_BASE_SCHEDULE_POINT_H_
#define VARVE_ENGINE_BASE_SCHEDULE_POINT_H_

#include "varve/platform/scheduler.h"

namespace varve {

/// Whether `made`, a scheduler's hook or a lock that it made, says that the scheduler is a
/// controlled one: a native scheduler gives null.
template <typename Pointer>
[[nodiscard]] inline bool IsControlled([[maybe_unused]] const Pointer& made) {
#ifdef VARVE_WITHOUT_SCHEDULE_POINTS
  return false;
#else
  return made != nullptr;
#endif
}

/// Calls the hook, which is not null.
void YieldTo(ScheduleHook* const& hook, SchedulePoint point);

/// Offers the caller to be descheduled here; `hook` is its scheduler's. By reference, and the call
/// out of line, so that in production a point is a comparison of the member that the owner keeps
/// and a jump, and takes no register.
inline void OfferYield(ScheduleHook* const& hook, SchedulePoint point) {
  if (IsControlled(hook)) [[unlikely]]
    YieldTo(hook, point);
}

}  // namespace varve

#endif  // VARVE_ENGINE_BASE_SCHEDULE_POINT_H_
