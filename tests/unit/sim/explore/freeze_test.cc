// A task that is stopped for ever must not stop the others (rule L3).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/explore/explore.h"

namespace varve::sim {
namespace {

using ::testing::HasSubstr;

TEST(FreezeTest, ATaskIsStoppedAtEachOfItsPoints) {
  std::vector<int> reached;  // steps of the writer when the reader, alone, came to its end
  const Exploration all = Explore({.freeze = "writer"}, [&](Execution& execution) {
    int steps = 0;
    execution.Task("writer", [&] {
      for (steps = 1; steps < 4; ++steps) execution.scheduler().Yield(SchedulePoint::kPublish);
    });
    execution.Task("reader", [&] { reached.push_back(steps); });
    execution.RunTasks();
    execution.Expect(steps == 4, "what was stopped goes on in the end");
  });
  EXPECT_TRUE(all.complete) << Describe(all);
  // Stopped before each of its three publications, or never: then the reader comes at one of four
  // moments, or after the end.
  EXPECT_EQ(all.frozen, 3u);
  EXPECT_EQ(all.executions, 8u);
  EXPECT_THAT(reached, ::testing::UnorderedElementsAre(0, 1, 1, 2, 2, 3, 3, 4));
}

TEST(FreezeTest, ATaskMaySayWhereItsFreezingEnds) {
  const Exploration all = Explore({.freeze = "writer"}, [&](Execution& execution) {
    execution.Task("writer", [&] {
      execution.scheduler().Yield(SchedulePoint::kPublish);
      execution.FreezeNoMore();
      execution.scheduler().Yield(SchedulePoint::kPublish);
    });
    execution.Task("reader", [] {});
    execution.RunTasks();
  });
  EXPECT_TRUE(all.complete) << Describe(all);
  EXPECT_EQ(all.frozen, 1u);
}

TEST(FreezeTest, ALockThatAFrozenTaskHoldsIsFound) {
  const auto scenario = [](Execution& execution) {
    const auto mutex = execution.scheduler().NewMutex("lock");
    execution.Task("writer", [&] {
      mutex->Lock();
      execution.scheduler().Yield(SchedulePoint::kPublish);
      mutex->Unlock();
    });
    execution.Task("reader", [&] {
      mutex->Lock();
      mutex->Unlock();
    });
    execution.RunTasks();
  };
  EXPECT_TRUE(Explore({}, scenario).complete);
  const Exploration found = Explore({.freeze = "writer"}, scenario);
  ASSERT_TRUE(found.counterexample.has_value());
  EXPECT_EQ(found.counterexample->rule, "L1");
  EXPECT_THAT(found.counterexample->message, HasSubstr("writer (frozen)"));
  EXPECT_TRUE(Explore({.freeze = "nobody"}, scenario).complete);
}

TEST(FreezeTest, ATaskThatSpinsUntilAFrozenOneMovesIsFound) {
  const auto scenario = [](Execution& execution) {
    bool done = false;
    execution.Task("writer", [&] {
      execution.scheduler().Yield(SchedulePoint::kPublish);
      done = true;
    });
    execution.Task("reader", [&] {
      while (!done) execution.scheduler().Yield(SchedulePoint::kSpin);
    });
    execution.RunTasks();
  };
  EXPECT_TRUE(Explore({}, scenario).complete);
  const Exploration found = Explore({.max_steps = 200, .freeze = "writer"}, scenario);
  ASSERT_TRUE(found.counterexample.has_value());
  EXPECT_THAT(found.counterexample->message, HasSubstr("no progress"));
}

}  // namespace
}  // namespace varve::sim
