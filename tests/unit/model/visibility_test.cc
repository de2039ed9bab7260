#include "model/visibility.h"

#include "tests/unit/model/support.h"

namespace varve::model {
namespace {

class VisibilityTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_THAT(visibility_.Restart(1), IsLegal()); }

  void Commit(std::vector<Operation> operations) {
    Add(history_, std::move(operations));
    ASSERT_THAT(visibility_.Publish(history_.next_seqno()), IsLegal());
  }

  History history_;
  Visibility visibility_{history_};
};

TEST_F(VisibilityTest, S2_NeverFalls_Violated) {
  Commit({Put("a", "1")});
  EXPECT_THAT(visibility_.Publish(1), Breaks("S2", "fell from 2 to 1"));
}

TEST_F(VisibilityTest, S2_NeverFalls_Legal) {
  Commit({Put("a", "1")});
  EXPECT_THAT(visibility_.Publish(2), IsLegal());
}

TEST_F(VisibilityTest, S2_StandsAtBatchEnds_Violated) {
  Add(history_, {Put("a", "1"), Put("b", "1")});
  EXPECT_THAT(visibility_.Publish(2), Breaks("S2", "cuts the batch 1 .. 2"));
}

TEST_F(VisibilityTest, S2_StandsAtBatchEnds_Legal) {
  Add(history_, {Put("a", "1"), Put("b", "1")});
  EXPECT_THAT(visibility_.Publish(3), IsLegal());
}

TEST_F(VisibilityTest, S2_CoversSequencedBatchesOnly_Violated) {
  Add(history_, {Put("a", "1")});
  EXPECT_THAT(visibility_.Publish(3), Breaks("S2", "below 2"));
}

TEST_F(VisibilityTest, S2_CoversSequencedBatchesOnly_Legal) {
  Add(history_, {Put("a", "1")});
  Add(history_, {Put("b", "1")});
  EXPECT_THAT(visibility_.Publish(3), IsLegal());
}

TEST_F(VisibilityTest, S2_OpeningShowsAllThatSurvived_Violated) {
  Commit({Put("a", "1")});
  EXPECT_THAT(visibility_.Restart(1), Breaks("S2", "survived"));
}

TEST_F(VisibilityTest, S2_OpeningShowsAllThatSurvived_Legal) {
  Commit({Put("a", "1")});
  EXPECT_THAT(visibility_.Restart(2), IsLegal());
}

TEST_F(VisibilityTest, S2_OpeningShowsNoMore_Violated) {
  EXPECT_THAT(visibility_.Restart(2), Breaks("S2", "above the next one"));
}

TEST_F(VisibilityTest, S2_ReadsSeeNothingUnpublished_Violated) {
  Add(history_, {Put("a", "1")});
  EXPECT_THAT(visibility_.CheckGet(visibility_.Now(), std::nullopt, "a", "1"),
              Breaks("S2", "instead of absent"));
}

TEST_F(VisibilityTest, S2_ReadsSeeNothingUnpublished_Legal) {
  Add(history_, {Put("a", "1")});
  const size_t since = visibility_.Now();
  ASSERT_THAT(visibility_.Publish(2), IsLegal());  // while the read is under way
  EXPECT_THAT(visibility_.CheckGet(since, std::nullopt, "a", "1"), IsLegal());
  EXPECT_THAT(visibility_.CheckGet(since, std::nullopt, "a", std::nullopt), IsLegal());
}

TEST_F(VisibilityTest, S2_BatchesAppearWhole_Violated) {
  const size_t since = visibility_.Now();
  Commit({Put("a", "1"), Put("b", "1")});
  EXPECT_THAT(visibility_.CheckScan(since, std::nullopt, {}, true, {{"a", "1"}}),
              Breaks("V3", "the end instead of \"b\""));
}

TEST_F(VisibilityTest, S2_BatchesAppearWhole_Legal) {
  const size_t since = visibility_.Now();
  Commit({Put("a", "1"), Put("b", "1")});
  EXPECT_THAT(visibility_.CheckScan(since, std::nullopt, {}, true, {{"a", "1"}, {"b", "1"}}),
              IsLegal());
  EXPECT_THAT(visibility_.CheckScan(since, std::nullopt, {}, true, {}), IsLegal());
}

