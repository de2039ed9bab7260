#include "engine/base/reclaimer.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "engine/base/atomic.h"
#include "gtest/gtest.h"
#include "varve/platform/platform.h"

namespace varve {
namespace {

void Await(const std::atomic<int>& stage, int value) {
  while (stage != value) std::this_thread::yield();
}

class ReclaimerTest : public ::testing::Test {
 protected:
  /// Retires an object that notes its destruction.
  void Retire() {
    reclaimer_.Retire(&destroyed_,
                      [](void* counter) { ++*static_cast<std::atomic<int>*>(counter); });
  }

  PosixPlatform posix_;
  std::atomic<int> destroyed_ = 0;
  Reclaimer reclaimer_{posix_.platform().scheduler};
};

TEST_F(ReclaimerTest, WithoutGuardsWhatIsRetiredGoesAtOnce) {
  Retire();
  EXPECT_EQ(destroyed_, 1);
  EXPECT_EQ(reclaimer_.waiting(), 0u);
}

TEST_F(ReclaimerTest, AGuardKeepsWhatIsRetiredWhileItIsHeld) {
  {
    const Reclaimer::Guard guard(reclaimer_);
    Retire();
    Retire();
    EXPECT_EQ(destroyed_, 0);
    EXPECT_EQ(reclaimer_.waiting(), 2u);
  }
  EXPECT_EQ(destroyed_, 2);  // by the guard that had kept them
}

TEST_F(ReclaimerTest, TheOutermostOfNestedGuardsDecides) {
  {
    const Reclaimer::Guard outer(reclaimer_);
    {
      const Reclaimer::Guard inner(reclaimer_);
      Retire();
    }
    EXPECT_EQ(destroyed_, 0);
  }
  EXPECT_EQ(destroyed_, 1);
}

TEST_F(ReclaimerTest, AGuardEnteredAfterwardsKeepsNothingBack) {
  std::atomic<int> stage = 0;
  std::thread reader([&] {
    {
      const Reclaimer::Guard early(reclaimer_);
      stage = 1;
      Await(stage, 2);
    }
    const Reclaimer::Guard late(reclaimer_);
    stage = 3;
    Await(stage, 4);
  });
  Await(stage, 1);
  Retire();
  EXPECT_EQ(destroyed_, 0);
  stage = 2;
  Await(stage, 3);
  EXPECT_EQ(destroyed_, 1);
  Retire();
  EXPECT_EQ(destroyed_, 1);  // the late guard came before this one
  stage = 4;
  reader.join();
  EXPECT_EQ(destroyed_, 2);
}

TEST_F(ReclaimerTest, WhatIsLeftForLaterGoesWithTheNextCollection) {
  auto object = std::make_shared<int>(1);
  const std::weak_ptr<int> watch = object;
  reclaimer_.RetireLater(std::move(object));
  EXPECT_FALSE(watch.expired());
  reclaimer_.Collect();
  EXPECT_TRUE(watch.expired());
}

// Each of them looks at what the guard keeps at most once: quadratic, this would take minutes.
TEST_F(ReclaimerTest, AGuardHeldForLongCostsTheOthersNothing) {
  constexpr int kRetired = 300000;
  std::atomic<int> stage = 0;
  std::thread reader([&] {
    const Reclaimer::Guard guard(reclaimer_);
    stage = 1;
    Await(stage, 2);
  });
  Await(stage, 1);
  for (int i = 0; i < kRetired; ++i) {
    const Reclaimer::Guard guard(reclaimer_);
    Retire();
  }
  EXPECT_EQ(destroyed_, 0);
  stage = 2;
  reader.join();
  EXPECT_EQ(destroyed_, kRetired);
}

TEST_F(ReclaimerTest, TasksThatEndLeaveTheirSlotsToOthers) {
  for (int i = 0; i < 100; ++i) {
    std::thread([&] { const Reclaimer::Guard guard(reclaimer_); }).join();
  }
  Retire();
  EXPECT_EQ(destroyed_, 1);
}

TEST_F(ReclaimerTest, DestructionTakesWhatIsLeft) {
  int destroyed = 0;
  {
    Reclaimer reclaimer(posix_.platform().scheduler);
    reclaimer.Retire(&destroyed, [](void* counter) { ++*static_cast<int*>(counter); });
  }
  EXPECT_EQ(destroyed, 1);
}

// An object knows whether it is alive; readers must never meet one that is not.
TEST_F(ReclaimerTest, ReadersOnThreadsNeverMeetWhatWasDestroyed) {
  constexpr uint64_t kAlive = 0x616c697665616c69;
  struct Object {
    std::atomic<uint64_t> state{kAlive};
    ~Object() { state = 0; }
  };
  Atomic<Object*> link(new Object);
  std::atomic<bool> done = false;
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      while (!done) {
        const Reclaimer::Guard guard(reclaimer_);
        const Object* object = link.Load(std::memory_order_seq_cst);
        for (int look = 0; look < 5; ++look) {
          ASSERT_EQ(object->state.load(std::memory_order_relaxed), kAlive);
        }
      }
    });
  }
  for (int i = 0; i < 20000; ++i) {
    Object* const old = link.Load(std::memory_order_relaxed);
    link.Store(new Object, std::memory_order_seq_cst);
    reclaimer_.Retire(old, [](void* object) { delete static_cast<Object*>(object); });
  }
  done = true;
  for (std::thread& reader : readers) reader.join();
  delete link.Load(std::memory_order_relaxed);
  reclaimer_.Collect();
  EXPECT_EQ(reclaimer_.waiting(), 0u);
}

}  // namespace
}  // namespace varve
