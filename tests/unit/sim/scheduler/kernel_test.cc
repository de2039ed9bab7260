#include "sim/scheduler/kernel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/sim/scheduler/kernel_fixture.h"

namespace varve::sim {
namespace {

using ::testing::ElementsAre;

TEST(KernelTest, RunReturnsWhenTheMainBodyReturns) {
  TestWorld world(1);
  bool ran = false;
  const KernelResult result = world.Run([&] {
    ran = true;
    EXPECT_TRUE(world.kernel.in_fiber());
  });
  EXPECT_TRUE(ran);
  EXPECT_EQ(result.outcome, Outcome::kFinished);
  EXPECT_FALSE(world.kernel.in_fiber());
  EXPECT_TRUE(world.kernel.Fibers().empty());
}

TEST(KernelTest, PathsNestAndRepeatedNamesAreNumbered) {
  TestWorld world(1, kRunToBlockKnobs);
  Kernel& kernel = world.kernel;
  std::vector<std::string> paths;
  auto note = [&] { paths.emplace_back(kernel.CurrentPath()); };
  world.Run([&] {
    note();
    const FiberId first = kernel.Spawn("client", [&] {
      note();
      kernel.Join(kernel.Spawn("flush", note));
    });
    const FiberId second = kernel.Spawn("client", note);
    kernel.Join(first);
    kernel.Join(second);
    kernel.Join(kernel.Spawn("client", note));
  });
  EXPECT_THAT(paths, ElementsAre("main", "main/client", "main/client#2", "main/client/flush",
                                 "main/client#3"));
  EXPECT_EQ(kernel.CurrentPath(), "world");
}

TEST(KernelTest, RunsInARowHaveDistinctPathsAndIds) {
  TestWorld world(1);
  std::vector<std::string> paths;
  std::vector<FiberId> ids;
  for (int i = 0; i < 2; ++i) {
    world.Run([&] {
      paths.emplace_back(world.kernel.CurrentPath());
      ids.push_back(world.kernel.CurrentFiberId());
    });
  }
  EXPECT_THAT(paths, ElementsAre("main", "main#2"));
  EXPECT_THAT(ids, ElementsAre(1u, 2u));
}

TEST(KernelTest, ChoicesAreMadeUnderThePathOfTheRunningFiber) {
  TestWorld world(1);
  Kernel& kernel = world.kernel;
  world.Run([&] {
    const FiberId child = kernel.Spawn("child", [&] {
      for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(world.choices.fiber(), "main/child");
        kernel.SchedulingPoint();
      }
    });
    for (int i = 0; i < 5; ++i) {
      EXPECT_EQ(world.choices.fiber(), "main");
      kernel.SchedulingPoint();
    }
    kernel.Join(child);
  });
  EXPECT_EQ(world.choices.fiber(), "world");
}

TEST(KernelTest, LonelyFiberIsNotSwitchedButCounted) {
  TestWorld world(1);
  world.Run([&] {
    world.kernel.SchedulingPoint();
    world.kernel.Yield(SchedulePoint::kSpin);
  });
  EXPECT_THAT(world.choices.log(), ElementsAre(FakeChoices::Decision{"main", 1, 0},
                                               FakeChoices::Decision{"main", 1, 0}));
  EXPECT_EQ(world.kernel.stats().decisions, 2u);
  EXPECT_EQ(world.kernel.stats().choices, 0u);
  EXPECT_EQ(world.kernel.stats().switches, 0u);
}

TEST(KernelTest, JoinWaitsForTheEndOfTheBody) {
  for (uint64_t seed = 0; seed < 20; ++seed) {
    TestWorld world(seed);
    Kernel& kernel = world.kernel;
    world.Run([&] {
      bool done = false;
      const FiberId child = kernel.Spawn("child", [&] {
        for (int i = 0; i < 3; ++i) kernel.SchedulingPoint();
        done = true;
      });
      kernel.Join(child);
      EXPECT_TRUE(done);
      kernel.Join(child);  // an ended fiber is joined at once
    });
  }
}

TEST(KernelTest, ManyMayJoinOneFiber) {
  TestWorld world(3);
  Kernel& kernel = world.kernel;
  int joined = 0;
  const KernelResult result = world.Run([&] {
    const FiberId target = kernel.Spawn("target", [&] { kernel.SleepUntil(Instant{1000000}); });
    std::vector<FiberId> joiners;
    for (int i = 0; i < 4; ++i) {
      joiners.push_back(kernel.Spawn("joiner", [&, target] {
        kernel.Join(target);
        ++joined;
      }));
    }
    for (FiberId joiner : joiners) kernel.Join(joiner);
  });
  EXPECT_EQ(result.outcome, Outcome::kFinished);
  EXPECT_EQ(joined, 4);
}

TEST(KernelTest, BlockedFiberRunsOnlyWhenWoken) {
  TestWorld world(2);
  Kernel& kernel = world.kernel;
  world.Run([&] {
    bool woken = false;
    const FiberId sleeper = kernel.Spawn("sleeper", [&] {
      kernel.Block({.kind = "test"});
      woken = true;
    });
    for (int i = 0; i < 20; ++i) kernel.SchedulingPoint();
    EXPECT_FALSE(woken);
    kernel.Wake(sleeper);
    kernel.Wake(sleeper);
    kernel.Join(sleeper);
    EXPECT_TRUE(woken);
  });
}

TEST(KernelTest, SpinnersLetEveryoneRunUnderRunToBlock) {
  TestWorld world(1, kRunToBlockKnobs);
  Kernel& kernel = world.kernel;
  const KernelResult result = world.Run([&] {
    bool released = false;
    auto spin = [&] {
      while (!released) kernel.Yield(SchedulePoint::kSpin);
    };
    std::vector<FiberId> fibers = {kernel.Spawn("a", spin), kernel.Spawn("b", spin),
                                   kernel.Spawn("c", [&] { released = true; })};
    for (FiberId fiber : fibers) kernel.Join(fiber);
  });
  EXPECT_EQ(result.outcome, Outcome::kFinished);
}

TEST(KernelTest, FrozenFiberTakesNoStepUntilThawed) {
  TestWorld world(4);
  Kernel& kernel = world.kernel;
  world.Run([&] {
    int steps = 0;
    const FiberId worker = kernel.Spawn("worker", [&] {
      for (int i = 0; i < 10; ++i) {
        ++steps;
        kernel.SchedulingPoint();
      }
    });
    while (steps < 3) kernel.SchedulingPoint();
    kernel.Freeze(worker);
    const int before = steps;
    for (int i = 0; i < 50; ++i) kernel.SchedulingPoint();
    EXPECT_EQ(steps, before);
    kernel.Thaw(worker);
    kernel.Join(worker);
    EXPECT_EQ(steps, 10);
  });
}

TEST(KernelTest, FiberWokenWhileFrozenRunsAfterTheThaw) {
  TestWorld world(4);
  Kernel& kernel = world.kernel;
  world.Run([&] {
    bool ran = false;
    const FiberId worker = kernel.Spawn("worker", [&] {
      kernel.SleepUntil(Instant{kernel.now().nanos + 1000});
      ran = true;
    });
    kernel.SleepUntil(Instant{kernel.now().nanos + 500});
    kernel.Freeze(worker);
    kernel.SleepUntil(Instant{kernel.now().nanos + 10000});
    EXPECT_FALSE(ran);
    kernel.Thaw(worker);
    kernel.Join(worker);
    EXPECT_TRUE(ran);
  });
}

TEST(KernelTest, LocalsAreDestroyedAtTheEndOfTheirFiber) {
  TestWorld world(1);
  Kernel& kernel = world.kernel;
  static int destroyed;
  destroyed = 0;
  world.Run([&] {
    const uint64_t key = kernel.NewLocalKey();
    int mine = 0;
    kernel.SetLocal(key, &mine, [](void*) { ++destroyed; });
    kernel.Join(kernel.Spawn("child", [&] {
      EXPECT_EQ(kernel.GetLocal(key), nullptr);
      int value = 0;
      kernel.SetLocal(key, &value, [](void*) { ++destroyed; });
      EXPECT_EQ(kernel.GetLocal(key), &value);
    }));
    EXPECT_EQ(destroyed, 1);
    EXPECT_EQ(kernel.GetLocal(key), &mine);
    kernel.ForgetLocal(key);
    EXPECT_EQ(kernel.GetLocal(key), nullptr);
  });
  EXPECT_EQ(destroyed, 1);
}

TEST(KernelTest, UserSlotBelongsToTheFiber) {
  TestWorld world(1);
  Kernel& kernel = world.kernel;
  world.Run([&] {
    int mine = 0;
    kernel.set_user(&mine);
    kernel.Join(kernel.Spawn("child", [&] { EXPECT_EQ(kernel.user(), nullptr); }));
    EXPECT_EQ(kernel.user(), &mine);
  });
}

// Three fibers that note each of their steps.
std::vector<std::string> StepsOf(uint64_t seed) {
  TestWorld world(seed);
  Kernel& kernel = world.kernel;
  std::vector<std::string> steps;
  world.Run([&] {
    std::vector<FiberId> fibers;
    for (const char* name : {"a", "b", "c"}) {
      fibers.push_back(kernel.Spawn(name, [&] {
        for (int i = 0; i < 20; ++i) {
          steps.emplace_back(kernel.CurrentPath());
          kernel.SchedulingPoint();
        }
      }));
    }
    for (FiberId fiber : fibers) kernel.Join(fiber);
  });
  return steps;
}

TEST(KernelTest, EqualSeedsGiveEqualSchedules) { EXPECT_EQ(StepsOf(7), StepsOf(7)); }

TEST(KernelTest, DifferentSeedsGiveDifferentSchedules) { EXPECT_NE(StepsOf(7), StepsOf(8)); }

TEST(KernelDeathTest, SchedulingPointOutsideFibersIsAnInternalError) {
  TestWorld world(1);
  EXPECT_EXIT(world.kernel.SchedulingPoint(), ::testing::ExitedWithCode(70), "outside all fibers");
}

}  // namespace
}  // namespace varve::sim
