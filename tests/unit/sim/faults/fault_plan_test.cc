#include "sim/faults/fault_plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/unit/sim/file_system/fake_choices.h"

namespace varve::sim {
namespace {

TEST(FaultPlan, TheSimplestPlanHasNoFaults) {
  for (const FaultMix mix : {FaultMix::kNone, FaultMix::kIo, FaultMix::kSpace, FaultMix::kAll}) {
    ZeroChoices choices;
    EXPECT_TRUE(FaultPlan::Draw(choices, mix).episodes.empty());
  }
  EXPECT_EQ(FaultPlan().Describe(), "no faults");
}

TEST(FaultPlan, WithoutFaultsInTheMixNothingIsDrawn) {
  ScriptedChoices choices({{"fault.episodes", {3}}});
  EXPECT_TRUE(FaultPlan::Draw(choices, FaultMix::kNone).episodes.empty());
  EXPECT_TRUE(choices.asked().empty());
}

// The kinds that a mix draws, over many plans, each of which must make sense.
std::set<size_t> KindsOf(FaultMix mix) {
  std::set<size_t> kinds;
  RandomChoices choices(11);
  for (int i = 0; i < 3000; ++i) {
    const FaultPlan plan = FaultPlan::Draw(choices, mix);
    EXPECT_LE(plan.episodes.size(), 3u);
    for (const FaultEpisode& episode : plan.episodes) {
      const FaultRow& row = FaultTable()[episode.kind];
      kinds.insert(episode.kind);
      EXPECT_GE(episode.first, 1u);
      // The operations of a phase are few.
      EXPECT_LE(episode.first,
                episode.phase.has_value() ? std::max<uint64_t>(row.latest, 16) : row.latest);
      EXPECT_GE(episode.strikes, 1u);
      if (row.on == FaultClass::kSyncDirectory || row.on == FaultClass::kSpace) {
        EXPECT_EQ(episode.target, FaultTarget::kAny);
      }
    }
  }
  return kinds;
}

TEST(FaultPlan, AMixDrawsItsKindsAndNoOthers) {
  const size_t space = kFaultKindCount - 1;
  ASSERT_EQ(FaultTable()[space].on, FaultClass::kSpace);
  std::set<size_t> io = KindsOf(FaultMix::kIo);
  EXPECT_EQ(io.size(), kFaultKindCount - 1);
  EXPECT_FALSE(io.contains(space));
  EXPECT_EQ(KindsOf(FaultMix::kSpace), std::set<size_t>{space});
  EXPECT_EQ(KindsOf(FaultMix::kAll).size(), kFaultKindCount);
}

TEST(FaultPlan, EpisodesAreDrawnInFull) {
  ScriptedChoices choices({{"fault.episodes", {2}},
                           {"fault.kind", {2, kFaultKindCount - 1}},
                           {"fault.target", {1}},
                           {"fault.scale", {2, 0}},
                           {"fault.first", {6, 1}},
                           {"fault.reach", {1}},
                           {"fault.strikes", {3}},
                           {"fault.room_scale", {1}},
                           {"fault.room", {100}}});
  const FaultPlan plan = FaultPlan::Draw(choices, FaultMix::kAll);
  EXPECT_EQ(plan.Describe(),
            "sync.partial on logs at match 7, 5 times; "
            "space.exhausted at match 2, 100 bytes left");
}

TEST(FaultPlan, AnEpisodeSaysHowLongItLasts) {
  EXPECT_EQ((FaultEpisode{.kind = 0, .first = 4}).Describe(), "sync.before at match 4");
  EXPECT_EQ((FaultEpisode{.kind = 0, .first = 4, .strikes = kUntilHealed}).Describe(),
            "sync.before at match 4, until healed");
}

}  // namespace
}  // namespace varve::sim
