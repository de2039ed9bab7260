#include "sim/clock/sim_clock.h"

namespace varve::sim {

Instant SimClock::Now() {
  if (kernel_.in_fiber()) kernel_.SchedulingPoint();
  return kernel_.now();
}

int64_t SimClock::WallNanos() { return wall_base_nanos_ + Now().nanos; }

void SimClock::SleepUntil(Instant deadline) { kernel_.SleepUntil(deadline); }

}  // namespace varve::sim
