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

}  // namespace
}  // namespace varve::sim
