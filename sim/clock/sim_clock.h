// The engine's clock in a simulated world: virtual time, which passes at scheduling decisions and
// while nothing can run.
#ifndef VARVE_SIM_CLOCK_SIM_CLOCK_H_
#define VARVE_SIM_CLOCK_SIM_CLOCK_H_

#include <cstdint>

#include "sim/scheduler/kernel.h"
#include "varve/platform/clock.h"

namespace varve::sim {

/// Every call made by a fiber is a scheduling point, so that a loop that reads the clock until some
/// moment comes to an end. Outside fibers `Now` and `WallNanos` just answer.
/// Thread safety: one operating system thread. Allocates nothing.
class SimClock final : public Clock {
 public:
  /// The wall clock reads `wall_base_nanos` at virtual time 0. `kernel` outlives the clock.
  SimClock(Kernel& kernel, int64_t wall_base_nanos)
      : kernel_(kernel), wall_base_nanos_(wall_base_nanos) {}

  [[nodiscard]] Instant Now() override;
  [[nodiscard]] int64_t WallNanos() override;
  void SleepUntil(Instant deadline) override;

 private:
  Kernel& kernel_;
  int64_t wall_base_nanos_;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_CLOCK_SIM_CLOCK_H_
