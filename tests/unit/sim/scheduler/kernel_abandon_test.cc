#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "sim/base/sanitizer.h"
#include "sim/heap/heap.h"
#include "sim/scheduler/kernel.h"
#include "tests/unit/sim/scheduler/kernel_fixture.h"

#ifdef VARVE_SIM_ADDRESS_SANITIZER
#include <sanitizer/lsan_interface.h>
#endif

namespace varve::sim {
namespace {

TEST(KernelAbandonTest, StopLeavesEveryFiberWhereItStands) {
  TestWorld world(1);
  Kernel& kernel = world.kernel;
  static int destroyed;
  destroyed = 0;
  struct Witness {
    ~Witness() { ++destroyed; }
  };
  const KernelResult result = world.Run([&] {
    Witness in_main;
    for (int i = 0; i < 5; ++i) {
      kernel.Spawn("worker", [&] {
        Witness in_worker;
        for (;;) kernel.SchedulingPoint();
      });
    }
    for (int i = 0; i < 100; ++i) kernel.SchedulingPoint();
    kernel.Spawn("crasher", [&] { kernel.Stop(); });
    for (;;) kernel.SchedulingPoint();
  });
  EXPECT_EQ(result.outcome, Outcome::kStopped);
  EXPECT_EQ(kernel.Fibers().size(), 7u);
  kernel.AbandonAll();
  EXPECT_TRUE(kernel.Fibers().empty());
  EXPECT_EQ(destroyed, 0);
}

// One lifetime that allocates in its heap, in engine style, and crashes in the middle.
void CrashOnce(TestWorld& world, LifetimeHeap& heap) {
  Kernel& kernel = world.kernel;
  const KernelResult result = world.Run([&] {
    HeapScope lifetime(&heap);
    auto mutex = world.scheduler.NewMutex("a mutex whose name does not fit into a small string");
    std::vector<std::unique_ptr<Task>> tasks;
    for (int i = 0; i < 8; ++i) {
      std::string captured(100, 'x');
      tasks.push_back(world.scheduler.Spawn("worker", [&, captured] {
        for (;;) {
          mutex->Lock();
          std::string data(captured);
          world.scheduler.Yield(SchedulePoint::kPublish);
          mutex->Unlock();
        }
      }));
    }
    for (int i = 0; i < 200; ++i) world.scheduler.Yield(SchedulePoint::kPublish);
    kernel.Stop();
  });
  ASSERT_EQ(result.outcome, Outcome::kStopped);
  ASSERT_GT(heap.live_blocks(), 8u);
  kernel.AbandonAll();
  heap.FreeAll();
}

TEST(KernelAbandonTest, CrashedLifetimesLeaveNoStacksAndNoMemoryBehind) {
  TestWorld world(1);
  LifetimeHeap heap;
  for (int i = 0; i < 50; ++i) {
    CrashOnce(world, heap);
    ASSERT_EQ(heap.live_blocks(), 0u);
  }
  EXPECT_EQ(world.kernel.stacks().mapped(), 9u);
  EXPECT_EQ(world.kernel.stacks().idle(), 9u);
}

TEST(KernelAbandonTest, FiberThatNeverRanIsAbandonedToo) {
  TestWorld world(1, kRunToBlockKnobs);
  auto witness = std::make_shared<int>(0);
  world.Run([&, witness] {
    world.kernel.Spawn("never", [witness] { ++*witness; });
    world.kernel.Stop();
  });
  world.kernel.AbandonAll();
  EXPECT_EQ(*witness, 0);
  EXPECT_EQ(witness.use_count(), 1);  // the world's bodies are destroyed
}

TEST(KernelAbandonTest, LifetimesBodyIsNotDestroyed) {
  static int destroyed;
  destroyed = 0;
  struct Witness {
    Witness() = default;
    Witness(const Witness&) = default;
    ~Witness() { ++destroyed; }
  };
  TestWorld world(1, kRunToBlockKnobs);
  LifetimeHeap heap;
  int before_crash = -1;
  world.Run([&] {
    {
      HeapScope lifetime(&heap);
      Witness witness;
      world.kernel.Spawn("never", [witness] {});
    }
    before_crash = destroyed;
    world.kernel.Stop();
  });
  world.kernel.AbandonAll();
  heap.FreeAll();
  EXPECT_EQ(destroyed, before_crash);
}

TEST(KernelAbandonTest, FiberInheritsItsCreatorsHeapAndKeepsItsOwn) {
  TestWorld world(5);
  Kernel& kernel = world.kernel;
  LifetimeHeap heap;
  world.Run([&] {
    std::vector<FiberId> fibers;
    auto steps = [&kernel](LifetimeHeap* expected) {
      return [&kernel, expected] {
        for (int i = 0; i < 20; ++i) {
          EXPECT_EQ(LifetimeHeap::current(), expected);
          kernel.SchedulingPoint();
        }
      };
    };
    fibers.push_back(kernel.Spawn("world", steps(nullptr)));
    {
      HeapScope lifetime(&heap);
      fibers.push_back(kernel.Spawn("engine", steps(&heap)));
    }
    for (FiberId fiber : fibers) kernel.Join(fiber);
    EXPECT_EQ(LifetimeHeap::current(), nullptr);
  });
}

TEST(KernelAbandonTest, HeapIsTheWorldsAfterACrashInsideALifetime) {
  TestWorld world(5);
  LifetimeHeap heap;
  world.Run([&] {
    HeapScope lifetime(&heap);
    world.kernel.Stop();
  });
  EXPECT_EQ(LifetimeHeap::current(), nullptr);
}

TEST(KernelAbandonTest, ExceptionsInFlightDieWithTheirFiber) {
#ifdef VARVE_SIM_ADDRESS_SANITIZER
  const __lsan::ScopedDisabler leak_of_the_exception;  // the runtime takes it from malloc
#endif
  TestWorld world(5);
  world.Run([&] {
    try {
      throw 1;
    } catch (int) {
      world.kernel.Stop();
    }
  });
  EXPECT_EQ(std::current_exception(), nullptr);
}

TEST(KernelAbandonTest, NextLifetimeRunsAsIfNothingHadBeen) {
  TestWorld world(9);
  LifetimeHeap heap;
  CrashOnce(world, heap);
  int steps = 0;
  const KernelResult result =
      world.Run([&] { world.kernel.Join(world.kernel.Spawn("worker", [&] { ++steps; })); });
  EXPECT_EQ(result.outcome, Outcome::kFinished);
  EXPECT_EQ(steps, 1);
}

}  // namespace
}  // namespace varve::sim
