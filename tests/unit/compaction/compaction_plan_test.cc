#include "engine/compaction/compaction_plan.h"

#include <algorithm>
#include <set>
#include <string>

#include "gtest/gtest.h"
#include "tests/unit/version/table_fixture.h"

namespace varve {
namespace {

class CompactionPlanTest : public TableFixture {
 protected:
  CompactionPlanTest() {
    options_.level0_compaction_runs = 2;
    options_.level1_bytes = 1;  // any table in level 1 is too much
    options_.level_size_factor = 1000000;
  }
  std::optional<CompactionPlan> Pick(const std::shared_ptr<const Version>& version,
                                     std::set<uint64_t> busy = {}) {
    return PickCompaction(version, options_, [busy](const CompactionPlan& plan) {
      return std::any_of(plan.inputs.begin(), plan.inputs.end(), [&busy](const auto& input) {
        return busy.contains(input.table->number());
      });
    });
  }
  static std::set<uint64_t> Inputs(const CompactionPlan& plan) {
    std::set<uint64_t> numbers;
    for (const auto& input : plan.inputs) numbers.insert(input.table->number());
    return numbers;
  }

  Options options_;
};

TEST_F(CompactionPlanTest, NothingToDoBelowTheTargets) {
  EXPECT_FALSE(Pick(Empty()).has_value());
  const auto version = Add(Empty(), 0, MakeTable({{"a", 1}}));
  EXPECT_FALSE(Pick(version).has_value());
}

TEST_F(CompactionPlanTest, Level0GoesWholeWithWhatItOverlapsBelow) {
  const auto below = MakeTable({{"b", 1}, {"c", 2}});
  const auto beside = MakeTable({{"x", 3}});
  const auto older = MakeTable({{"a", 10}});
  const auto newer = MakeTable({{"d", 20}});
  auto version = Add(Add(Empty(), 1, below), 1, beside);
  version = Add(Add(version, 0, older), 0, newer);
  options_.level1_bytes = 1 << 20;
  const auto plan = Pick(version);
  ASSERT_TRUE(plan.has_value());
  EXPECT_EQ(plan->output_level, 1u);
  EXPECT_EQ(Inputs(*plan), (std::set<uint64_t>{below->number(), older->number(), newer->number()}));
}

TEST_F(CompactionPlanTest, BusyTableKeepsItsCompactionFromBeingPicked) {
  const auto below = MakeTable({{"b", 1}, {"c", 2}});
  auto version = Add(Empty(), 1, below);
  version = Add(Add(version, 0, MakeTable({{"a", 10}})), 0, MakeTable({{"d", 20}}));
  EXPECT_FALSE(Pick(version, {below->number()}).has_value());
}

TEST_F(CompactionPlanTest, DeeperLevelGivesTheTableThatOverlapsLeast) {
  const auto crowded = MakeTable({{"a", 11}, {"c", 12}});
  const auto free = MakeTable({{"m", 13}, {"n", 14}});
  const auto below = MakeTable({{"b", 1}});
  const auto version = Add(Add(Add(Empty(), 2, below), 1, crowded), 1, free);
  const auto plan = Pick(version);
  ASSERT_TRUE(plan.has_value());
  EXPECT_EQ(plan->output_level, 2u);
  EXPECT_EQ(Inputs(*plan), std::set<uint64_t>{free->number()});
  const auto other = Pick(version, {free->number()});
  ASSERT_TRUE(other.has_value());
  EXPECT_EQ(Inputs(*other), (std::set<uint64_t>{crowded->number(), below->number()}));
}

TEST_F(CompactionPlanTest, MayExistBelowLooksDeeperThanTheOutput) {
  auto version = Add(Empty(), 3, MakeTable({{"k", 1}, {"m", 2}}));
  version = Add(Add(version, 0, MakeTable({{"a", 10}})), 0, MakeTable({{"z", 20}}));
  const auto plan = Pick(version);
  ASSERT_TRUE(plan.has_value());
  EXPECT_TRUE(plan->MayExistBelow("k"));
  EXPECT_TRUE(plan->MayExistBelow("l"));
  EXPECT_FALSE(plan->MayExistBelow("n"));
}

TEST_F(CompactionPlanTest, RangePlanOfAnEmptyRangeIsNothing) {
  const auto version = Add(Empty(), 1, MakeTable({{"b", 1}}));
  const std::string begin = "c";
  EXPECT_FALSE(PlanRange(version, &begin, nullptr).has_value());
  EXPECT_FALSE(PlanRange(Empty(), nullptr, nullptr).has_value());
}

TEST_F(CompactionPlanTest, RangePlanGrowsUntilNothingSticksOut) {
  // "b" touches the first run of level 0, which reaches to "f", which touches level 1 up to "k",
  // which touches the older run of level 0; "z" stays out.
  const auto deep = MakeTable({{"e", 1}, {"k", 2}});
  const auto older = MakeTable({{"j", 10}, {"l", 11}});
  const auto newer = MakeTable({{"b", 20}, {"f", 21}});
  const auto apart = MakeTable({{"z", 30}});
  auto version = Add(Empty(), 1, deep);
  version = Add(Add(Add(version, 0, older), 0, newer), 0, apart);
  const std::string key = "b";
  const auto plan = PlanRange(version, &key, &key);
  ASSERT_TRUE(plan.has_value());
  EXPECT_EQ(plan->output_level, 1u);
  EXPECT_EQ(Inputs(*plan), (std::set<uint64_t>{deep->number(), older->number(), newer->number()}));
}

TEST_F(CompactionPlanTest, RangePlanReachesTheDeepestLevelThatHoldsData) {
  const auto deep = MakeTable({{"a", 1}});
  const auto top = MakeTable({{"a", 9}});
  const auto version = Add(Add(Empty(), 4, deep), 0, top);
  const auto plan = PlanRange(version, nullptr, nullptr);
  ASSERT_TRUE(plan.has_value());
  EXPECT_EQ(plan->output_level, 4u);
  EXPECT_EQ(plan->inputs.size(), 2u);
}

TEST_F(CompactionPlanTest, PlansThatWriteIntoOneRangeOfOneLevelOverlap) {
  // The outputs of the first span the gap between "a" and "z", where the second would write.
  const auto wide = Add(Add(Empty(), 0, MakeTable({{"a", 1}})), 0, MakeTable({{"z", 2}}));
  const auto first = Pick(wide);
  ASSERT_TRUE(first.has_value());
  const auto later = Add(wide, 0, MakeTable({{"m", 3}}));
  const std::string key = "m";
  const auto second = PlanRange(later, &key, &key);
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(second->inputs.size(), 1u);
  EXPECT_TRUE(second->target().Overlaps(first->target()));
  const CompactionPlan::Target deeper{2, "m", "m"};
  const CompactionPlan::Target beside{1, "zz", "zzz"};
  EXPECT_FALSE(deeper.Overlaps(first->target()));
  EXPECT_FALSE(beside.Overlaps(first->target()));
}

}  // namespace
}  // namespace varve
