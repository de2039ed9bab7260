#include "sim/world/staller.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "sim/choice/seeded_choices.h"
#include "sim/scheduler/strategy.h"
#include "tests/unit/sim/world/run_seed.h"

namespace varve::sim {
namespace {

// A worker that does steps of one microsecond, and a staller beside it.
struct Fixture {
  Fixture()
      : log(TestLog("staller")),
        choices(1, log.get(), digest),
        strategy(MakeStrategy({})),
        kernel(choices, *strategy) {}

  // The longest time between two steps of the worker.
  int64_t LongestStall(int steps, bool with_staller) {
    int64_t longest = 0;
    kernel.Run("main", [&] {
      bool done = false;
      const FiberId main = kernel.CurrentFiberId();
      const FiberId worker = kernel.Spawn("worker", [&] {
        Instant last = kernel.now();
        for (int i = 0; i < steps; ++i) {
          kernel.SleepUntil(After(kernel.now(), 1000));
          longest = std::max(longest, kernel.now().nanos - last.nanos);
          last = kernel.now();
        }
        done = true;
      });
      const std::vector<FiberId> favourites;
      Staller staller({.kernel = kernel,
                       .choices = choices,
                       .log = *log,
                       .favourites = favourites,
                       .spared = main,
                       .unit_nanos = 25'000});
      FiberId stalling = kNoFiber;
      if (with_staller) {
        stalling = kernel.Spawn("staller", [&] { staller.Run([&] { return done; }); });
      }
      kernel.Join(worker);
      if (with_staller) kernel.Join(stalling);
      EXPECT_EQ(kernel.Fibers().size(), 1U);
    });
    return longest;
  }

  Digest digest;
  std::unique_ptr<ChoiceLog> log;
  SeededChoices choices;
  std::unique_ptr<Strategy> strategy;
  Kernel kernel;
};

TEST(StallerTest, WithoutItAFiberIsNotHeldUp) {
  EXPECT_LT(Fixture().LongestStall(2000, /*with_staller=*/false), 10'000);
}

TEST(StallerTest, HoldsAFiberUpAndLetsItGoOn) {
  EXPECT_GT(Fixture().LongestStall(2000, /*with_staller=*/true), 100'000);
}

}  // namespace
}  // namespace varve::sim
