#include "sim/world/lifetime_plan.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "sim/choice/seeded_choices.h"

namespace varve::sim {
namespace {

LifetimePlan Drawn(uint64_t seed, CrashMix mix, bool may_crash = true) {
  Digest digest;
  SeededChoices choices(seed, nullptr, digest);
  return LifetimePlan::Draw(choices, mix, may_crash);
}

TEST(LifetimePlanTest, TheLastLifetimeEndsCleanly) {
  for (uint64_t seed = 0; seed < 20; ++seed) {
    EXPECT_FALSE(Drawn(seed, CrashMix::kBalanced, /*may_crash=*/false).crashes());
  }
}

TEST(LifetimePlanTest, EveryPhaseAndEveryEndIsDrawn) {
  std::set<Phase> phases;
  std::set<LifetimeEnd> ends;
  for (uint64_t seed = 0; seed < 300; ++seed) {
    const LifetimePlan plan = Drawn(seed, CrashMix::kBalanced);
    ends.insert(plan.end);
    if (!plan.crashes()) continue;
    EXPECT_GE(plan.operations, 1U);
    if (plan.phase.has_value()) phases.insert(*plan.phase);
  }
  EXPECT_EQ(phases.size(), static_cast<size_t>(kPhaseCount));
  EXPECT_EQ(ends.size(), 3U);
}

TEST(LifetimePlanTest, TheMixDecidesWhichCrashIsMoreFrequent) {
  std::map<LifetimeEnd, int> counts;
  for (uint64_t seed = 0; seed < 300; ++seed) ++counts[Drawn(seed, CrashMix::kMostlyMachine).end];
  EXPECT_GT(counts[LifetimeEnd::kMachineCrash], counts[LifetimeEnd::kProcessCrash]);
}

TEST(CrashTriggerTest, FiresAtTheCountedOperationOnce) {
  LifetimePlan plan;
  plan.end = LifetimeEnd::kMachineCrash;
  plan.operations = 3;
  CrashTrigger trigger;
  trigger.Arm(plan);
  EXPECT_FALSE(trigger.Fires(PhaseStack()));
  EXPECT_FALSE(trigger.Fires(PhaseStack()));
  EXPECT_TRUE(trigger.Fires(PhaseStack()));
  EXPECT_FALSE(trigger.Fires(PhaseStack()));
}

TEST(CrashTriggerTest, CountsOperationsOfItsPhaseOnly) {
  LifetimePlan plan;
  plan.end = LifetimeEnd::kProcessCrash;
  plan.phase = Phase::kFlush;
  plan.operations = 2;
  PhaseStack flush;
  flush.Push(Phase::kFlush);
  CrashTrigger trigger;
  trigger.Arm(plan);
  EXPECT_FALSE(trigger.Fires(flush));
  EXPECT_FALSE(trigger.Fires(PhaseStack()));
  flush.Push(Phase::kManifestSwitch);  // still within the flush
  EXPECT_TRUE(trigger.Fires(flush));
}

TEST(CrashTriggerTest, ACleanEndNeverFires) {
  CrashTrigger trigger;
  trigger.Arm(LifetimePlan());
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(trigger.Fires(PhaseStack()));
}

TEST(CrashTriggerTest, RearmedItCountsEveryOperation) {
  LifetimePlan plan;
  plan.end = LifetimeEnd::kProcessCrash;
  plan.phase = Phase::kRecovery;
  plan.operations = 9;
  CrashTrigger trigger;
  trigger.Arm(plan);
  trigger.Rearm(1);
  EXPECT_TRUE(trigger.Fires(PhaseStack()));
}

}  // namespace
}  // namespace varve::sim
