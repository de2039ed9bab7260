#include "model/collection.h"

#include "tests/unit/model/support.h"

namespace varve::model {
namespace {

using Snapshots = std::multiset<uint64_t>;
constexpr uint64_t kTask = 7;
constexpr uint64_t kVisible = 100;

Drop Shadowed(uint64_t seqno, uint64_t by, std::string key = "a", bool tombstone = false) {
  return {std::move(key), seqno, tombstone, Drop::Reason::kShadowed, by};
}

Drop AtBase(uint64_t seqno, std::string key = "a") {
  return {std::move(key), seqno, true, Drop::Reason::kTombstoneAtBase, 0};
}

/// a=1 @1, a=2 @2, a deleted @3, b=1 @4
class CollectionTest : public testing::Test {
 protected:
  void SetUp() override {
    Add(history_, {Put("a", "1")});
    Add(history_, {Put("a", "2")});
    Add(history_, {Delete("a")});
    Add(history_, {Put("b", "1")});
  }

  Verdict Dropped(const Drop& drop, const Snapshots& snapshots = {}, uint64_t visible = kVisible) {
    return collection_.Dropped(kTask, drop, snapshots, visible);
  }

  History history_;
  Collection collection_{history_};
};

TEST_F(CollectionTest, G1_NoLiveSnapshotNeedsIt_Violated) {
  EXPECT_THAT(Dropped(Shadowed(1, 2), {2}), Breaks("G1", "snapshot 2 sees it"));
}

TEST_F(CollectionTest, G1_NoLiveSnapshotNeedsIt_Legal) {
  EXPECT_THAT(Dropped(Shadowed(1, 2), {1, 3}), IsLegal());
}

TEST_F(CollectionTest, G1_EverySnapshotCountsNotTheOldestAlone_Violated) {
  EXPECT_THAT(Dropped(Shadowed(1, 2), {1, 2}), Breaks("G1", "snapshot 2"));
}

TEST_F(CollectionTest, G1_TheNewerEntryIsVisible_Violated) {
  EXPECT_THAT(Dropped(Shadowed(1, 2), {}, 2), Breaks("G1", "visible seqno 2"));
}

TEST_F(CollectionTest, G1_TheNewerEntryIsVisible_Legal) {
  EXPECT_THAT(Dropped(Shadowed(1, 2), {}, 3), IsLegal());
}

TEST_F(CollectionTest, G1_ANewerEntryOfTheKeyExists_Violated) {
  EXPECT_THAT(Dropped(Shadowed(2, 1)), Breaks("G1", "no newer entry"));
  EXPECT_THAT(Dropped(Shadowed(2, 4)), Breaks("G1", "no newer entry"));
  EXPECT_THAT(Dropped(Shadowed(2, 9)), Breaks("G1", "no newer entry"));
}

TEST_F(CollectionTest, G1_TheNewerEntryIsStillThere_Violated) {
  ASSERT_THAT(Dropped(Shadowed(2, 3)), IsLegal());
  ASSERT_THAT(collection_.Published(kTask, 0), IsLegal());
  EXPECT_THAT(Dropped(Shadowed(1, 2)), Breaks("G1", "itself gone"));
}

TEST_F(CollectionTest, G1_AChainOfDropsInOneStep_Legal) {
  ASSERT_THAT(Dropped(Shadowed(2, 3)), IsLegal());
  EXPECT_THAT(Dropped(Shadowed(1, 2)), IsLegal());
}

TEST_F(CollectionTest, G1_ASnapshotJoinsBeforeItsEntriesCanGo_Violated) {
  ASSERT_THAT(Dropped(Shadowed(1, 2)), IsLegal());
  EXPECT_THAT(collection_.SnapshotCreated(2), Breaks("G1", "which it sees"));
}

TEST_F(CollectionTest, G1_ASnapshotJoinsBeforeItsEntriesCanGo_Legal) {
  ASSERT_THAT(Dropped(Shadowed(1, 2)), IsLegal());
  EXPECT_THAT(collection_.SnapshotCreated(3), IsLegal());
}

TEST_F(CollectionTest, V1_OnlyWhatWasWrittenIsDropped_Violated) {
  EXPECT_THAT(Dropped(Shadowed(1, 2, "b")), Breaks("V1", "nobody wrote"));
  EXPECT_THAT(Dropped(Shadowed(1, 2, "a", /*tombstone=*/true)), Breaks("V1", "nobody wrote"));
  EXPECT_THAT(Dropped(Shadowed(8, 9)), Breaks("V1", "nobody wrote"));
}

TEST_F(CollectionTest, V1_EntriesAreStoredOnce_Violated) {
  ASSERT_THAT(Dropped(Shadowed(1, 2)), IsLegal());
  ASSERT_THAT(collection_.Published(kTask, 0), IsLegal());
  EXPECT_THAT(Dropped(Shadowed(1, 2)), Breaks("V1", "stored twice"));
}

TEST_F(CollectionTest, V1_AnAttemptThatFailedIsRepeated_Legal) {
  ASSERT_THAT(Dropped(Shadowed(1, 2)), IsLegal());
  collection_.JobBegan(kTask);
  ASSERT_THAT(Dropped(Shadowed(1, 2)), IsLegal());
  EXPECT_THAT(collection_.Published(kTask, 0), IsLegal());
}

TEST_F(CollectionTest, G2_NothingOlderRemainsUnderATombstone_Violated) {
  ASSERT_THAT(Dropped(AtBase(3)), IsLegal());
  ASSERT_THAT(Dropped(Shadowed(2, 3)), IsLegal());
  EXPECT_THAT(collection_.Published(kTask, 0), Breaks("G2", "older entry @ 1"));
}

TEST_F(CollectionTest, G2_NothingOlderRemainsUnderATombstone_Legal) {
  ASSERT_THAT(Dropped(AtBase(3)), IsLegal());
  ASSERT_THAT(Dropped(Shadowed(2, 3)), IsLegal());
  ASSERT_THAT(Dropped(Shadowed(1, 2)), IsLegal());
  EXPECT_THAT(collection_.Published(kTask, 0), IsLegal());
}

TEST_F(CollectionTest, G2_DropsOfAnotherJobDoNotCountBeforeTheyArePublished_Violated) {
  ASSERT_THAT(collection_.Dropped(8, Shadowed(1, 2), {}, kVisible), IsLegal());
  ASSERT_THAT(Dropped(AtBase(3)), IsLegal());
  ASSERT_THAT(Dropped(Shadowed(2, 3)), IsLegal());
  EXPECT_THAT(collection_.Published(kTask, 0), Breaks("G2", "older entry @ 1"));
}

TEST_F(CollectionTest, G2_DropsOfAnotherJobDoNotCountBeforeTheyArePublished_Legal) {
  ASSERT_THAT(collection_.Dropped(8, Shadowed(1, 2), {}, kVisible), IsLegal());
  ASSERT_THAT(collection_.Published(8, 0), IsLegal());
  ASSERT_THAT(Dropped(AtBase(3)), IsLegal());
  ASSERT_THAT(Dropped(Shadowed(2, 3)), IsLegal());
  EXPECT_THAT(collection_.Published(kTask, 0), IsLegal());
}

TEST_F(CollectionTest, G2_AnOlderEpochIsNotUnderTheTombstone_Legal) {
  Add(history_, Clear(history_));  // 5
  Add(history_, {Delete("a")});    // 6
  ASSERT_THAT(Dropped(AtBase(6)), IsLegal());
  EXPECT_THAT(collection_.Published(kTask, 5), IsLegal());
}

TEST_F(CollectionTest, G2_OnlyTombstonesGoAlone_Violated) {
  Drop drop = AtBase(4, "b");
  drop.tombstone = false;
  EXPECT_THAT(Dropped(drop), Breaks("G2", "as a tombstone"));
}

TEST_F(CollectionTest, G1_VersionsHoldWhatWasNotDropped_Violated) {
  EXPECT_THAT(collection_.CheckEntries(0, 4, kVisible, 3), Breaks("G1", "holds 3 entries; 4"));
}

TEST_F(CollectionTest, G1_VersionsHoldWhatWasNotDropped_Legal) {
  ASSERT_THAT(Dropped(Shadowed(1, 2)), IsLegal());
  EXPECT_THAT(collection_.CheckEntries(0, 4, kVisible, 4), IsLegal());  // not published yet
  ASSERT_THAT(collection_.Published(kTask, 0), IsLegal());
  EXPECT_THAT(collection_.CheckEntries(0, 4, kVisible, 3), IsLegal());
  EXPECT_THAT(collection_.CheckEntries(0, 3, kVisible, 2), IsLegal());
}

TEST_F(CollectionTest, V1_VersionsHoldNothingTwice_Violated) {
  EXPECT_THAT(collection_.CheckEntries(0, 4, kVisible, 5), Breaks("V1", "holds 5 entries; 4"));
}

TEST_F(CollectionTest, V1_AnInterruptedStepMayHaveTakenEffect_Legal) {
  ASSERT_THAT(Dropped(Shadowed(1, 2)), IsLegal());
  collection_.Restart();
  EXPECT_THAT(collection_.CheckEntries(0, 4, kVisible, 3), IsLegal());
  EXPECT_THAT(collection_.CheckEntries(0, 4, kVisible, 4), IsLegal());
  EXPECT_THAT(collection_.CheckEntries(0, 4, kVisible, 2), Breaks("G1", "3 to 4"));
}

TEST_F(CollectionTest, V1_WhatAnUnseenJobDroppedMayBeGone_Legal) {
  collection_.MayBeGone(Shadowed(1, 2));
  EXPECT_THAT(collection_.CheckEntries(0, 4, kVisible, 3), IsLegal());
  EXPECT_THAT(collection_.CheckEntries(0, 4, kVisible, 4), IsLegal());
}

TEST_F(CollectionTest, G1_ABatchThatWasGivenUpMayBeMissing_Legal) {
  EXPECT_THAT(collection_.CheckEntries(0, 4, /*visible=*/4, 3), IsLegal());
}

TEST_F(CollectionTest, G2_AResumptionVoidsTheDropsOfFailedJobs_Legal) {
  ASSERT_THAT(Dropped(Shadowed(1, 2)), IsLegal());
  collection_.Resumed();
  EXPECT_THAT(collection_.Published(kTask, 0), IsLegal());
  ASSERT_THAT(Dropped(Shadowed(1, 2)), IsLegal());  // it is still there
}

}  // namespace
}  // namespace varve::model
