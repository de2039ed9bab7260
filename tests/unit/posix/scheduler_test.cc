// What the conformance suite cannot show of the native scheduler: threads it did not start, names,
// and misuse.
#include "engine/posix/scheduler.h"

#include <gtest/gtest.h>
#include <pthread.h>

#include <array>
#include <string>
#include <thread>

#include "engine/base/atomic.h"

namespace varve::posix {
namespace {

void CountDestruction(void* counter) {
  static_cast<Atomic<int>*>(counter)->FetchAdd(1, std::memory_order_acq_rel);
}

std::string NameSeenByATaskNamed(std::string_view name) {
  PosixScheduler scheduler;
  std::array<char, 64> seen{};
  const auto task = scheduler.Spawn(
      name, [&] { ::pthread_getname_np(::pthread_self(), seen.data(), seen.size()); });
  task->Join();
  return seen.data();
}

TEST(PosixSchedulerTest, ThreadBearsTheNameOfItsTask) {
  EXPECT_EQ(NameSeenByATaskNamed("varve/flush"), "varve/flush");
}

TEST(PosixSchedulerTest, ThreadBearsTheBeginningOfALongName) {
  EXPECT_EQ(NameSeenByATaskNamed("varve/compaction/17"), "varve/compactio");
}

TEST(PosixSchedulerTest, TaskRunsOnAThreadOfItsOwn) {
  PosixScheduler scheduler;
  std::thread::id id;
  const auto task = scheduler.Spawn("task", [&] { id = std::this_thread::get_id(); });
  task->Join();
  EXPECT_NE(id, std::this_thread::get_id());
}

TEST(PosixSchedulerTest, ValueOfAForeignThreadIsDestroyedWhenItEnds) {
  PosixScheduler scheduler;
  const auto local = scheduler.NewTaskLocal(&CountDestruction);
  Atomic<int> destroyed{0};
  std::thread foreign([&] {
    EXPECT_EQ(local->Get(), nullptr);
    local->Set(&destroyed);
    EXPECT_EQ(local->Get(), &destroyed);
  });
  foreign.join();
  EXPECT_EQ(destroyed.Load(std::memory_order_acquire), 1);
}

TEST(PosixSchedulerTest, MakesNoLocksOfItsOwn) {
  PosixScheduler scheduler;
  EXPECT_EQ(scheduler.NewMutex("m"), nullptr);
  EXPECT_EQ(scheduler.NewSharedMutex("s"), nullptr);
  EXPECT_EQ(scheduler.NewCondVar("c"), nullptr);
  EXPECT_EQ(scheduler.hook(), nullptr);
}

TEST(PosixSchedulerDeathTest, TaskMustBeJoined) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(
      {
        PosixScheduler scheduler;
        const auto task = scheduler.Spawn("task", [] {});
      },
      "a task is joined before it is gone");
}

TEST(PosixSchedulerDeathTest, TaskMustBeJoinedOnce) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(
      {
        PosixScheduler scheduler;
        const auto task = scheduler.Spawn("task", [] {});
        task->Join();
        task->Join();
      },
      "a task is joined once");
}

}  // namespace
}  // namespace varve::posix
