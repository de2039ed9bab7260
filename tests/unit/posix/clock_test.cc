// That the clock is the operating system's: the conformance suite shows only that it is a clock.
#include "engine/posix/clock.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/time.h>

#include <chrono>

namespace varve::posix {
namespace {

int64_t SteadyNanos() {
  return std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count();
}

int64_t SystemNanos() {
  return std::chrono::nanoseconds(std::chrono::system_clock::now().time_since_epoch()).count();
}

TEST(PosixClockTest, NowAgreesWithTheSteadyClock) {
  PosixClock clock;
  for (int i = 0; i < 100; ++i) {
    const int64_t before = SteadyNanos();
    const Instant now = clock.Now();
    const int64_t after = SteadyNanos();
    EXPECT_LE(before, now.nanos);
    EXPECT_LE(now.nanos, after);
  }
}

TEST(PosixClockTest, WallTimeIsTheSystemClocks) {
  PosixClock clock;
  constexpr int64_t kHour = int64_t{3600} * 1'000'000'000;  // wider than any step of a time daemon
  EXPECT_LT(std::abs(clock.WallNanos() - SystemNanos()), kHour);
}

TEST(PosixClockTest, SleepOutlastsSignals) {
  PosixClock clock;
  struct sigaction ignore {
  }, former{};
  ignore.sa_handler = [](int) {};  // without SA_RESTART: the sleep is interrupted each time
  ASSERT_EQ(::sigaction(SIGALRM, &ignore, &former), 0);
  const itimerval every_millisecond{{0, 1000}, {0, 1000}};
  ASSERT_EQ(::setitimer(ITIMER_REAL, &every_millisecond, nullptr), 0);
  const Instant deadline = After(clock.Now(), 20'000'000);
  clock.SleepUntil(deadline);
  EXPECT_GE(clock.Now(), deadline);
  const itimerval never{};
  ASSERT_EQ(::setitimer(ITIMER_REAL, &never, nullptr), 0);
  ASSERT_EQ(::sigaction(SIGALRM, &former, nullptr), 0);
}

}  // namespace
}  // namespace varve::posix
