#include "engine/base/schedule_point.h"

namespace varve {

void YieldTo(ScheduleHook* const& hook, SchedulePoint point) { hook->Yield(point); }

}  // namespace varve
