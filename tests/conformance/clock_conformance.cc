// Every observable sentence of varve/platform/clock.h.
#include "tests/conformance/platform_factory.h"

namespace varve::conformance {
namespace {

constexpr int64_t kMillisecond = 1'000'000;

TEST_P(ClockConformance, NowNeverGoesBack) {
  Run([](const Platform& platform, const std::string&) {
    Instant last = platform.clock.Now();
    for (int i = 0; i < 1000; ++i) {
      const Instant now = platform.clock.Now();
      ASSERT_GE(now, last);
      last = now;
    }
  });
}

TEST_P(ClockConformance, NowNeverGoesBackFromTaskToTask) {
  Run([](const Platform& platform, const std::string&) {
    const Instant before = platform.clock.Now();
    Instant within;
    const auto task = platform.scheduler.Spawn("reader", [&] { within = platform.clock.Now(); });
    task->Join();
    EXPECT_GE(within, before);
    EXPECT_GE(platform.clock.Now(), within);
  });
}

TEST_P(ClockConformance, SleepEndsAtItsDeadlineAtTheEarliest) {
  Run([](const Platform& platform, const std::string&) {
    const Instant deadline = After(platform.clock.Now(), 2 * kMillisecond);
    platform.clock.SleepUntil(deadline);
    EXPECT_GE(platform.clock.Now(), deadline);
  });
}

TEST_P(ClockConformance, SleepUntilThePastReturns) {
  Run([](const Platform& platform, const std::string&) {
    platform.clock.SleepUntil(platform.clock.Now());
    platform.clock.SleepUntil(After(platform.clock.Now(), -kMillisecond));
    platform.clock.SleepUntil(Instant{0});
    platform.clock.SleepUntil(Instant{-1});
  });
}

TEST_P(ClockConformance, SleepersWakeInTheOrderOfTheirDeadlinesOrLater) {
  Run([](const Platform& platform, const std::string&) {
    const Instant start = platform.clock.Now();
    Instant woke[3];
    std::unique_ptr<Task> tasks[3];
    for (int i = 0; i < 3; ++i) {
      tasks[i] = platform.scheduler.Spawn("sleeper", [&, i] {
        platform.clock.SleepUntil(After(start, (3 - i) * kMillisecond));
        woke[i] = platform.clock.Now();
      });
    }
    for (auto& task : tasks) task->Join();
    for (int i = 0; i < 3; ++i) EXPECT_GE(woke[i], After(start, (3 - i) * kMillisecond));
  });
}

TEST_P(ClockConformance, WallTimeAdvancesWithASleepWhereNothingSetsIt) {
  Run([](const Platform& platform, const std::string&) {
    const int64_t before = platform.clock.WallNanos();
    platform.clock.SleepUntil(After(platform.clock.Now(), 2 * kMillisecond));
    EXPECT_GT(platform.clock.WallNanos(), before);
  });
}

}  // namespace
}  // namespace varve::conformance
