#include "engine/base/atomic.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "varve/platform/platform.h"

namespace varve {
namespace {

// Records the points at which it is called, and runs `interfere` first at each.
class RecordingHook final : public ScheduleHook {
 public:
  void Yield(SchedulePoint point) override {
    points.push_back(point);
    if (interfere) interfere();
  }

  std::vector<SchedulePoint> points;
  std::function<void()> interfere;
};

TEST(AtomicTest, StartsAtZeroOrItsInitialValue) {
  EXPECT_EQ(Atomic<int>().Load(std::memory_order_relaxed), 0);
  EXPECT_EQ(Atomic<int>(7).Load(std::memory_order_relaxed), 7);
}

TEST(AtomicTest, AccessesWithoutAHook) {
  Atomic<uint64_t> value{5};
  value.Store(10, std::memory_order_release);
  EXPECT_EQ(value.FetchAdd(3, std::memory_order_relaxed), 10u);
  EXPECT_EQ(value.FetchAdd(~uint64_t{0}, std::memory_order_relaxed), 13u);
  value.Publish(nullptr, value.Load(std::memory_order_acquire) + 1, std::memory_order_release);
  EXPECT_EQ(value.Load(nullptr, SchedulePoint::kValidate, std::memory_order_acquire), 13u);
}

TEST(AtomicTest, CompareExchangeStoresWhereTheValueIsExpected) {
  Atomic<int> value{1};
  int expected = 1;
  EXPECT_TRUE(value.CompareExchange(nullptr, expected, 2, std::memory_order_acq_rel,
                                    std::memory_order_acquire));
  EXPECT_EQ(value.Load(std::memory_order_relaxed), 2);
}

TEST(AtomicTest, CompareExchangeReportsWhatItFoundInstead) {
  Atomic<int> value{1};
  int expected = 5;
  EXPECT_FALSE(value.CompareExchange(nullptr, expected, 2, std::memory_order_acq_rel,
                                     std::memory_order_acquire));
  EXPECT_EQ(expected, 1);
  EXPECT_EQ(value.Load(std::memory_order_relaxed), 1);
}

TEST(AtomicTest, MarkedAccessesOfferTheirPoint) {
  RecordingHook hook;
  Atomic<int> value{1};
  int expected = 2;
  EXPECT_EQ(value.Load(&hook, SchedulePoint::kNodeVisit, std::memory_order_acquire), 1);
  value.Publish(&hook, 2, std::memory_order_release);
  EXPECT_TRUE(value.CompareExchange(&hook, expected, 3, std::memory_order_acq_rel,
                                    std::memory_order_acquire));
  EXPECT_EQ(hook.points,
            (std::vector<SchedulePoint>{SchedulePoint::kNodeVisit, SchedulePoint::kPublish,
                                        SchedulePoint::kPublish}));
}

TEST(AtomicTest, PointsComeBeforeTheirAccess) {
  RecordingHook hook;
  Atomic<int> value{1};
  hook.interfere = [&] { value.Store(9, std::memory_order_relaxed); };
  EXPECT_EQ(value.Load(&hook, SchedulePoint::kValidate, std::memory_order_acquire), 9);
  value.Publish(&hook, 2, std::memory_order_release);
  EXPECT_EQ(value.Load(std::memory_order_relaxed), 2);
  int expected = 2;
  EXPECT_FALSE(value.CompareExchange(&hook, expected, 3, std::memory_order_acq_rel,
                                     std::memory_order_acquire));
  EXPECT_EQ(expected, 9);
}

TEST(AtomicTest, RaiseToLiftsALowerValueAndNoOther) {
  Atomic<int> value{5};
  value.RaiseTo(nullptr, 3, std::memory_order_release);
  EXPECT_EQ(value.Load(std::memory_order_relaxed), 5);
  value.RaiseTo(nullptr, 5, std::memory_order_release);
  EXPECT_EQ(value.Load(std::memory_order_relaxed), 5);
  value.RaiseTo(nullptr, 8, std::memory_order_release);
  EXPECT_EQ(value.Load(std::memory_order_relaxed), 8);
}

TEST(AtomicTest, RaiseToYieldsAsASpinWhenItLosesARace) {
  RecordingHook hook;
  Atomic<int> value{1};
  int intrusions = 0;
  hook.interfere = [&] {
    if (++intrusions == 1) value.Store(5, std::memory_order_relaxed);
  };
  value.RaiseTo(&hook, 8, std::memory_order_release);
  EXPECT_EQ(value.Load(std::memory_order_relaxed), 8);
  EXPECT_EQ(hook.points, (std::vector<SchedulePoint>{SchedulePoint::kPublish, SchedulePoint::kSpin,
                                                     SchedulePoint::kPublish}));
}

TEST(AtomicTest, RaiseToNeverLowersWhatTheWinnerLeft) {
  RecordingHook hook;
  Atomic<int> value{1};
  hook.interfere = [&] { value.Store(50, std::memory_order_relaxed); };
  value.RaiseTo(&hook, 8, std::memory_order_release);
  EXPECT_EQ(value.Load(std::memory_order_relaxed), 50);
}

TEST(AtomicTest, RaiseToFromManyTasksEndsAtTheHighest) {
  PosixPlatform posix;
  Scheduler& scheduler = posix.platform().scheduler;
  Atomic<uint64_t> value{0};
  std::vector<std::unique_ptr<Task>> tasks;
  for (uint64_t i = 0; i < 4; ++i) {
    tasks.push_back(scheduler.Spawn("raiser", [&value, i] {
      for (uint64_t round = 0; round < 10000; ++round) {
        value.RaiseTo(nullptr, 4 * round + i, std::memory_order_relaxed);
      }
    }));
  }
  for (auto& task : tasks) task->Join();
  EXPECT_EQ(value.Load(std::memory_order_relaxed), 4u * 9999u + 3u);
}

}  // namespace
}  // namespace varve
