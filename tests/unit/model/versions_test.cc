#include "model/versions.h"

#include "tests/unit/model/support.h"

namespace varve::model {
namespace {

using Snapshots = std::multiset<uint64_t>;

class VersionsTest : public testing::Test {
 protected:
  /// Entry i is key "k" written i-th. Version 1 is empty and current.
  void SetUp() override {
    for (int i = 0; i < 9; ++i) Add(history_, {Put("k", std::to_string(i))});
    versions_.Restart();
    Install(Of(1, 0, 0, {}));
    ASSERT_THAT(versions_.Opened(), IsLegal());
  }

  /// A version whose level 0 holds these (table, seqno) pairs of one entry each.
  static Version Of(uint64_t id, uint64_t epoch, uint64_t flushed,
                    std::vector<std::pair<uint64_t, uint64_t>> tables) {
    Version version;
    version.id = id;
    version.epoch = epoch;
    version.flushed_through = flushed;
    Level level;
    for (const auto& [number, seqno] : tables) {
      level.insert(level.begin(), model::Run{{number, 1, "k", "k", seqno, seqno}});
    }
    version.levels = {level};
    return version;
  }

  void Install(const Version& version) {
    ASSERT_THAT(versions_.Persisted(version.id), IsLegal());
    ASSERT_THAT(versions_.Published(version), IsLegal());
  }

