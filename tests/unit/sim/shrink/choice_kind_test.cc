#include "sim/shrink/choice_kind.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/sim/shrink/make_pick.h"

namespace varve::sim {
namespace {

TEST(ChoiceKind, ByLabel) {
  EXPECT_EQ(KindOf("sched"), ChoiceKind::kSchedule);
  EXPECT_EQ(KindOf("mutex.wake"), ChoiceKind::kSchedule);
  EXPECT_EQ(KindOf("stall.fiber"), ChoiceKind::kSchedule);
  EXPECT_EQ(KindOf("fs.latency"), ChoiceKind::kSchedule);
  EXPECT_EQ(KindOf("fs.split"), ChoiceKind::kFaults);
  EXPECT_EQ(KindOf("fault.kind"), ChoiceKind::kFaults);
  EXPECT_EQ(KindOf("crash.mood"), ChoiceKind::kCrash);
  EXPECT_EQ(KindOf("plan.end"), ChoiceKind::kCrash);
  EXPECT_EQ(KindOf("knob.keys"), ChoiceKind::kKnobs);
  EXPECT_EQ(KindOf("engine.seed"), ChoiceKind::kKnobs);
  EXPECT_EQ(KindOf("write.batch"), ChoiceKind::kWorkload);
}

TEST(ChoiceKind, Summary) {
  const Picks picks = {MakePick("a", "sched", 0, 1), MakePick("a", "key", 0, 1),
                       MakePick("a", "key", 1, 1), MakePick("world", "plan.end", 0, 1)};
  EXPECT_EQ(Summary(CountKinds(picks)),
            "4 picks: 1 schedule, 2 workload, 0 faults, 1 crash, 0 knobs");
}

TEST(ChoiceKind, OnlyTheSchedulersPicksArePreemptions) {
  EXPECT_TRUE(IsPreemption(MakePick("a", "sched", 0, 1)));
  EXPECT_FALSE(IsPreemption(MakePick("a", "mutex.wake", 0, 1)));
}

}  // namespace
}  // namespace varve::sim