TEST_F(VisibilityTest, S3_AcknowledgedMeansVisible_Violated) {
  Add(history_, {Put("a", "1")});
  EXPECT_THAT(visibility_.CheckAcknowledged(history_.batches()[0]), Breaks("S3", "acknowledged"));
}

TEST_F(VisibilityTest, S3_AcknowledgedMeansVisible_Legal) {
  Commit({Put("a", "1")});
  EXPECT_THAT(visibility_.CheckAcknowledged(history_.batches()[0]), IsLegal());
}

TEST_F(VisibilityTest, S3_ReadsAreNotOutdated_Violated) {
  Commit({Put("a", "1")});
  Commit({Put("a", "2")});
  EXPECT_THAT(visibility_.CheckGet(visibility_.Now(), std::nullopt, "a", "1"),
              Breaks("S3", "instead of \"2\""));
  EXPECT_THAT(visibility_.CheckScan(visibility_.Now(), std::nullopt, {}, true, {{"a", "1"}}),
              Breaks("S3", "instead of \"a\" = \"2\""));
}

TEST_F(VisibilityTest, S3_ReadsAreNotOutdated_Legal) {
  Commit({Put("a", "1")});
  const size_t since = visibility_.Now();
  Commit({Put("a", "2")});
  EXPECT_THAT(visibility_.CheckGet(since, std::nullopt, "a", "1"), IsLegal());
}

TEST_F(VisibilityTest, S3_SnapshotsAreNotOutdated_Violated) {
  Commit({Put("a", "1")});
  EXPECT_THAT(visibility_.CheckSnapshot(visibility_.Now(), 1), Breaks("S3", "instant 1"));
}

TEST_F(VisibilityTest, S3_SnapshotsAreNotOutdated_Legal) {
  Commit({Put("a", "1")});
  EXPECT_THAT(visibility_.CheckSnapshot(visibility_.Now(), 2), IsLegal());
}

TEST_F(VisibilityTest, S2_SnapshotsStandWhereVisibilityStood_Violated) {
  const size_t since = visibility_.Now();
  Add(history_, {Put("a", "1")});
  Add(history_, {Put("b", "1")});
  ASSERT_THAT(visibility_.Publish(3), IsLegal());  // in one step over both
  EXPECT_THAT(visibility_.CheckSnapshot(since, 2), Breaks("S2", "1 .. 3"));
}

TEST_F(VisibilityTest, S2_SnapshotsStandWhereVisibilityStood_Legal) {
  const size_t since = visibility_.Now();
  Commit({Put("a", "1")});
  Commit({Put("b", "1")});
  EXPECT_THAT(visibility_.CheckSnapshot(since, 2), IsLegal());
}

TEST_F(VisibilityTest, V2_NewestVisibleEntryWins_Violated) {
  Commit({Put("a", "1")});
  EXPECT_THAT(visibility_.CheckGet(visibility_.Now(), std::nullopt, "a", "9"),
              Breaks("V2", "\"9\" instead of \"1\""));
  EXPECT_THAT(visibility_.CheckGet(visibility_.Now(), 2, "a", "9"), Breaks("V2", "instant 2"));
}

TEST_F(VisibilityTest, V2_NewestVisibleEntryWins_Legal) {
  Commit({Put("a", "1")});
  EXPECT_THAT(visibility_.CheckGet(visibility_.Now(), std::nullopt, "a", "1"), IsLegal());
}

TEST_F(VisibilityTest, V2_ATombstoneMeansAbsent_Violated) {
  Commit({Put("a", "1"), Delete("a")});
  EXPECT_THAT(visibility_.CheckGet(visibility_.Now(), std::nullopt, "a", "1"),
              Breaks("V2", "instead of absent"));
}

TEST_F(VisibilityTest, V2_ATombstoneMeansAbsent_Legal) {
  Commit({Put("a", "1"), Delete("a")});
  EXPECT_THAT(visibility_.CheckGet(visibility_.Now(), std::nullopt, "a", std::nullopt), IsLegal());
}

