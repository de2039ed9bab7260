#include "engine/posix/clock.h"

#include <cerrno>
#include <ctime>

#include "engine/base/check.h"

namespace varve::posix {
namespace {

constexpr int64_t kNanosPerSecond = 1'000'000'000;

int64_t Read(clockid_t clock) {
  timespec now{};
  VARVE_CHECK(::clock_gettime(clock, &now) == 0, "the system has this clock");
  return static_cast<int64_t>(now.tv_sec) * kNanosPerSecond + now.tv_nsec;
}

}  // namespace

Instant PosixClock::Now() { return Instant{Read(CLOCK_MONOTONIC)}; }

int64_t PosixClock::WallNanos() { return Read(CLOCK_REALTIME); }

void PosixClock::SleepUntil(Instant deadline) {
  if (deadline.nanos <= 0) return;  // before the origin; the call would refuse a negative time
  const timespec until{static_cast<time_t>(deadline.nanos / kNanosPerSecond),
                       static_cast<long>(deadline.nanos % kNanosPerSecond)};
  int error = EINTR;
  while (error == EINTR) {  // an absolute deadline makes starting again exact
    error = ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr);
  }
  VARVE_CHECK(error == 0, "the system can sleep on the monotonic clock");
}

}  // namespace varve::posix
