// The operating system's clocks.
#ifndef VARVE_ENGINE_POSIX_CLOCK_H_
#define VARVE_ENGINE_POSIX_CLOCK_H_

#include "varve/platform/clock.h"

namespace varve::posix {

/// `Now` reads CLOCK_MONOTONIC, which is also what `std::chrono::steady_clock` reads, in the same
/// unit and from the same origin: the deadlines of `CondVar::WaitUntil` depend on that. It stands
/// still while the machine is suspended.
class PosixClock final : public Clock {
 public:
  [[nodiscard]] Instant Now() override;
  [[nodiscard]] int64_t WallNanos() override;
  void SleepUntil(Instant deadline) override;
};

}  // namespace varve::posix

#endif  // VARVE_ENGINE_POSIX_CLOCK_H_
