#include "sim/faults/fault_injector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace varve::sim {
namespace {

using testing::ElementsAre;

size_t KindOf(std::string_view name) {
  for (size_t kind = 0; kind < kFaultKindCount; ++kind) {
    if (FaultTable()[kind].name == name) return kind;
  }
  ADD_FAILURE() << "no fault " << name;
  return 0;
}

FaultPlan PlanOf(const FaultEpisode& episode) { return FaultPlan{{episode}}; }

class FaultInjectorTest : public testing::Test {
 protected:
  Fault Sync(std::string_view path = "/db/000001.log") {
    return faults.Decide(FileOperation::kSyncWindow, path);
  }

  Disk disk{{.capacity_bytes = 1000}};
  FaultInjector faults{disk};
};

TEST_F(FaultInjectorTest, NothingStrikesUntilArmed) {
  for (int i = 0; i < 10; ++i) EXPECT_EQ(Sync(), Fault::kNone);
  EXPECT_EQ(faults.total(), 0u);
}

TEST_F(FaultInjectorTest, StrikesTheNthMatchOnce) {
  faults.Arm(PlanOf({.kind = KindOf("sync.before"), .first = 2}));
  EXPECT_EQ(Sync(), Fault::kNone);
  EXPECT_EQ(faults.Decide(FileOperation::kAppend, "/db/000001.log"), Fault::kNone);
  EXPECT_EQ(Sync(), Fault::kBefore);
  EXPECT_EQ(Sync(), Fault::kNone);
  EXPECT_EQ(faults.total(), 1u);
  EXPECT_EQ(faults.counts()[KindOf("sync.before")], 1u);
  EXPECT_EQ(faults.latest(), "sync.before sync-window /db/000001.log");
}

TEST_F(FaultInjectorTest, StrikesAsOftenAsTold) {
  faults.Arm(PlanOf({.kind = KindOf("sync.after"), .strikes = 2}));
  EXPECT_EQ(Sync(), Fault::kAfter);
  EXPECT_EQ(Sync(), Fault::kAfter);
  EXPECT_EQ(Sync(), Fault::kNone);
}

TEST_F(FaultInjectorTest, StickyFaultsLastUntilHealed) {
  faults.Arm(PlanOf({.kind = KindOf("sync.partial"), .strikes = kUntilHealed}));
  for (int i = 0; i < 100; ++i) EXPECT_EQ(Sync(), Fault::kPartial);
  faults.Heal();
  EXPECT_EQ(Sync(), Fault::kNone);
  EXPECT_EQ(faults.total(), 100u);
}

TEST_F(FaultInjectorTest, StrikesTheTargetOnly) {
  faults.Arm(PlanOf({.kind = KindOf("sync.before"), .target = FaultTarget::kTable}));
  EXPECT_EQ(Sync("/db/000001.log"), Fault::kNone);
  EXPECT_EQ(Sync("/db/000002.sst"), Fault::kBefore);
}

TEST_F(FaultInjectorTest, PartialFaultsPassOverOperationsWithoutParts) {
  faults.Arm(PlanOf({.kind = KindOf("create.partial")}));
  EXPECT_EQ(faults.Decide(FileOperation::kCreateAppend, "/db/x"), Fault::kNone);
  EXPECT_EQ(faults.Decide(FileOperation::kCreateWindow, "/db/x"), Fault::kPartial);
}

TEST_F(FaultInjectorTest, EpisodesCountSideBySideAndTheFirstWins) {
  FaultPlan plan;
  plan.episodes.push_back({.kind = KindOf("sync.before"), .first = 2});
  plan.episodes.push_back({.kind = KindOf("sync.after"), .first = 2, .strikes = 2});
  faults.Arm(plan);
  EXPECT_EQ(Sync(), Fault::kNone);
  EXPECT_EQ(Sync(), Fault::kBefore);
  EXPECT_EQ(Sync(), Fault::kAfter);
  EXPECT_EQ(Sync(), Fault::kNone);
}

TEST_F(FaultInjectorTest, ArmingAnewEndsThePlanBefore) {
  faults.Arm(PlanOf({.kind = KindOf("sync.before"), .strikes = kUntilHealed}));
  EXPECT_EQ(Sync(), Fault::kBefore);
  faults.Arm(FaultPlan());
  EXPECT_EQ(Sync(), Fault::kNone);
  EXPECT_TRUE(faults.failed_syncs().empty());
  EXPECT_EQ(faults.total(), 1u);  // of all lifetimes
}

TEST_F(FaultInjectorTest, NamesTheFilesWhoseSyncsLostSomething) {
  FaultPlan plan;
  plan.episodes.push_back({.kind = KindOf("sync.before"), .strikes = 2});
  plan.episodes.push_back({.kind = KindOf("sync.partial"), .first = 3});
  plan.episodes.push_back({.kind = KindOf("sync.after"), .first = 4});
  plan.episodes.push_back({.kind = KindOf("sync-directory.before")});
  faults.Arm(plan);
  (void)Sync("/db/b");
  (void)Sync("/db/b");
  (void)Sync("/db/a");
  (void)Sync("/db/c");
  EXPECT_EQ(faults.Decide(FileOperation::kSyncDirectory, "/db"), Fault::kBefore);
  EXPECT_THAT(faults.failed_syncs(), ElementsAre("/db/b", "/db/a"));
  EXPECT_EQ(faults.total(), 5u);
}

TEST_F(FaultInjectorTest, FillsTheDiskUntilHealed) {
  InodeId file = 0;
  ASSERT_EQ(disk.CreateFile("/f", &file), DiskError::kNone);
  disk.Write(file, 0, std::string(100, 'x'));
  FaultPlan plan;
  plan.episodes.push_back(
      {.kind = KindOf("space.exhausted"), .first = 2, .strikes = kUntilHealed, .room = 30});
  plan.episodes.push_back(
      {.kind = KindOf("space.exhausted"), .first = 3, .strikes = kUntilHealed, .room = 0});
  faults.Arm(plan);
  EXPECT_EQ(faults.Decide(FileOperation::kList, "/"), Fault::kNone);
  EXPECT_EQ(disk.capacity(), 1000u);
  EXPECT_FALSE(faults.space_is_short());
  EXPECT_EQ(Sync(), Fault::kNone);
  EXPECT_EQ(disk.capacity(), 130u);
  EXPECT_EQ(faults.latest(), "space.exhausted 30 bytes left");
  EXPECT_EQ(Sync(), Fault::kNone);
  EXPECT_EQ(disk.free_bytes(), 0u);
  EXPECT_TRUE(faults.space_is_short());
  faults.Heal();
  EXPECT_EQ(disk.capacity(), 1000u);
  EXPECT_FALSE(faults.space_is_short());
  EXPECT_EQ(faults.counts()[KindOf("space.exhausted")], 2u);
}

TEST_F(FaultInjectorTest, AFullDiskHasNoMoreThanItsCapacity) {
  faults.Arm(PlanOf({.kind = KindOf("space.exhausted"), .room = 5000}));
  (void)Sync();
  EXPECT_EQ(disk.capacity(), 1000u);
}

TEST_F(FaultInjectorTest, StrikesInsideItsPhaseOnly) {
  faults.Arm(PlanOf({.kind = KindOf("sync.before"), .phase = Phase::kResume, .first = 1}));
  constexpr uint32_t kFlushing = 1 << static_cast<uint32_t>(Phase::kFlush);
  constexpr uint32_t kResuming = 1 << static_cast<uint32_t>(Phase::kResume);
  EXPECT_EQ(faults.Decide(FileOperation::kSync, "/db/x", 0), Fault::kNone);
  EXPECT_EQ(faults.Decide(FileOperation::kSync, "/db/x", kFlushing), Fault::kNone);
  EXPECT_EQ(faults.Decide(FileOperation::kSync, "/db/x", kResuming | kFlushing), Fault::kBefore);
}

TEST_F(FaultInjectorTest, RoomComesBack) {
  faults.Arm(PlanOf({.kind = KindOf("space.exhausted"), .first = 1, .strikes = 2, .room = 10}));
  EXPECT_EQ(Sync(), Fault::kNone);
  EXPECT_TRUE(faults.space_is_short());
  EXPECT_EQ(disk.capacity(), 10u);
  EXPECT_EQ(Sync(), Fault::kNone);
  EXPECT_TRUE(faults.space_is_short());
  EXPECT_EQ(Sync(), Fault::kNone);
  EXPECT_FALSE(faults.space_is_short());
  EXPECT_EQ(disk.capacity(), 1000u);
}

}  // namespace
}  // namespace varve::sim
