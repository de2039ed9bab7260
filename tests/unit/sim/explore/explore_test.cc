// The explorer on toys whose number of executions is known.
#include "sim/explore/explore.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <set>
#include <string>
#include <vector>

namespace varve::sim {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr SchedulePoint kPoint = SchedulePoint::kPublish;

// Tasks of so many steps each, separated by scheduling points.
Scenario Steps(std::vector<int> steps, std::set<std::string>* orders = nullptr) {
  return [steps, orders](Execution& execution) {
    std::string order;
    for (size_t task = 0; task < steps.size(); ++task) {
      execution.Task("task", [&, task] {
        for (int step = 0; step < steps[task]; ++step) {
          if (step > 0) execution.scheduler().Yield(kPoint);
          order += static_cast<char>('a' + task);
        }
      });
    }
    execution.RunTasks();
    if (orders != nullptr) orders->insert(order);
  };
}

// How many ways there are to run tasks with `left` steps each, by the definition of a preemption
// and nothing else. `running` stands between two steps, unless it is -1.
uint64_t Count(std::vector<int> left, int running, int preemptions) {
  uint64_t ways = 0;
  bool ended = true;
  for (size_t task = 0; task < left.size(); ++task) {
    if (left[task] == 0) continue;
    ended = false;
    const bool preempts =
        running >= 0 && left[static_cast<size_t>(running)] > 0 && static_cast<int>(task) != running;
    if (preempts && preemptions == 0) continue;
    std::vector<int> after = left;
    --after[task];
    ways += Count(after, static_cast<int>(task), preemptions - (preempts ? 1 : 0));
  }
  return ended ? 1 : ways;
}

TEST(ExploreTest, EveryInterleavingIsRunOnce) {
  std::set<std::string> orders;
  const Exploration two = Explore({}, Steps({3, 3}, &orders));
  EXPECT_TRUE(two.complete) << Describe(two);
  EXPECT_EQ(two.executions, 20u);  // 6 over 3
  EXPECT_EQ(orders.size(), 20u);

  orders.clear();
  const Exploration three = Explore({}, Steps({2, 3, 4}, &orders));
  EXPECT_TRUE(three.complete) << Describe(three);
  EXPECT_EQ(three.executions, 1260u);  // 9! / (2! 3! 4!)
  EXPECT_EQ(orders.size(), 1260u);
}

TEST(ExploreTest, TheBoundOfPreemptionsCutsTheRest) {
  for (int preemptions = 0; preemptions < 6; ++preemptions) {
    for (const std::vector<int>& steps : {std::vector<int>{4, 5}, std::vector<int>{3, 2, 3}}) {
      const Exploration bounded =
          Explore({.max_preemptions = static_cast<uint32_t>(preemptions)}, Steps(steps));
      EXPECT_TRUE(bounded.complete);
      EXPECT_EQ(bounded.executions, Count(steps, -1, preemptions)) << preemptions;
    }
  }
}

TEST(ExploreTest, AnExplorationMayEndEarlyAndSaysSo) {
  const Exploration part = Explore({.max_executions = 7}, Steps({3, 3}));
  EXPECT_FALSE(part.complete);
  EXPECT_EQ(part.executions, 7u);
  EXPECT_FALSE(part.counterexample.has_value());
}

// A counter that is read and written in two steps.
void LoseAnUpdate(Execution& execution) {
  int counter = 0;
  const auto increment = [&] {
    const int read = counter;
    execution.scheduler().Yield(kPoint);
    counter = read + 1;
  };
  execution.Task("one", increment);
  execution.Task("two", increment);
  execution.RunTasks();
  execution.Expect(counter == 2, "both increments count");
}

TEST(ExploreTest, ACounterexampleTellsItsStepsAndReplays) {
  const Exploration found = Explore({}, LoseAnUpdate);
  ASSERT_TRUE(found.counterexample.has_value());
  EXPECT_FALSE(found.complete);
  EXPECT_EQ(found.counterexample->message, "both increments count");
  EXPECT_THAT(found.counterexample->steps,
              ElementsAre("scenario waits", "one before publish", "two before publish",
                          "two before ending", "one before ending"));
  EXPECT_THAT(Describe(found),
              AllOf(HasSubstr("both increments count"), HasSubstr("picks: {0, 1, 0}"),
                    HasSubstr("  two before publish\n")));

  const Exploration again = Explore({.only = found.counterexample->picks}, LoseAnUpdate);
  ASSERT_TRUE(again.counterexample.has_value());
  EXPECT_EQ(again.executions, 1u);
  EXPECT_EQ(again.counterexample->steps, found.counterexample->steps);
}

TEST(ExploreTest, NoPreemptionNoLostUpdate) {
  EXPECT_TRUE(Explore({.max_preemptions = 0}, LoseAnUpdate).complete);
  EXPECT_TRUE(Explore({.max_preemptions = 1}, LoseAnUpdate).counterexample.has_value());
}

TEST(ExploreTest, LocksAreStepsAndWhoIsWokenIsAChoice) {
  std::set<std::string> orders;
  const Exploration all = Explore({}, [&](Execution& execution) {
    const auto mutex = execution.scheduler().NewMutex("lock");
    std::string order;
    for (const char* name : {"a", "b", "c"}) {
      execution.Task(name, [&, name] {
        mutex->Lock();
        order += name;
        mutex->Unlock();
      });
    }
    execution.RunTasks();
    orders.insert(order);
  });
  EXPECT_TRUE(all.complete) << Describe(all);
  EXPECT_EQ(orders.size(), 6u);
}

TEST(ExploreTest, ADeadlockIsFound) {
  const Exploration found = Explore({}, [](Execution& execution) {
    const auto left = execution.scheduler().NewMutex("left");
    const auto right = execution.scheduler().NewMutex("right");
    const auto take = [&](ControlledMutex& first, ControlledMutex& second) {
      first.Lock();
      second.Lock();
      second.Unlock();
      first.Unlock();
    };
    execution.Task("one", [&] { take(*left, *right); });
    execution.Task("two", [&] { take(*right, *left); });
    execution.RunTasks();
  });
  ASSERT_TRUE(found.counterexample.has_value());
  EXPECT_EQ(found.counterexample->rule, "L1");
  EXPECT_THAT(found.counterexample->message, HasSubstr("two waits for mutex left held by run"));
  EXPECT_THAT(found.counterexample->steps, ::testing::Contains("two before lock left"));
}

TEST(ExploreTest, ASpinThatWaitsForAnotherTaskIsCutShort) {
  const Exploration all = Explore({}, [](Execution& execution) {
    bool ready = false;
    execution.Task("waiter", [&] {
      while (!ready) execution.scheduler().Yield(SchedulePoint::kSpin);
    });
    execution.Task("other waiter", [&] {
      while (!ready) execution.scheduler().Yield(SchedulePoint::kSpin);
    });
    execution.Task("setter", [&] {
      execution.scheduler().Yield(kPoint);
      ready = true;
    });
    execution.RunTasks();
  });
  EXPECT_TRUE(all.complete) << Describe(all);
  EXPECT_GT(all.executions, 6u);
}

TEST(ExploreTest, TasksThatSpinForEverAreALivelock) {
  const Exploration found = Explore({.max_steps = 500}, [](Execution& execution) {
    for (const char* name : {"one", "two"}) {
      execution.Task(name, [&] {
        for (;;) execution.scheduler().Yield(SchedulePoint::kSpin);
      });
    }
    execution.RunTasks();
  });
  ASSERT_TRUE(found.counterexample.has_value());
  EXPECT_EQ(found.counterexample->rule, "L1");
  EXPECT_THAT(found.counterexample->message, HasSubstr("no progress"));
}

TEST(ExploreTest, AScenarioThatSpinsByItselfIsALivelock) {
  const Exploration found = Explore({.max_steps = 500}, [](Execution& execution) {
    for (;;) execution.scheduler().Yield(SchedulePoint::kSpin);
  });
  ASSERT_TRUE(found.counterexample.has_value());
  EXPECT_EQ(found.counterexample->rule, "L1");
}

TEST(ExploreTest, AScenarioThatRemembersTheLastExecutionIsRefused) {
  int executions = 0;
  const Exploration found = Explore({}, [&](Execution& execution) {
    std::vector<int> steps = {2, 2};
    if (++executions == 3) steps[0] = 4;
    Steps(steps)(execution);
  });
  ASSERT_TRUE(found.counterexample.has_value());
  EXPECT_THAT(found.counterexample->message, HasSubstr("more than its picks"));
}

TEST(ExploreTest, TasksMayRunInPhases) {
  const Exploration all = Explore({}, [](Execution& execution) {
    int ended = 0;
    for (int phase = 0; phase < 2; ++phase) {
      execution.Task("a", [&] { ++ended; });
      execution.Task("b", [&] { ++ended; });
      execution.RunTasks();
      execution.Expect(ended == 2 * (phase + 1), "all tasks of the phase have ended");
    }
  });
  EXPECT_TRUE(all.complete) << Describe(all);
  EXPECT_EQ(all.executions, 4u);
}

TEST(ExploreDeathTest, AnAbortLeavesThePicksAndStepsBehind) {
  const auto explore = [] {
    (void)Explore({}, [](Execution& execution) {
      execution.Task("one", [&] { execution.scheduler().Yield(kPoint); });
      execution.Task("two", [] { std::abort(); });
      execution.RunTasks();
    });
  };
  EXPECT_DEATH(explore(),
               "aborted in an explored execution\npicks: \\{0, 0\\}\nsteps:\n.*\n"
               "  one before publish\n");
}

}  // namespace
}  // namespace varve::sim
