#include "sim/scheduler/fiber.h"

#include <gtest/gtest.h>

#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

namespace varve::sim {
namespace {

// A fiber that runs a body and then goes back to the test for good.
struct TestFiber {
  TestFiber(StackPool& pool, FiberContext& main, void (*body)(TestFiber&))
      : stack(pool.Acquire()), home(main), entry(body) {
    context.Start(stack, &TestFiber::Main, this);
  }

  static void Main(void* argument) {
    auto& self = *static_cast<TestFiber*>(argument);
    self.entry(self);
    self.ended = true;
    FiberContext::SwitchForGood(self.context, self.home);
  }

  void Pause() { FiberContext::Switch(context, home); }
  void Continue() { FiberContext::Switch(home, context); }

  FiberContext context;
  FiberStack stack;
  FiberContext& home;
  void (*entry)(TestFiber&);
  bool ended = false;
  int steps = 0;
};

TEST(FiberTest, RunsPausesAndEnds) {
  StackPool pool;
  FiberContext main;
  TestFiber fiber(pool, main, [](TestFiber& self) {
    ++self.steps;
    self.Pause();
    ++self.steps;
  });
  fiber.Continue();
  EXPECT_EQ(fiber.steps, 1);
  EXPECT_FALSE(fiber.ended);
  fiber.Continue();
  EXPECT_EQ(fiber.steps, 2);
  EXPECT_TRUE(fiber.ended);
}

TEST(FiberTest, ExceptionsInFlightBelongToTheirFiber) {
  StackPool pool;
  FiberContext main;
  auto body = [](TestFiber& self) {
    for (int i = 0; i < 3; ++i) {
      try {
        try {
          throw std::runtime_error(std::to_string(i));
        } catch (...) {
          self.Pause();
          throw;
        }
      } catch (const std::runtime_error& error) {
        if (error.what() == std::to_string(i)) ++self.steps;
      }
    }
  };
  TestFiber first(pool, main, body);
  TestFiber second(pool, main, body);
  while (!first.ended || !second.ended) {
    if (!first.ended) first.Continue();
    EXPECT_EQ(std::current_exception(), nullptr);
    if (!second.ended) second.Continue();
  }
  EXPECT_EQ(first.steps, 3);
  EXPECT_EQ(second.steps, 3);
}

TEST(FiberTest, AbandonedFiberRunsNoDestructorAndItsStackServesAgain) {
  static int destroyed = 0;
  struct Witness {
    ~Witness() { ++destroyed; }
  };
  StackPool pool;
  FiberContext main;
  for (int i = 0; i < 100; ++i) {
    TestFiber fiber(pool, main, [](TestFiber& self) {
      Witness witness;
      volatile char frame[1000];
      for (volatile char& byte : frame) byte = 1;
      self.Pause();
    });
    fiber.Continue();
    fiber.context.Abandon();
    pool.Release(fiber.stack);
  }
  EXPECT_EQ(destroyed, 0);
  EXPECT_EQ(pool.mapped(), 1u);
}

TEST(FiberTest, ManyFibersInterleave) {
  StackPool pool;
  FiberContext main;
  std::vector<std::unique_ptr<TestFiber>> fibers;
  for (int i = 0; i < 64; ++i) {
    fibers.push_back(std::make_unique<TestFiber>(pool, main, [](TestFiber& self) {
      for (int step = 0; step < 100; ++step) {
        ++self.steps;
        self.Pause();
      }
    }));
  }
  for (int round = 0; round < 101; ++round) {
    for (auto& fiber : fibers) fiber->Continue();
  }
  for (auto& fiber : fibers) {
    EXPECT_TRUE(fiber->ended);
    EXPECT_EQ(fiber->steps, 100);
  }
}

}  // namespace
}  // namespace varve::sim
