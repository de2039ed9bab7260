#include "sim/campaign/gates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/sim/campaign/fake_world.h"

namespace varve::sim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr NamedThing kFaults[] = {{"sync.before", ""}, {"sync.after", ""}};

/// The statistics of a campaign that reached everything.
Statistics Complete() {
  Statistics statistics;
  statistics.probes.fill(10);
  statistics.faults.fill(1);
  statistics.recovery_crashes.fill(1);
  statistics.image_classes.fill(1);
  statistics.judged.fill(1);
  statistics.crashes_by_phase = {1, 1, 1, 1, 1, 1, 5};
  return statistics;
}

std::vector<std::string> ShortfallsOf(const Statistics& statistics, uint64_t seeds) {
  return Shortfalls(statistics, {.seeds = seeds,
                                 .faults = true,
                                 .image_classes = DescribeFakeWorld().image_classes,
                                 .fault_kinds = kFaults});
}

size_t ProbeThatIs(ProbeClass probe_class) {
  size_t probe = 0;
  while (kProbes[probe].probe_class != probe_class) ++probe;
  return probe;
}

TEST(Gates, CompleteCampaignPasses) { EXPECT_THAT(ShortfallsOf(Complete(), 1000), IsEmpty()); }

TEST(Gates, OracleThatJudgedNothingFails) {
  Statistics statistics = Complete();
  statistics.judged[1] = 0;
  EXPECT_THAT(ShortfallsOf(statistics, 1000), ElementsAre("the oracle judged no scans"));
}

TEST(Gates, SmallCampaignIsNotJudged) { EXPECT_THAT(ShortfallsOf({}, 999), IsEmpty()); }

TEST(Gates, ProbeBelowItsFloor) {
  Statistics statistics = Complete();
  const size_t probe = ProbeThatIs(ProbeClass::kCommon);
  statistics.probes[probe] = 9;
  EXPECT_THAT(ShortfallsOf(statistics, 1000),
              ElementsAre("probe " + std::string(kProbes[probe].name) +
                          " hit 9 times, at least 10 wanted"));
}

TEST(Gates, ProbeOfAStateAfterErrorsIsDemandedOfCampaignsWithFaults) {
  Statistics statistics = Complete();
  const size_t probe = ProbeThatIs(ProbeClass::kAfterErrors);
  statistics.probes[probe] = 0;
  EXPECT_EQ(ShortfallsOf(statistics, 1000).size(), 1U);
  EXPECT_THAT(Shortfalls(statistics, {.seeds = 1000,
                                      .faults = false,
                                      .image_classes = DescribeFakeWorld().image_classes,
                                      .fault_kinds = kFaults}),
              IsEmpty());
}

TEST(Gates, FaultOfNoKindMayBeMissing) {
  Statistics statistics = Complete();
  statistics.faults[1] = 0;
  EXPECT_THAT(ShortfallsOf(statistics, 1000), ElementsAre("no fault of kind sync.after"));
}

TEST(Gates, CrashesInsideRecoveryReachTheThirdInARow) {
  Statistics statistics = Complete();
  statistics.recovery_crashes[2] = 0;
  EXPECT_THAT(ShortfallsOf(statistics, 1000),
              ElementsAre("no crash inside recovery that is number 3 in a row"));
}

TEST(Gates, RareProbeMayStayUnhit) {
  Statistics statistics = Complete();
  statistics.probes[ProbeThatIs(ProbeClass::kRare)] = 0;
  EXPECT_THAT(ShortfallsOf(statistics, 1000), IsEmpty());
}

TEST(Gates, EmptyImageClass) {
  Statistics statistics = Complete();
  statistics.image_classes[1] = 0;
  EXPECT_THAT(ShortfallsOf(statistics, 1000), ElementsAre("no crash image of class rename"));
}

TEST(Gates, TooFewCrashesInsidePhases) {
  Statistics statistics = Complete();
  statistics.crashes_by_phase = {1, 0, 0, 0, 0, 0, 5};
  const std::vector<std::string> sentences = ShortfallsOf(statistics, 1000);
  ASSERT_EQ(sentences.size(), 1U);
  EXPECT_EQ(sentences[0].substr(0, 6), "16.7 %");
}

TEST(Gates, PhaseShareCountsThePhases) {
  Statistics statistics;
  EXPECT_EQ(PhaseShare(statistics), 0.0);
  statistics.crashes_by_phase = {1, 0, 0, 0, 1, 0, 6};
  EXPECT_DOUBLE_EQ(PhaseShare(statistics), 0.25);
}

}  // namespace
}  // namespace varve::sim
