// The sentences of varve/platform/scheduler.h that only schedulers with locks of their own can
// show.
#include "tests/conformance/platform_factory.h"

namespace varve::conformance {
namespace {

TEST_P(ControlledSchedulerConformance, MutexKnowsItsHolder) {
  Run([](const Platform& platform, const std::string&) {
    const auto mutex = platform.scheduler.NewMutex("mutex");
    ASSERT_NE(mutex, nullptr);
    EXPECT_FALSE(mutex->HeldByCaller());
    mutex->Lock();
    EXPECT_TRUE(mutex->HeldByCaller());
    const auto task = platform.scheduler.Spawn("other", [&] {
      EXPECT_FALSE(mutex->HeldByCaller());  // held, though not by this task
    });
    task->Join();
    mutex->Unlock();
    EXPECT_FALSE(mutex->HeldByCaller());
  });
}

TEST_P(ControlledSchedulerConformance, TryLockTakesAFreeMutexAndNoOther) {
  Run([](const Platform& platform, const std::string&) {
    const auto mutex = platform.scheduler.NewMutex("mutex");
    ASSERT_NE(mutex, nullptr);
    ASSERT_TRUE(mutex->TryLock());
    EXPECT_TRUE(mutex->HeldByCaller());
    const auto task = platform.scheduler.Spawn("other", [&] { EXPECT_FALSE(mutex->TryLock()); });
    task->Join();
    mutex->Unlock();
    ASSERT_TRUE(mutex->TryLock());
    mutex->Unlock();
  });
}

TEST_P(ControlledSchedulerConformance, WaitReturnsHoldingTheMutex) {
  Run([](const Platform& platform, const std::string&) {
    const auto mutex = platform.scheduler.NewMutex("mutex");
    const auto changed = platform.scheduler.NewCondVar("changed");
    ASSERT_NE(mutex, nullptr);
    ASSERT_NE(changed, nullptr);
    bool told = false;
    mutex->Lock();
    const auto task = platform.scheduler.Spawn("teller", [&] {
      mutex->Lock();
      told = true;
      changed->NotifyOne();
      mutex->Unlock();
    });
    while (!told) {
      changed->Wait(*mutex);
      EXPECT_TRUE(mutex->HeldByCaller());
    }
    while (changed->WaitUntil(*mutex, platform.clock.Now())) {
    }
    EXPECT_TRUE(mutex->HeldByCaller());
    mutex->Unlock();
    task->Join();
  });
}

}  // namespace
}  // namespace varve::conformance
