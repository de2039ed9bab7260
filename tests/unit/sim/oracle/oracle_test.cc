#include "sim/oracle/oracle.h"

#include "sim/heap/heap.h"
#include "tests/unit/sim/oracle/fake_engine.h"

namespace varve::sim {
namespace {

TEST_F(OracleTest, AcceptsAnOrdinaryHistory) {
  Write({Put("a", "1"), Put("b", "1")});
  Write({Delete("a")}, Durability::kSync);
  ExpectGet("a", std::nullopt);
  ExpectGet("b", "1");
  Flush(7, 1, "a", "b");
  const Ticket scan = oracle_.BeginRead();
  oracle_.EndScan(scan, std::nullopt, std::nullopt, {{"b", "1"}}, true);
  oracle_.CheckIntrospection(Inspect());
  oracle_.CheckIdle(Inspect(), {"000001.log", "000007.sst", "CURRENT", "LOCK", "MANIFEST-000002"});
  EXPECT_EQ(rule_, "") << message_;
  EXPECT_EQ(oracle_.statistics().batches, 2u);
  EXPECT_EQ(oracle_.Contents(), (std::vector<model::KeyValue>{{"b", "1"}}));
}

TEST_F(OracleTest, V2_AWrongAnswer) {
  Write({Put("a", "1")});
  ExpectGet("a", "2");
  EXPECT_EQ(rule_, "V2");
}

TEST_F(OracleTest, FallsSilentAfterTheFirstViolation) {
  Write({Put("a", "1")});
  ExpectGet("a", "2");
  rule_.clear();
  ExpectGet("a", "3");
  oracle_.CheckIntrospection({});
  EXPECT_EQ(rule_, "");
}

TEST_F(OracleTest, S3_AnOutdatedAnswer) {
  Write({Put("a", "1")});
  Write({Put("a", "2")});
  ExpectGet("a", "1");
  EXPECT_EQ(rule_, "S3");
}

TEST_F(OracleTest, S3_ConcurrentReadsMayBeBeforeOrAfter) {
  Write({Put("a", "1")});
  const Ticket first = oracle_.BeginRead();
  const Ticket second = oracle_.BeginRead();
  Write({Put("a", "2")});
  oracle_.EndGet(first, "a", "1");
  oracle_.EndGet(second, "a", "2");
  EXPECT_EQ(rule_, "") << message_;
}

TEST_F(OracleTest, S3_AcknowledgedBeforeItIsVisible) {
  const WriteBatch batch;
  const Ticket ticket = oracle_.BeginWrite(&batch, {Put("a", "1")}, Durability::kBuffered);
  Sequence(&batch, 1);
  oracle_.EndWrite(ticket, absl::OkStatus());
  EXPECT_EQ(rule_, "S3");
}

TEST_F(OracleTest, S3_AcknowledgedWithoutAPlace) {
  const WriteBatch batch;
  const Ticket ticket = oracle_.BeginWrite(&batch, {Put("a", "1")}, Durability::kBuffered);
  oracle_.EndWrite(ticket, absl::OkStatus());
  EXPECT_EQ(rule_, "S3");
}

TEST_F(OracleTest, S1_APlaceForNobodysBatch) {
  const WriteBatch batch;
  Sequence(&batch, 1);
  EXPECT_EQ(rule_, "S1");
}

TEST_F(OracleTest, AGroupIsSequencedByItsLeader) {
  const WriteBatch first;
  const WriteBatch second;
  const Ticket leader = oracle_.BeginWrite(&first, {Put("a", "1")}, Durability::kBuffered);
  const Ticket follower = oracle_.BeginWrite(&second, {Put("a", "2")}, Durability::kBuffered);
  Sequence(&second, 1);
  Sequence(&first, 1);
  Show();
  oracle_.EndWrite(leader, absl::OkStatus());
  oracle_.EndWrite(follower, absl::OkStatus());
  ExpectGet("a", "1");
  EXPECT_EQ(rule_, "") << message_;
}

TEST_F(OracleTest, D1_SyncAcknowledgedButNotProven) {
  const WriteBatch batch;
  const Ticket ticket = oracle_.BeginWrite(&batch, {Put("a", "1")}, Durability::kSync);
  Sequence(&batch, 1);
  Show();
  engine().OnLogSynced(1, 9);
  oracle_.EndWrite(ticket, absl::OkStatus());
  EXPECT_EQ(rule_, "D1");
}

TEST_F(OracleTest, D1_BufferedAcknowledgedButNotLogged) {
  const WriteBatch batch;
  const Ticket ticket = oracle_.BeginWrite(&batch, {Put("a", "1")}, Durability::kBuffered);
  Sequence(&batch, 1, /*logged=*/false);
  Show();
  oracle_.EndWrite(ticket, absl::OkStatus());
  EXPECT_EQ(rule_, "D1");
}

TEST_F(OracleTest, D1_SyncCoversWhatWasLoggedBefore) {
  Write({Put("a", "1")});
  const Ticket early = oracle_.BeginSync();
  Write({Put("a", "2")});
  engine().OnLogSynced(1, 10);
  oracle_.EndSync(early, absl::OkStatus());
  EXPECT_EQ(rule_, "") << message_;
  const Ticket late = oracle_.BeginSync();
  oracle_.EndSync(late, absl::OkStatus());
  EXPECT_EQ(rule_, "D1");
}

TEST_F(OracleTest, D1_FlushCoversWhatWasWrittenBefore) {
  Write({Put("a", "1")}, Durability::kNone);
  const Ticket ticket = oracle_.BeginFlush();
  oracle_.EndFlush(ticket, absl::OkStatus());
  EXPECT_EQ(rule_, "D1");
}

TEST_F(OracleTest, D1_LogsStayUntilFlushed) {
  Write({Put("a", "1")});
  engine().OnFileRemoved("/db/000001.log");
  EXPECT_EQ(rule_, "D1");
}

TEST_F(OracleTest, H4_TablesInUseStay) {
  Write({Put("a", "1")});
  Flush(7, 1, "a", "a");
  engine().OnFileRemoved("/db/000007.sst");
  EXPECT_EQ(rule_, "H4");
}

TEST_F(OracleTest, S5_ClearTakesItsPlace) {
  Write({Put("a", "1")});
  const Ticket ticket = oracle_.BeginClear();
  Sequence(nullptr, 1);
  engine().OnLogSynced(1, (visible_ - 1) * 10);
  Publish([&] {
    version_.epoch = 1;
    version_.flushed_through = visible_ - 1;
    version_.levels = {{}};
  });
  Show();
  oracle_.EndClear(ticket, absl::OkStatus());
  ExpectGet("a", std::nullopt);
  EXPECT_EQ(rule_, "") << message_;
}

TEST_F(OracleTest, S5_ClearWithoutAPlace) {
  const Ticket ticket = oracle_.BeginClear();
  oracle_.EndClear(ticket, absl::OkStatus());
  EXPECT_EQ(rule_, "S5");
}

TEST_F(OracleTest, V4_ASnapshotIsListedWhileItIsHeld) {
  const SeqNo instant = TakeSnapshot();
  engine().OnSnapshotReleased(instant);
  EXPECT_EQ(rule_, "V4");
}

TEST_F(OracleTest, V4_ASnapshotLeavesWhenItIsDropped) {
  const SeqNo instant = TakeSnapshot();
  oracle_.SnapshotDropped(instant);
  engine().OnSnapshotReleased(instant);
  EXPECT_EQ(rule_, "") << message_;
}

TEST_F(OracleTest, V4_SnapshotsThatAreNotListed) {
  TakeSnapshot();
  oracle_.CheckIntrospection(Inspect());  // lists none
  EXPECT_EQ(rule_, "V4");
}

TEST_F(OracleTest, G1_ASnapshotsEntryIsDropped) {
  Write({Put("a", "1")});
  TakeSnapshot();
  Write({Put("a", "2")});
  engine().EnterPhase(Phase::kCompaction);
  engine().OnEntryDropped({.keyspace = {},
                           .user_key = "a",
                           .seqno = 1,
                           .kind = EntryKind::kValue,
                           .reason = EntryDropped::Reason::kShadowed,
                           .shadowed_by = 2});
  EXPECT_EQ(rule_, "G1");
}

TEST_F(OracleTest, G1_AnEntryVanishesWithoutAWord) {
  Write({Put("a", "1"), Put("b", "1")});
  Flush(7, 2, "b", "b");  // table 7 lacks entry 1
  EXPECT_EQ(rule_, "G1");
}

TEST_F(OracleTest, V5_ACursorIsNarrowedDownToOneInstant) {
  Write({Put("a", "1"), Put("b", "1")});
  const Ticket cursor = oracle_.BeginCursor(std::nullopt, std::nullopt, std::nullopt);
  Write({Delete("b")});
  oracle_.CursorCreated(cursor);
  Write({Put("c", "1")});
  oracle_.CheckCursor(cursor, CursorStep::kSeekToLast, "", {true, "b", "1"});
  oracle_.CheckCursor(cursor, CursorStep::kPrev, "", {true, "a", "1"});
  EXPECT_EQ(rule_, "") << message_;
  oracle_.CheckCursor(cursor, CursorStep::kSeekToLast, "", {true, "a", "1"});
  EXPECT_EQ(rule_, "V3");
}

TEST_F(OracleTest, S5_InspectionShowsANumberNobodyTook) {
  Introspection introspection = Inspect();
  ++introspection.next_seqno;
  oracle_.CheckIntrospection(introspection);
  EXPECT_EQ(rule_, "S5");
}

TEST_F(OracleTest, V6_InspectionShowsMemtablesOutOfOrder) {
  Write({Put("a", "1"), Put("a", "2")});
  Introspection introspection = Inspect();
  introspection.active = {.id = 2, .entries = 1, .smallest_seqno = 1, .largest_seqno = 1};
  introspection.sealed = {{.id = 1, .entries = 1, .smallest_seqno = 2, .largest_seqno = 2}};
  const Ticket ticket = oracle_.BeginInspect();
  oracle_.EndInspect(ticket, introspection);
  EXPECT_EQ(rule_, "V6");
}

TEST_F(OracleTest, H4_AnOrphanStaysBehind) {
  oracle_.CheckIdle(Inspect(), {"000001.log", "000009.sst", "MANIFEST-000002"});
  EXPECT_EQ(rule_, "H4");
}

TEST_F(OracleTest, H4_ATemporaryFileStaysBehind) {
  oracle_.CheckIdle(Inspect(), {"000001.log", "CURRENT", "CURRENT.tmp", "LOCK", "MANIFEST-000002"});
  EXPECT_EQ(rule_, "H4");
  EXPECT_NE(message_.find("CURRENT.tmp"), std::string::npos) << message_;
}

TEST_F(OracleTest, S1_AWriteIsRefusedThatHasAPlace) {
  const WriteBatch batch;
  const Ticket ticket = oracle_.BeginWrite(&batch, {Put("a", "1")}, Durability::kBuffered);
  Sequence(&batch, 1);
  oracle_.EndWrite(ticket, absl::FailedPreconditionError("closed"));
  EXPECT_EQ(rule_, "S1");
}

TEST_F(OracleTest, AWriteIsRefusedBeforeItHasAPlace) {
  const WriteBatch batch;
  const Ticket ticket = oracle_.BeginWrite(&batch, {Put("a", "1")}, Durability::kBuffered);
  oracle_.EndWrite(ticket, absl::FailedPreconditionError("closed"));
  EXPECT_EQ(rule_, "") << message_;
}

TEST_F(OracleTest, AFailureLeavesAWriteThatHasAPlaceIndeterminate) {
  const WriteBatch batch;
  const Ticket ticket = oracle_.BeginWrite(&batch, {Put("a", "1")}, Durability::kBuffered);
  Sequence(&batch, 1);
  engine().OnFailure(absl::UnavailableError("log"));
  oracle_.EndWrite(ticket, absl::UnavailableError("log"));
  EXPECT_EQ(rule_, "") << message_;
}

TEST_F(OracleTest, L1_ACallReturnsLate) {
  int64_t now = 100;
  oracle_.WatchCalls([&now] { return now; }, 50);
  const Ticket early = oracle_.BeginRead();
  now = 150;
  oracle_.EndFailed(early);
  EXPECT_EQ(rule_, "") << message_;
  now = 1000;  // nothing is under way meanwhile
  const Ticket late = oracle_.BeginRead();
  now = 1051;
  oracle_.EndFailed(late);
  EXPECT_EQ(rule_, "L1");
}

TEST_F(OracleTest, L1_ACallNeverReturns) {
  oracle_.SetTime(100);
  const Ticket ticket = oracle_.BeginRead();
  oracle_.CheckProgress(200, 100);
  EXPECT_EQ(rule_, "") << message_;
  oracle_.CheckProgress(201, 100);
  EXPECT_EQ(rule_, "L1");
  oracle_.EndFailed(ticket);
}

TEST_F(OracleTest, KeepsNothingOnTheHeapOfTheLifetime) {
  LifetimeHeap heap;
  {
    HeapScope lifetime(&heap);
    const Ticket ticket = oracle_.BeginRead();
    oracle_.EndFailed(ticket);
    EXPECT_EQ(LifetimeHeap::current(), &heap);
  }
  EXPECT_EQ(heap.live_blocks(), 0u);
}

}  // namespace
}  // namespace varve::sim
