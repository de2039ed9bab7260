// What replay accepts: sequences as a crash may leave them. (log_damage_test.cc: what it refuses.)
#include "engine/wal/log_reader.h"

#include <algorithm>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "tests/unit/wal/log_world.h"

namespace varve {
namespace {

using ::testing::ElementsAre;

class LogReaderTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(writer_.Start(1).ok()); }

  LogPosition Append(std::string_view payload) { return MustAppend(writer_, payload, ++seqno_); }
  void Rotate(uint64_t number) { ASSERT_TRUE(writer_.Rotate(number, 0).ok()); }

  // Replay succeeds and gives these payloads.
  template <typename... Payloads>
  void ExpectReplay(Payloads... payloads) {
    const absl::StatusOr<Replayed> replayed = world_.Replay();
    ASSERT_TRUE(replayed.ok()) << replayed.status();
    EXPECT_THAT(replayed->payloads, ElementsAre(payloads...));
  }

  LogWorld world_;
  LogWriter writer_{world_.platform(), kDirectory, 4096};
  SeqNo seqno_ = 0;
};

TEST_F(LogReaderTest, RoundTripsPayloadsOfManySizes) {
  LogWorld world;
  LogWriter writer(world.platform(), kDirectory, uint64_t{1} << 20);
  ASSERT_TRUE(writer.Start(1).ok());
  std::vector<std::string> payloads;
  // Among them some around the size of the pieces that the reader takes.
  for (const size_t size : {0, 1, 7, 8, 9, 1000, 65471, 65472, 65473, 65536, 200000, 3}) {
    payloads.emplace_back(size, static_cast<char>('a' + payloads.size()));
    MustAppend(writer, payloads.back(), payloads.size());
  }
  const absl::StatusOr<Replayed> replayed = world.Replay();
  ASSERT_TRUE(replayed.ok()) << replayed.status();
  EXPECT_EQ(replayed->payloads, payloads);
  EXPECT_EQ(replayed->summary.end, writer.end());
  EXPECT_EQ(replayed->summary.records, payloads.size());
  EXPECT_EQ(world.recorder.hits(Probe::kLogTornTail), 0);
}

TEST_F(LogReaderTest, FollowsTheChainOverGapsInTheNumbers) {
  Append("a");
  Rotate(5);
  Rotate(6);
  Append("b");
  ExpectReplay("a", "b");
  EXPECT_EQ(world_.Replay()->summary.logs_read, 3u);
}

TEST_F(LogReaderTest, AFullSegmentEndsWhereTheFileDoes) {
  while (writer_.HasRoom(8)) Append("12345678");
  Rotate(2);
  Append("b");
  EXPECT_EQ(world_.Replay()->summary.end, writer_.end());
}

TEST_F(LogReaderTest, BeginsAtAnyLogAndIgnoresOlderOnes) {
  Append("a");
  Rotate(2);
  Append("b");
  world_.Overwrite(1, 0, "garbage!");
  const absl::StatusOr<Replayed> replayed = world_.Replay(2);
  ASSERT_TRUE(replayed.ok()) << replayed.status();
  EXPECT_THAT(replayed->payloads, ElementsAre("b"));
}

TEST_F(LogReaderTest, StopsAtTheErrorOfTheConsumer) {
  Append("a");
  Append("b");
  int calls = 0;
  const uint64_t numbers[] = {1};
  const absl::Status status =
      ReplayLogs(world_.platform(), kDirectory, 1, numbers, [&](const ReplayedRecord&) {
        ++calls;
        return absl::AbortedError("enough");
      }).status();
  EXPECT_EQ(status, absl::AbortedError("enough"));
  EXPECT_EQ(calls, 1);
}

// The last record cut at every byte: zeros, other bytes, or nothing may follow the cut.
class TornTailTest : public LogReaderTest, public ::testing::WithParamInterface<int> {};

TEST_P(TornTailTest, EndsTheSequenceCleanlyAtEveryByte) {
  Append("first");
  const std::string payload(21, 'p');
  const uint64_t start = writer_.end().offset;
  const uint64_t end = start + kRecordHeaderBytes + payload.size();
  Append(payload);
  const std::string whole = world_.file_system.Get(LogPath(1));
  for (uint64_t cut = start; cut < end; ++cut) {
    std::string torn = whole.substr(0, cut);
    if (GetParam() == 0) torn.resize(whole.size(), '\0');
    if (GetParam() == 1) torn.resize(whole.size(), '\xa5');
    world_.file_system.Put(LogPath(1), torn);
    const absl::StatusOr<Replayed> replayed = world_.Replay();
    ASSERT_TRUE(replayed.ok()) << cut << ": " << replayed.status();
    ASSERT_THAT(replayed->payloads, ElementsAre("first")) << cut;
    ASSERT_EQ(replayed->summary.end, (LogPosition{1, start})) << cut;
  }
  EXPECT_GT(world_.recorder.hits(Probe::kLogTornTail), 0);
}

INSTANTIATE_TEST_SUITE_P(Fillings, TornTailTest, ::testing::Values(0, 1, 2));

