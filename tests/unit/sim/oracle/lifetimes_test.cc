// Crashes, closes and openings.
#include "sim/oracle/oracle.h"
#include "tests/unit/sim/oracle/fake_engine.h"

namespace varve::sim {
namespace {

TableShape Table(uint64_t number, std::string key, SeqNo first, SeqNo last) {
  return {.number = number,
          .bytes = 1,
          .entries = last - first + 1,
          .smallest_key = key,
          .largest_key = key,
          .smallest_seqno = first,
          .largest_seqno = last};
}

TEST_F(OracleTest, D1_ABufferedWriteSurvivesTheProcess) {
  Write({Put("a", "1")});
  oracle_.OnCrash(model::CrashKind::kProcess);
  Recover({Table(5, "a", 1, 1)});
  Reopen(0, 1, {{"a", "1"}});
  EXPECT_EQ(rule_, "") << message_;
  ExpectGet("a", "1");
  EXPECT_EQ(rule_, "") << message_;
  EXPECT_EQ(oracle_.statistics().recoveries, 2u);
}

TEST_F(OracleTest, D1_ABufferedWriteIsLostWithTheProcess) {
  Write({Put("a", "1")});
  oracle_.OnCrash(model::CrashKind::kProcess);
  visible_ = 1;
  Recover({});
  Reopen(0, 0, {});
  EXPECT_EQ(rule_, "D1");
}

TEST_F(OracleTest, D1_ABufferedWriteMayBeLostWithTheMachine) {
  Write({Put("a", "1")});
  oracle_.OnCrash(model::CrashKind::kMachine);
  visible_ = 1;
  Recover({});
  Reopen(0, 0, {});
  EXPECT_EQ(rule_, "") << message_;
  EXPECT_EQ(oracle_.statistics().batches_lost, 1u);
  Write({Put("a", "2")});  // takes the lost number
  ExpectGet("a", "2");
  EXPECT_EQ(rule_, "") << message_;
}

TEST_F(OracleTest, D1_ASyncedWriteIsLostWithTheMachine) {
  Write({Put("a", "1")}, Durability::kSync);
  oracle_.OnCrash(model::CrashKind::kMachine);
  visible_ = 1;
  Recover({});
  Reopen(0, 0, {});
  EXPECT_EQ(rule_, "D1");
}

TEST_F(OracleTest, D1_TheWorstCrashCounts) {
  Write({Put("a", "1")});
  oracle_.OnCrash(model::CrashKind::kMachine);
  oracle_.OnCrash(model::CrashKind::kProcess);
  visible_ = 1;
  Recover({});
  Reopen(0, 0, {});
  EXPECT_EQ(rule_, "") << message_;
}

TEST_F(OracleTest, D3_WhatAnOpeningShowedStays) {
  Write({Put("a", "1")});
  oracle_.OnCrash(model::CrashKind::kMachine);
  Recover({Table(5, "a", 1, 1)});
  Reopen(0, 1, {{"a", "1"}});
  ASSERT_EQ(rule_, "") << message_;
  oracle_.OnCrash(model::CrashKind::kMachine);
  visible_ = 1;
  Recover({});
  Reopen(0, 0, {});
  EXPECT_EQ(rule_, "H2");  // the version that holds it had been published
}

TEST_F(OracleTest, D3_ACrashInsideAnOpeningLosesNothingMore) {
  Write({Put("a", "1")});
  oracle_.OnCrash(model::CrashKind::kProcess);
  Recover({Table(5, "a", 1, 1)});
  oracle_.OnCrash(model::CrashKind::kMachine);  // after the version was made durable
  visible_ = 1;
  Recover({});
  Reopen(0, 0, {});
  EXPECT_EQ(rule_, "H2");
}

TEST_F(OracleTest, D1_ACloseFlushesUnloggedWrites) {
  Write({Put("a", "1")}, Durability::kNone);
  oracle_.OnCleanClose(absl::OkStatus());
  EXPECT_EQ(rule_, "D1");
}

TEST_F(OracleTest, D1_ACloseKeepsBufferedWrites) {
  Write({Put("a", "1")});
  oracle_.OnCleanClose(absl::OkStatus());
  engine().OnVersionReleased(version_.id);
  visible_ = 1;
  Recover({});
  Reopen(0, 0, {});
  EXPECT_EQ(rule_, "D1");
}

TEST_F(OracleTest, ACloseReleasesTheCurrentVersion) {
  Write({Put("a", "1")});
  oracle_.OnCleanClose(absl::OkStatus());
  engine().OnVersionReleased(version_.id);
  Recover({Table(5, "a", 1, 1)});
  Reopen(0, 1, {{"a", "1"}});
  EXPECT_EQ(rule_, "") << message_;
}

TEST_F(OracleTest, H4_ACloseKeepsTheFilesItNeeds) {
  Write({Put("a", "1")});
  Flush(7, 1, "a", "a");
  oracle_.OnCleanClose(absl::OkStatus());
  engine().OnVersionReleased(version_.id);
  engine().OnFileRemoved("/db/000007.sst");
  EXPECT_EQ(rule_, "H4");
}

TEST_F(OracleTest, EventsBehindAnOpeningAreJudgedOnceItsHistoryIsKnown) {
  Write({Put("a", "1"), Put("a", "2")});
  oracle_.OnCrash(model::CrashKind::kProcess);
  Recover({Table(5, "a", 1, 2)});
  // A compaction gets to work before the world has looked at what was recovered.
  engine().EnterPhase(Phase::kCompaction);
  engine().OnTableCreated(6);
  engine().OnEntryDropped({.keyspace = {},
                           .user_key = "a",
                           .seqno = 1,
                           .kind = EntryKind::kValue,
                           .reason = EntryDropped::Reason::kShadowed,
                           .shadowed_by = 2});
  Publish([&] { version_.levels = {{}, {{Table(6, "a", 2, 2)}}}; });
  Reopen(0, 2, {{"a", "2"}});
  EXPECT_EQ(rule_, "") << message_;
  engine().OnFileRemoved("/db/000005.sst");
  EXPECT_EQ(rule_, "") << message_;
  engine().OnFileRemoved("/db/000006.sst");
  EXPECT_EQ(rule_, "H4");
}

TEST_F(OracleTest, G1_WhatWasDroppedBehindAnUnseenOpeningMayBeGone) {
  Write({Put("a", "1"), Put("a", "2")}, Durability::kSync);
  oracle_.OnCrash(model::CrashKind::kProcess);
  Recover({Table(5, "a", 1, 2)});
  engine().EnterPhase(Phase::kCompaction);
  engine().OnEntryDropped({.keyspace = {},
                           .user_key = "a",
                           .seqno = 1,
                           .kind = EntryKind::kValue,
                           .reason = EntryDropped::Reason::kShadowed,
                           .shadowed_by = 2});
  Publish([&] { version_.levels = {{}, {{Table(6, "a", 2, 2)}}}; });
  oracle_.OnCrash(model::CrashKind::kProcess);  // nobody has looked at what was recovered
  Recover({Table(6, "a", 2, 2)});
  Reopen(2, 0, {{"a", "2"}});
  EXPECT_EQ(rule_, "") << message_;
}

TEST_F(OracleTest, G1_WhatAnInterruptedCompactionDroppedMayBeGone) {
  Write({Put("a", "1"), Put("a", "2")}, Durability::kSync);
  Flush(7, 1, "a", "a");
  engine().EnterPhase(Phase::kCompaction);
  engine().OnEntryDropped({.keyspace = {},
                           .user_key = "a",
                           .seqno = 1,
                           .kind = EntryKind::kValue,
                           .reason = EntryDropped::Reason::kShadowed,
                           .shadowed_by = 2});
  oracle_.OnCrash(model::CrashKind::kMachine);
  Recover({Table(8, "a", 2, 2)});
  Reopen(2, 0, {{"a", "2"}});
  EXPECT_EQ(rule_, "") << message_;
}

TEST_F(OracleTest, CallsUnderWayAreForgottenInACrash) {
  const Ticket read = oracle_.BeginRead();
  const Ticket cursor = oracle_.BeginCursor(std::nullopt, std::nullopt, std::nullopt);
  oracle_.OnCrash(model::CrashKind::kProcess);
  oracle_.EndGet(read, "a", "never written");
  oracle_.CheckCursor(cursor, CursorStep::kSeekToFirst, "", {true, "a", "never written"});
  oracle_.CheckProgress(1'000'000, 0);
  EXPECT_EQ(rule_, "") << message_;
}

/// A write whose log record failed: it has its place in the order, and will never be visible.
TEST_F(OracleTest, D2_ABatchThatNeverBecameVisibleIsAbsentAfterAResumption) {
  Write({Put("a", "1")});
  const WriteBatch batch;
  const Ticket ticket = oracle_.BeginWrite(&batch, {Put("a", "2")}, Durability::kBuffered);
  engine().OnBatchSequenced({.first_seqno = 2, .logged = true, .batch = &batch});
  engine().OnFailure(absl::UnavailableError("log"));
  oracle_.EndWrite(ticket, absl::UnavailableError("log"));
  engine().EnterPhase(Phase::kResume);
  engine().OnTableCreated(7);
  Publish([&] {
    version_.levels[0].push_back({Table(7, "a", 1, 1)});
    version_.flushed_through = 1;
  });
  engine().OnResumed();
  EXPECT_EQ(rule_, "") << message_;
  ExpectGet("a", "1");
  visible_ = 3;  // its number stays taken
  Write({Put("a", "3")});
  EXPECT_EQ(rule_, "") << message_;
  ExpectGet("a", "2");
  EXPECT_EQ(rule_, "V2");
}

TEST_F(OracleTest, D2_AResumptionFlushesWhatIsVisible) {
  Write({Put("a", "1")});
  engine().OnFailure(absl::UnavailableError("log"));
  engine().EnterPhase(Phase::kResume);
  engine().OnResumed();
  EXPECT_EQ(rule_, "D2");
}

TEST_F(OracleTest, D2_ACacheThatLetGoOfTheLogExcusesALossWithTheProcess) {
  Write({Put("a", "1")});
  oracle_.CacheLost("/db/000001.log");
  oracle_.OnCrash(model::CrashKind::kProcess);
  oracle_.CacheDropped();
  visible_ = 1;
  Recover({});
  Reopen(0, 0, {});
  EXPECT_EQ(rule_, "") << message_;
}

TEST_F(OracleTest, D2_AFailedSyncOfTheLogExcusesNothingWhileTheCacheKeptIt) {
  Write({Put("a", "1")});
  oracle_.CacheLost("/db/000001.log");
  oracle_.OnCrash(model::CrashKind::kProcess);
  visible_ = 1;
  Recover({});
  Reopen(0, 0, {});
  EXPECT_EQ(rule_, "D1");
}

TEST_F(OracleTest, D5_ACloseSaysThatTheLogHasFailed) {
  Write({Put("a", "1")});
  oracle_.CacheLost("/db/000001.log");
  oracle_.OnCleanClose(absl::OkStatus());
  EXPECT_EQ(rule_, "D5");
}

/// A write that begins when the database has failed already.
TEST_F(OracleTest, D2_AFailedDatabaseGivesNoPlaces) {
  engine().OnFailure(absl::UnavailableError("log"));
  const WriteBatch batch;
  const Ticket ticket = oracle_.BeginWrite(&batch, {Put("a", "1")}, Durability::kBuffered);
  engine().OnBatchSequenced({.first_seqno = 1, .logged = true, .batch = &batch});
  EXPECT_EQ(rule_, "D2");
  oracle_.EndWrite(ticket, absl::UnavailableError("log"));
}

TEST_F(OracleTest, D5_AFailedDatabaseAcknowledgesNothing) {
  engine().OnFailure(absl::UnavailableError("log"));
  oracle_.EndSync(oracle_.BeginSync(), absl::OkStatus());
  EXPECT_EQ(rule_, "D5");
}

TEST_F(OracleTest, D5_AFailedDatabaseAnswersWithItsFirstError) {
  engine().OnFailure(absl::UnavailableError("log"));
  oracle_.EndSync(oracle_.BeginSync(), absl::UnavailableError("log"));
  EXPECT_EQ(rule_, "") << message_;
  oracle_.EndFlush(oracle_.BeginFlush(), absl::UnavailableError("something else"));
  EXPECT_EQ(rule_, "D5");
}

TEST_F(OracleTest, D2_OnlyAFailedDatabaseIsResumed) {
  engine().OnResumed();
  EXPECT_EQ(rule_, "D2");
}

TEST_F(OracleTest, V3_AScanThatAnErrorEndsBeginsRightly) {
  Write({Put("a", "1"), Put("b", "1")});
  oracle_.EndBrokenScan(oracle_.BeginRead(), std::nullopt, std::nullopt, {{"a", "1"}}, true);
  EXPECT_EQ(rule_, "") << message_;
  oracle_.EndBrokenScan(oracle_.BeginRead(), std::nullopt, std::nullopt, {{"b", "1"}}, true);
  EXPECT_EQ(rule_, "V3");
}

TEST_F(OracleTest, D2_AFailedSyncOfATableExcusesNothing) {
  Write({Put("a", "1")});
  oracle_.CacheLost("/db/000005.sst");
  oracle_.OnCrash(model::CrashKind::kProcess);
  visible_ = 1;
  Recover({});
  Reopen(0, 0, {});
  EXPECT_EQ(rule_, "D1");
}

}  // namespace
}  // namespace varve::sim
