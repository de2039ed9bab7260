#include "sim/scheduler/timer_queue.h"

#include <gtest/gtest.h>

#include "sim/scheduler/fiber_record.h"

namespace varve::sim {
namespace {

TEST(TimerQueueTest, EmptyQueueNeverExpires) {
  const TimerQueue queue;
  EXPECT_EQ(queue.next(), TimerQueue::kNever);
}

TEST(TimerQueueTest, EarliestExpiresFirst) {
  TimerQueue queue;
  FiberRecord a, b, c;
  queue.Add(20, &a);
  queue.Add(10, &b);
  queue.Add(30, &c);
  EXPECT_EQ(queue.next(), 10);
  EXPECT_EQ(queue.Pop(), &b);
  EXPECT_EQ(queue.Pop(), &a);
  EXPECT_EQ(queue.Pop(), &c);
}

TEST(TimerQueueTest, EqualDeadlinesExpireInOrderOfAddition) {
  TimerQueue queue;
  FiberRecord a, b, c;
  queue.Add(10, &b);
  queue.Add(10, &a);
  queue.Add(10, &c);
  EXPECT_EQ(queue.Pop(), &b);
  EXPECT_EQ(queue.Pop(), &a);
  EXPECT_EQ(queue.Pop(), &c);
}

TEST(TimerQueueTest, RemovedTimerDoesNotExpire) {
  TimerQueue queue;
  FiberRecord a, b;
  queue.Add(10, &a);
  queue.Add(20, &b);
  queue.Remove(&a);
  queue.Remove(&a);
  EXPECT_EQ(queue.Pop(), &b);
  EXPECT_EQ(queue.next(), TimerQueue::kNever);
}

}  // namespace
}  // namespace varve::sim