TEST_F(LogReaderTest, EveryAlteredByteOfTheLastRecordEndsTheSequence) {
  Append("first");
  const uint64_t start = writer_.end().offset;
  Append("second!!");
  const std::string whole = world_.file_system.Get(LogPath(1));
  for (uint64_t i = start; i < start + 40; ++i) {
    world_.file_system.Put(LogPath(1), whole);
    world_.FlipBit(1, i);
    ASSERT_NO_FATAL_FAILURE(ExpectReplay("first")) << i;
  }
}

TEST_F(LogReaderTest, GarbageBehindTheTailIsATornTail) {
  const LogPosition end = Append("a");
  world_.Overwrite(1, end.offset, std::string(200, '\x5a'));
  ExpectReplay("a");
  EXPECT_EQ(world_.recorder.hits(Probe::kLogTornTail), 1);
}

TEST_F(LogReaderTest, ABadRecordAboveAllThatIsProvenEndsTheSequence) {
  const LogPosition first = Append("a");
  ASSERT_TRUE(writer_.SyncThrough(first).ok());
  Append("b");
  Append("c");  // says that "a" was proven, and no more
  world_.FlipBit(1, first.offset + kRecordHeaderBytes);
  ExpectReplay("a");
}

TEST_F(LogReaderTest, RecordsBehindALostPageAreNotReplayed) {
  const LogPosition first = Append("a");
  Append("b");
  Append("c");
  world_.Overwrite(1, first.offset, std::string(40, '\0'));
  ExpectReplay("a");
  EXPECT_EQ(world_.recorder.hits(Probe::kLogTornTail), 1);
}

TEST_F(LogReaderTest, ALogThatContinuesALongerPredecessorIsCutOff) {
  const LogPosition first = Append("a");
  Append("b");
  Rotate(2);
  Append("c");
  world_.Overwrite(1, first.offset, std::string(40, '\0'));
  ExpectReplay("a");
  const absl::StatusOr<Replayed> replayed = world_.Replay();
  EXPECT_TRUE(replayed->summary.cut_before_later_log);
  EXPECT_EQ(replayed->summary.logs_read, 1u);
  EXPECT_GT(world_.recorder.hits(Probe::kLogSequenceCut), 0);
}

TEST_F(LogReaderTest, AMissingMiddleLogCutsTheSequence) {
  Append("a");
  Rotate(2);
  Append("b");
  Rotate(3);
  Append("c");
  ASSERT_TRUE(world_.file_system.Remove(LogPath(2)).ok());
  ExpectReplay("a");
  EXPECT_TRUE(world_.Replay()->summary.cut_before_later_log);
}

TEST_F(LogReaderTest, ALogWhoseHeaderWasNeverWrittenCutsTheSequence) {
  Append("a");
  Rotate(2);
  for (const size_t size : {0, 8, 63, 64, 4096}) {
    world_.file_system.Put(LogPath(2), std::string(size, '\0'));
    ASSERT_NO_FATAL_FAILURE(ExpectReplay("a")) << size;
  }
}

TEST_F(LogReaderTest, TheFirstLogMayHaveLostItsHeaderUnlessItWasProven) {
  Append("a");
  Rotate(2);
  Append("b");  // carries (1, 64): nothing of log 2 is proven
  world_.Overwrite(2, 0, std::string(64, '\0'));
  const absl::StatusOr<Replayed> replayed = world_.Replay(2);
  ASSERT_TRUE(replayed.ok()) << replayed.status();
  EXPECT_TRUE(replayed->payloads.empty());
  EXPECT_EQ(replayed->summary.logs_read, 0u);
  EXPECT_EQ(replayed->summary.end, (LogPosition{2, 0}));
}

TEST_F(LogReaderTest, AStaleLogUnderAnotherNumberIsNotPartOfTheSequence) {
  Append("a");
  Rotate(2);
  Append("b");
  world_.file_system.Put(LogPath(3), world_.file_system.Get(LogPath(2)));
  ASSERT_TRUE(world_.file_system.Remove(LogPath(2)).ok());
  ExpectReplay("a");
}

TEST_F(LogReaderTest, RecordsSplicedFromAnotherLogAreNotReplayed) {
  Append("a");
  Append("b");
  Rotate(2);
  Append("c");
  // The record at the same offset of log 1, behind log 2's own header.
  const std::string stale = world_.file_system.Get(LogPath(1)).substr(64, 80);
  world_.Overwrite(2, 64, stale);
  ExpectReplay("a", "b");
}

TEST_F(LogReaderTest, ARecordAtAnotherOffsetIsNotReplayed) {
  Append("a");
  const LogPosition second = Append("b");
  const std::string record = world_.file_system.Get(LogPath(1)).substr(64, 40);
  world_.Overwrite(1, second.offset, record);
  ExpectReplay("a", "b");
}

TEST_F(LogReaderTest, ANewSequenceBehindTheOldOneIsCutOff) {
  Append("a");
  LogWriter next(world_.platform(), kDirectory, 4096);  // recovery's, before the manifest names it
  ASSERT_TRUE(next.Start(2).ok());
  ExpectReplay("a");
}

TEST_F(LogReaderTest, AHugeLengthIsNotBelieved) {
  const LogPosition end = Append("a");
  std::string record(32, '\0');
  SealRecord(end, {}, 0, record.data());
  record.replace(8, 4, "\xff\xff\xff\xff");
  world_.Overwrite(1, end.offset, record);
  ExpectReplay("a");
}

}  // namespace
}  // namespace varve