TEST_F(VisibilityTest, V3_ScansYieldEachLiveKeyOnceInOrder_Violated) {
  Commit({Put("a", "1"), Put("b", "1")});
  const size_t now = visibility_.Now();
  EXPECT_THAT(visibility_.CheckScan(now, 3, {}, true, {{"a", "1"}, {"a", "1"}, {"b", "1"}}),
              Breaks("V3", "entry 1"));
  EXPECT_THAT(visibility_.CheckScan(now, 3, {}, false, {{"a", "1"}, {"b", "1"}}),
              Breaks("V3", "reverse scan"));
}

TEST_F(VisibilityTest, V3_ScansYieldEachLiveKeyOnceInOrder_Legal) {
  Commit({Put("a", "1"), Put("b", "1")});
  const size_t now = visibility_.Now();
  EXPECT_THAT(visibility_.CheckScan(now, 3, {}, true, {{"a", "1"}, {"b", "1"}}), IsLegal());
  EXPECT_THAT(visibility_.CheckScan(now, 3, {}, false, {{"b", "1"}, {"a", "1"}}), IsLegal());
}

TEST_F(VisibilityTest, V4_SnapshotsStayAsTheyWere_Violated) {
  Commit({Put("a", "1")});
  Commit({Put("a", "2")});
  const size_t now = visibility_.Now();
  EXPECT_THAT(visibility_.CheckGet(now, 2, "a", "2"), Breaks("V4", "instead of \"1\""));
  EXPECT_THAT(visibility_.CheckScan(now, 2, {}, true, {}), Breaks("V4", "instant 2"));
}

TEST_F(VisibilityTest, V4_SnapshotsStayAsTheyWere_Legal) {
  Commit({Put("a", "1")});
  Commit({Put("a", "2")});
  Add(history_, Clear(history_));
  ASSERT_THAT(visibility_.Publish(4), IsLegal());
  EXPECT_THAT(visibility_.CheckGet(visibility_.Now(), 2, "a", "1"), IsLegal());
}

TEST_F(VisibilityTest, S5_AReadIsBeforeOrAfterAClear_Violated) {
  Commit({Put("a", "1"), Put("b", "1")});
  const size_t since = visibility_.Now();
  Add(history_, Clear(history_));
  ASSERT_THAT(visibility_.Publish(4), IsLegal());
  EXPECT_THAT(visibility_.CheckScan(since, std::nullopt, {}, true, {{"b", "1"}}),
              Breaks("V3", "answered wrongly"));
}

TEST_F(VisibilityTest, S5_AReadIsBeforeOrAfterAClear_Legal) {
  Commit({Put("a", "1"), Put("b", "1")});
  const size_t since = visibility_.Now();
  Add(history_, Clear(history_));
  ASSERT_THAT(visibility_.Publish(4), IsLegal());
  EXPECT_THAT(visibility_.CheckScan(since, std::nullopt, {}, true, {}), IsLegal());
  EXPECT_THAT(visibility_.CheckScan(since, std::nullopt, {}, true, {{"a", "1"}, {"b", "1"}}),
              IsLegal());
}

TEST_F(VisibilityTest, V6_RotationWaitsForAppliers_Violated) {
  Commit({Put("a", "1")});
  Add(history_, {Put("b", "1")});  // sequenced, not yet visible
  EXPECT_THAT(visibility_.CheckSealed(1), Breaks("V6", "still being applied"));
}

TEST_F(VisibilityTest, V6_RotationWaitsForAppliers_Legal) {
  Commit({Put("a", "1")});
  EXPECT_THAT(visibility_.CheckSealed(1), IsLegal());
}

TEST_F(VisibilityTest, V6_RotationSplitsNoBatch_Violated) {
  Commit({Put("a", "1"), Put("b", "1")});
  EXPECT_THAT(visibility_.CheckSealed(1), Breaks("V6", "no batch end"));
}

}  // namespace
}  // namespace varve::model
