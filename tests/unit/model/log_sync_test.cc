#include "model/log_sync.h"

#include "tests/unit/model/support.h"

namespace varve::model {
namespace {

/// Three batches in log 1, ending at 10, 20 and 30.
class LogSyncTest : public testing::Test {
 protected:
  void SetUp() override {
    for (int i = 0; i < 3; ++i) {
      Add(history_, {Put("k", std::to_string(i))});
      ASSERT_THAT(log_.Logged(history_.batches().back()), IsLegal());
    }
  }

  History history_;
  LogSync log_;
};

TEST_F(LogSyncTest, D7_RecordsFollowEachOther_Violated) {
  Batch batch = Next(history_, {Put("k", "x")});
  batch.end = {1, 30};
  EXPECT_THAT(log_.Logged(batch), Breaks("D7", "not behind"));
}

TEST_F(LogSyncTest, D7_RecordsFollowEachOther_Legal) {
  Batch batch = Next(history_, {Put("k", "x")});
  batch.end = {2, 5};
  EXPECT_THAT(log_.Logged(batch), IsLegal());
}

TEST_F(LogSyncTest, D7_TheProvenPositionNeverFalls_Violated) {
  ASSERT_THAT(log_.Synced({2, 0}), IsLegal());
  EXPECT_THAT(log_.Synced({1, 30}), Breaks("D7", "fell"));
}

TEST_F(LogSyncTest, D7_TheProvenPositionNeverFalls_Legal) {
  ASSERT_THAT(log_.Synced({1, 30}), IsLegal());
  EXPECT_THAT(log_.Synced({2, 0}), IsLegal());
}

TEST_F(LogSyncTest, D6_TheLogIsSyncedThroughWhatIsFlushed_Violated) {
  ASSERT_THAT(log_.Synced({1, 10}), IsLegal());
  log_.EditPersisted(5, history_.next_seqno());
  ASSERT_THAT(log_.Synced({1, 30}), IsLegal());  // too late
  EXPECT_THAT(log_.EditPublished(history_, 5, 2), Breaks("D6", "flushed through 2"));
}

TEST_F(LogSyncTest, D6_TheLogIsSyncedThroughWhatIsFlushed_Legal) {
  ASSERT_THAT(log_.Synced({1, 20}), IsLegal());
  log_.EditPersisted(5, history_.next_seqno());
  EXPECT_THAT(log_.EditPublished(history_, 5, 2), IsLegal());
}

TEST_F(LogSyncTest, D6_OrTheEditFlushesAllThatIsUnsynced_Legal) {
  ASSERT_THAT(log_.Synced({1, 10}), IsLegal());
  log_.EditPersisted(5, history_.next_seqno());
  EXPECT_THAT(log_.EditPublished(history_, 5, 3), IsLegal());
}

TEST_F(LogSyncTest, D6_WhatIsLoggedAfterTheEditDoesNotCount_Legal) {
  ASSERT_THAT(log_.Synced({1, 10}), IsLegal());
  log_.EditPersisted(5, history_.next_seqno());
  Add(history_, {Put("k", "x")});
  EXPECT_THAT(log_.EditPublished(history_, 5, 3), IsLegal());
}

TEST_F(LogSyncTest, D1_LogsAreRemovedOnceFlushed_Violated) {
  EXPECT_THAT(log_.LogRemoved(history_, 1, 2), Breaks("D1", "batch 3 .. 3"));
}

TEST_F(LogSyncTest, D1_LogsAreRemovedOnceFlushed_Legal) {
  EXPECT_THAT(log_.LogRemoved(history_, 1, 3), IsLegal());
  EXPECT_THAT(log_.LogRemoved(history_, 2, 0), IsLegal());
}

TEST_F(LogSyncTest, D1_ASyncedWriteIsProvenOrFlushed_Violated) {
  ASSERT_THAT(log_.Synced({1, 20}), IsLegal());
  EXPECT_THAT(log_.CheckDurable(history_.batches()[2], 2), Breaks("D1", "offset 30"));
}

TEST_F(LogSyncTest, D1_ASyncedWriteIsProvenOrFlushed_Legal) {
  ASSERT_THAT(log_.Synced({1, 20}), IsLegal());
  EXPECT_THAT(log_.CheckDurable(history_.batches()[1], 0), IsLegal());
  EXPECT_THAT(log_.CheckDurable(history_.batches()[2], 3), IsLegal());
}

TEST_F(LogSyncTest, D1_ABufferedWriteIsLogged_Violated) {
  Batch batch = Next(history_, {Put("k", "x")});
  batch.end = kNotLogged;
  EXPECT_THAT(log_.CheckBuffered(batch, 3), Breaks("D1", "not in the log"));
}

TEST_F(LogSyncTest, D1_ABufferedWriteIsLogged_Legal) {
  EXPECT_THAT(log_.CheckBuffered(history_.batches()[2], 0), IsLegal());
}

TEST_F(LogSyncTest, D6_AResumptionOvertakesNothingThatItCutsOff_Legal) {
  ASSERT_THAT(log_.Synced({1, 10}), IsLegal());
  log_.EditPersisted(5, history_.next_seqno());
  EXPECT_THAT(log_.EditPublished(history_, 5, 2, /*given_up=*/3), IsLegal());
}

TEST_F(LogSyncTest, D6_AResumptionOvertakesNothingThatItCutsOff_Violated) {
  ASSERT_THAT(log_.Synced({1, 10}), IsLegal());
  log_.EditPersisted(5, history_.next_seqno());
  EXPECT_THAT(log_.EditPublished(history_, 5, 2, /*given_up=*/4), Breaks("D6", "batch 3 .. 3"));
}

}  // namespace
}  // namespace varve::model