  History history_;
  Versions versions_{history_};
};

TEST_F(VersionsTest, H2_PersistedBeforePublished_Violated) {
  EXPECT_THAT(versions_.Published(Of(2, 0, 1, {{5, 1}})), Breaks("H2", "before its edit"));
}

TEST_F(VersionsTest, H2_PersistedBeforePublished_Legal) {
  ASSERT_THAT(versions_.Persisted(2), IsLegal());
  EXPECT_THAT(versions_.Published(Of(2, 0, 1, {{5, 1}})), IsLegal());
}

TEST_F(VersionsTest, H2_NumbersGrow_Violated) {
  Install(Of(3, 0, 1, {{5, 1}}));
  EXPECT_THAT(versions_.Persisted(2), Breaks("H2", "after version 3"));
}

TEST_F(VersionsTest, H2_NumbersGrow_Legal) {
  Install(Of(3, 0, 1, {{5, 1}}));  // 2 was given up
  EXPECT_THAT(versions_.Persisted(4), IsLegal());
}

TEST_F(VersionsTest, D1_WhatIsFlushedStaysFlushed_Violated) {
  Install(Of(2, 0, 2, {{5, 1}}));
  ASSERT_THAT(versions_.Persisted(3), IsLegal());
  EXPECT_THAT(versions_.Published(Of(3, 0, 1, {{5, 1}})), Breaks("D1", "through 1"));
}

TEST_F(VersionsTest, D1_WhatIsFlushedStaysFlushed_Legal) {
  Install(Of(2, 0, 2, {{5, 1}}));
  ASSERT_THAT(versions_.Persisted(3), IsLegal());
  EXPECT_THAT(versions_.Published(Of(3, 0, 2, {{6, 1}})), IsLegal());
}

TEST_F(VersionsTest, H1_EpochsBeginWithADrop_Violated) {
  ASSERT_THAT(versions_.Persisted(2), IsLegal());
  EXPECT_THAT(versions_.Published(Of(2, 1, 9, {})), Breaks("H1", "without a wholesale drop"));
}

TEST_F(VersionsTest, H1_EpochsBeginWithADrop_Legal) {
  Add(history_, Clear(history_));  // 10
  ASSERT_THAT(versions_.Persisted(2), IsLegal());
  EXPECT_THAT(versions_.Published(Of(2, 1, 10, {})), IsLegal());
  EXPECT_EQ(versions_.EpochStart(), 10u);
}

TEST_F(VersionsTest, H1_VersionsNameTablesOfTheirEpochOnly_Violated) {
  Add(history_, Clear(history_));
  ASSERT_THAT(versions_.Persisted(2), IsLegal());
  EXPECT_THAT(versions_.Published(Of(2, 1, 10, {{5, 9}})), Breaks("H1", "names table 5"));
}

TEST_F(VersionsTest, H1_VersionsNameTablesOfTheirEpochOnly_Legal) {
  Add(history_, Clear(history_));
  Add(history_, {Put("k", "new")});  // 11
  Install(Of(2, 1, 10, {}));
  ASSERT_THAT(versions_.Persisted(3), IsLegal());
  EXPECT_THAT(versions_.Published(Of(3, 1, 11, {{5, 11}})), IsLegal());
}

TEST_F(VersionsTest, H1_NoFlushReachesOverADrop_Violated) {
  Add(history_, Clear(history_));
  ASSERT_THAT(versions_.Persisted(2), IsLegal());
  EXPECT_THAT(versions_.Published(Of(2, 0, 10, {{5, 9}})), Breaks("H1", "beyond"));
}

TEST_F(VersionsTest, H1_NoFlushReachesOverADrop_Legal) {
  Add(history_, Clear(history_));  // sequenced, not yet published
  ASSERT_THAT(versions_.Persisted(2), IsLegal());
  EXPECT_THAT(versions_.Published(Of(2, 0, 9, {{5, 9}})), IsLegal());
}

TEST_F(VersionsTest, H1_TheNewestVersionOfASnapshotsEpochStays_Violated) {
  Install(Of(2, 0, 9, {{5, 9}}));
  Add(history_, Clear(history_));
  Install(Of(3, 1, 10, {}));
  EXPECT_THAT(versions_.Released(2, Snapshots{10}), Breaks("H1", "snapshot 10"));
}

TEST_F(VersionsTest, H1_TheNewestVersionOfASnapshotsEpochStays_Legal) {
  Install(Of(2, 0, 9, {{5, 9}}));
  Add(history_, Clear(history_));
  Install(Of(3, 1, 10, {}));
  EXPECT_THAT(versions_.Released(1, Snapshots{10}), IsLegal());  // not the epoch's newest
  EXPECT_THAT(versions_.Released(2, Snapshots{11}), IsLegal());  // not the snapshot's epoch
}

TEST_F(VersionsTest, H1_SnapshotsHoldNoOlderVersions_Violated) {
  Install(Of(2, 0, 1, {{5, 1}}));
  EXPECT_THAT(versions_.CheckIdle(Snapshots{5}), Breaks("H1", "version 1"));
}

TEST_F(VersionsTest, H1_SnapshotsHoldNoOlderVersions_Legal) {
  Install(Of(2, 0, 1, {{5, 1}}));
  ASSERT_THAT(versions_.Released(1, Snapshots{5}), IsLegal());
  EXPECT_THAT(versions_.CheckIdle(Snapshots{5}), IsLegal());
}

TEST_F(VersionsTest, H1_AnOlderEpochIsHeldForItsSnapshotOnly_Violated) {
  Add(history_, Clear(history_));
  Install(Of(2, 1, 10, {}));
  EXPECT_THAT(versions_.CheckIdle(Snapshots{11}), Breaks("H1", "still held"));
}

TEST_F(VersionsTest, H1_AnOlderEpochIsHeldForItsSnapshotOnly_Legal) {
  Add(history_, Clear(history_));
  Install(Of(2, 1, 10, {}));
  EXPECT_THAT(versions_.CheckIdle(Snapshots{10}), IsLegal());
}

TEST_F(VersionsTest, H4_TheCurrentVersionIsNotReleased_Violated) {
  EXPECT_THAT(versions_.Released(1, {}), Breaks("H4", "current version 1"));
}

TEST_F(VersionsTest, H4_TheCurrentVersionIsNotReleased_Legal) {
  versions_.Closing();
  EXPECT_THAT(versions_.Released(1, {}), IsLegal());
}

TEST_F(VersionsTest, H4_VersionsAreReleasedOnce_Violated) {
  Install(Of(2, 0, 1, {{5, 1}}));
  ASSERT_THAT(versions_.Released(1, {}), IsLegal());
  EXPECT_THAT(versions_.Released(1, {}), Breaks("H4", "twice"));
}

TEST_F(VersionsTest, H4_LiveTablesAreNotRemoved_Violated) {
  Install(Of(2, 0, 1, {{5, 1}}));
  EXPECT_THAT(versions_.TableRemoved(5), Breaks("H4", "current version 2"));
  Install(Of(3, 0, 1, {{6, 1}}));
  EXPECT_THAT(versions_.TableRemoved(5), Breaks("H4", "live version 2"));
}

TEST_F(VersionsTest, H4_LiveTablesAreNotRemoved_Legal) {
  Install(Of(2, 0, 1, {{5, 1}}));
  Install(Of(3, 0, 1, {{6, 1}}));
  ASSERT_THAT(versions_.Released(2, {}), IsLegal());
  EXPECT_THAT(versions_.TableRemoved(5), IsLegal());
}

TEST_F(VersionsTest, H4_ClosingRemovesNothingThatIsNeeded_Violated) {
  Install(Of(2, 0, 1, {{5, 1}}));
  versions_.Closing();
  ASSERT_THAT(versions_.Released(2, {}), IsLegal());
  EXPECT_THAT(versions_.TableRemoved(5), Breaks("H4", "table 5"));
}

TEST_F(VersionsTest, H4_UnpublishedOutputsAreNotRemoved_Violated) {
  ASSERT_THAT(versions_.TableCreated(5), IsLegal());
  EXPECT_THAT(versions_.TableRemoved(5), Breaks("H4", "about to publish"));
}

TEST_F(VersionsTest, H4_UnpublishedOutputsAreNotRemoved_Legal) {
  ASSERT_THAT(versions_.TableCreated(5), IsLegal());
  ASSERT_THAT(versions_.TableAbandoned(5), IsLegal());
  EXPECT_THAT(versions_.TableRemoved(5), IsLegal());
}

TEST_F(VersionsTest, H4_RemovedTablesAreNotPublished_Violated) {
  ASSERT_THAT(versions_.TableRemoved(5), IsLegal());
  ASSERT_THAT(versions_.Persisted(2), IsLegal());
  EXPECT_THAT(versions_.Published(Of(2, 0, 1, {{5, 1}})), Breaks("H4", "was removed"));
}

TEST_F(VersionsTest, H4_AbandonedTablesAreNotPublished_Violated) {
  ASSERT_THAT(versions_.TableCreated(5), IsLegal());
  ASSERT_THAT(versions_.TableAbandoned(5), IsLegal());
  ASSERT_THAT(versions_.Persisted(2), IsLegal());
  EXPECT_THAT(versions_.Published(Of(2, 0, 1, {{5, 1}})), Breaks("H4", "abandoned"));
}

TEST_F(VersionsTest, H4_NumbersOfTablesAreUsedOnce_Violated) {
  Install(Of(2, 0, 1, {{5, 1}}));
  EXPECT_THAT(versions_.TableCreated(5), Breaks("H4", "in use"));
}

TEST_F(VersionsTest, H4_NumbersOfTablesAreUsedOnce_Legal) {
  Install(Of(2, 0, 1, {{5, 1}}));
  EXPECT_THAT(versions_.TableCreated(6), IsLegal());
}

TEST_F(VersionsTest, H4_UnnamedFilesGo_Violated) {
  EXPECT_THAT(versions_.CheckTables(std::set<uint64_t>{5}), Breaks("H4", "its file stays"));
}

TEST_F(VersionsTest, H4_NamedFilesStay_Violated) {
  Install(Of(2, 0, 1, {{5, 1}}));
  EXPECT_THAT(versions_.CheckTables(std::set<uint64_t>{}), Breaks("H4", "has no file"));
}

TEST_F(VersionsTest, H4_FilesAreThoseThatAreNamed_Legal) {
  Install(Of(2, 0, 1, {{5, 1}}));
  EXPECT_THAT(versions_.CheckTables(std::set<uint64_t>{5}), IsLegal());
}

TEST_F(VersionsTest, H2_AnOpenDatabaseHasAVersion_Violated) {
  versions_.Restart();
  EXPECT_THAT(versions_.Opened(), Breaks("H2", "without a version"));
}

TEST_F(VersionsTest, H4_OutputsOfAFailedEditGoAfterAResumption_Legal) {
  ASSERT_THAT(versions_.TableCreated(5), IsLegal());
  versions_.Resumed();
  EXPECT_THAT(versions_.TableRemoved(5), IsLegal());
}

TEST_F(VersionsTest, H4_OutputsOfAFailedEditAreNotPublishedAfterAResumption_Violated) {
  ASSERT_THAT(versions_.TableCreated(5), IsLegal());
  versions_.Resumed();
  ASSERT_THAT(versions_.Persisted(2), IsLegal());
  EXPECT_THAT(versions_.Published(Of(2, 0, 1, {{5, 1}})), Breaks("H4", "removed or abandoned"));
}

}  // namespace
}  // namespace varve::model
