#include "engine/wal/log_writer.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "tests/unit/wal/log_world.h"

namespace varve {
namespace {

using ::testing::ElementsAre;

class LogWriterTest : public ::testing::Test {
 protected:
  // Header and ten records of 40 bytes.
  static constexpr uint64_t kSegmentBytes = 64 + 10 * 40;

  void SetUp() override { ASSERT_TRUE(writer_.Start(1).ok()); }

  LogPosition Append(SeqNo seqno) { return MustAppend(writer_, std::string(8, 'x'), seqno); }

  LogWorld world_;
  LogWriter writer_{world_.platform(), kDirectory, kSegmentBytes};
};

TEST_F(LogWriterTest, StartLeavesADurableEmptySequence) {
  world_.file_system.CrashMachine();
  const absl::StatusOr<Replayed> replayed = world_.Replay();
  ASSERT_TRUE(replayed.ok()) << replayed.status();
  EXPECT_EQ(replayed->summary.logs_read, 1u);
  EXPECT_EQ(replayed->summary.end, (LogPosition{1, 64}));
  EXPECT_EQ(writer_.proven(), (LogPosition{1, 64}));
  EXPECT_EQ(writer_.end(), (LogPosition{1, 64}));
}

TEST_F(LogWriterTest, AppendJoinsItsParts) {
  const std::string_view parts[] = {"ab", "", "cde"};
  const absl::StatusOr<LogPosition> end = writer_.Append(parts, 1);
  ASSERT_TRUE(end.ok());
  EXPECT_EQ(*end, (LogPosition{1, 64 + 40}));
  EXPECT_THAT(world_.Replay()->payloads, ElementsAre("abcde"));
}

TEST_F(LogWriterTest, AppendDoesNotSync) {
  Append(1);
  EXPECT_EQ(world_.file_system.Count("sync db/000001.log"), 1);  // Start()'s
  world_.file_system.CrashMachine();
  EXPECT_TRUE(world_.Replay()->payloads.empty());
}

TEST_F(LogWriterTest, HasRoomIsExact) {
  for (SeqNo seqno = 1; seqno <= 9; ++seqno) Append(seqno);
  EXPECT_TRUE(writer_.HasRoom(8));
  EXPECT_FALSE(writer_.HasRoom(9));
  Append(10);
  EXPECT_FALSE(writer_.HasRoom(0));
}

TEST_F(LogWriterTest, RotateContinuesTheSequence) {
  Append(1);
  ASSERT_TRUE(writer_.Rotate(4, 8).ok());
  EXPECT_EQ(writer_.end(), (LogPosition{4, 64}));
  Append(2);
  const absl::StatusOr<Replayed> replayed = world_.Replay();
  ASSERT_TRUE(replayed.ok());
  EXPECT_EQ(replayed->summary.logs_read, 2u);
  EXPECT_THAT(replayed->starts, ElementsAre(LogPosition{1, 64}, LogPosition{4, 64}));
  EXPECT_EQ(world_.recorder.hits(Probe::kLogRotated), 1);
}

TEST_F(LogWriterTest, RotateMakesTheNameDurableButSyncsNoLog) {
  ASSERT_TRUE(writer_.Rotate(2, 8).ok());
  EXPECT_THAT(world_.file_system.operations(),
              ElementsAre("create db/000001.log", "sync directory", "sync db/000001.log",
                          "create db/000002.log", "sync directory"));
}

TEST_F(LogWriterTest, RotateMakesRoomForAnOversizedRecord) {
  const std::string large(kSegmentBytes * 3, 'y');
  EXPECT_FALSE(writer_.HasRoom(large.size()));
  ASSERT_TRUE(writer_.Rotate(2, large.size()).ok());
  ASSERT_TRUE(writer_.HasRoom(large.size()));
  MustAppend(writer_, large, 1);
  EXPECT_FALSE(writer_.HasRoom(0));
  EXPECT_THAT(world_.Replay()->payloads, ElementsAre(large));
  EXPECT_EQ(world_.recorder.hits(Probe::kLogOversizedBatch), 1);
}

TEST_F(LogWriterTest, WithoutSpaceForASegmentTheActiveOneStaysInUse) {
  world_.file_system.on_create = [](const std::string& path) {
    return absl::ResourceExhaustedError(path);
  };
  EXPECT_TRUE(absl::IsResourceExhausted(writer_.Rotate(2, 8)));
  Append(1);
  world_.file_system.on_create = nullptr;
  EXPECT_TRUE(writer_.Rotate(3, 8).ok());
  EXPECT_EQ(world_.Replay()->summary.logs_read, 2u);
}

TEST_F(LogWriterTest, AnyOtherErrorOfARotationIsFinal) {
  world_.file_system.on_create = [](const std::string& path) {
    return absl::UnavailableError(path);
  };
  EXPECT_TRUE(absl::IsUnavailable(writer_.Rotate(2, 8)));
  world_.file_system.on_create = nullptr;
  EXPECT_TRUE(absl::IsUnavailable(writer_.Rotate(3, 8)));
  const std::string_view parts[] = {"x"};
  EXPECT_TRUE(absl::IsUnavailable(writer_.Append(parts, 1).status()));
}

// The new file claims to continue the active log, which an append would prove wrong.
TEST_F(LogWriterTest, ExhaustionBehindTheCreationIsFinalAndSaysSo) {
  world_.file_system.on_sync_directory = [](const std::string& path) {
    return absl::ResourceExhaustedError(path);
  };
  EXPECT_TRUE(absl::IsUnavailable(writer_.Rotate(2, 8)));
  const std::string_view parts[] = {"x"};
  EXPECT_TRUE(absl::IsUnavailable(writer_.Append(parts, 1).status()));
}

TEST_F(LogWriterTest, AFailedAppendIsFinal) {
  Append(1);
  world_.file_system.on_commit = [](const std::string&) { return absl::UnavailableError("first"); };
  const std::string_view parts[] = {"x"};
  EXPECT_EQ(writer_.Append(parts, 2).status(), absl::UnavailableError("first"));
  world_.file_system.on_commit = nullptr;
  EXPECT_EQ(writer_.Append(parts, 2).status(), absl::UnavailableError("first"));
  EXPECT_EQ(writer_.Rotate(2, 8), absl::UnavailableError("first"));
  EXPECT_EQ(writer_.SyncThrough({1, 104}), absl::UnavailableError("first"));
}

TEST_F(LogWriterTest, RecordsAndHeadersCarryTheProvenPosition) {
  const LogPosition end = Append(1);
  ASSERT_TRUE(writer_.SyncThrough(end).ok());
  Append(2);
  EXPECT_EQ(world_.Replay()->summary.proven, end);
  ASSERT_TRUE(writer_.SyncThrough(writer_.end()).ok());
  const LogPosition proven = writer_.proven();
  ASSERT_TRUE(writer_.Rotate(2, 8).ok());
  EXPECT_EQ(world_.Replay()->summary.proven, proven);
}

TEST_F(LogWriterTest, TheOldestNeededLogIsTheFirstThatHoldsMore) {
  Append(1);
  ASSERT_TRUE(writer_.Rotate(2, 8).ok());
  Append(5);
  ASSERT_TRUE(writer_.Rotate(3, 8).ok());
  Append(9);
  EXPECT_EQ(writer_.OldestNeeded(0), 1u);
  EXPECT_EQ(writer_.OldestNeeded(1), 2u);
  EXPECT_EQ(writer_.OldestNeeded(4), 2u);
  EXPECT_EQ(writer_.OldestNeeded(5), 3u);
  EXPECT_EQ(writer_.OldestNeeded(100), 3u);  // the active log, whatever it holds
}

// An empty log between two others is needed as long as the older one: the chain would break.
TEST_F(LogWriterTest, AnEmptyLogIsNeededInItsTurn) {
  Append(5);
  ASSERT_TRUE(writer_.Rotate(2, 8).ok());
  ASSERT_TRUE(writer_.Rotate(3, 8).ok());
  EXPECT_EQ(writer_.OldestNeeded(4), 1u);
  EXPECT_EQ(writer_.OldestNeeded(5), 3u);
}

TEST_F(LogWriterTest, RemoveBelowLeavesTheLogsFromThereOn) {
  Append(1);
  ASSERT_TRUE(writer_.Rotate(2, 8).ok());
  Append(5);
  ASSERT_TRUE(writer_.Rotate(3, 8).ok());
  Append(9);
  ASSERT_TRUE(writer_.RemoveBelow(2).ok());
  EXPECT_THAT(world_.recorder.removed(), ElementsAre("db/000001.log"));
  EXPECT_FALSE(world_.file_system.Has("db/000001.log"));
  EXPECT_EQ(writer_.oldest_live(), 2u);
  EXPECT_EQ(world_.Replay(2)->payloads.size(), 2u);
  EXPECT_EQ(world_.recorder.hits(Probe::kLogObsolete), 1);
}

TEST_F(LogWriterTest, RemoveBelowNeverTakesTheActiveLog) {
  Append(1);
  ASSERT_TRUE(writer_.RemoveBelow(100).ok());
  EXPECT_TRUE(world_.file_system.Has("db/000001.log"));
  EXPECT_EQ(writer_.oldest_live(), 1u);
}

TEST_F(LogWriterTest, AFailedRemovalIsTriedAgain) {
  Append(1);
  ASSERT_TRUE(writer_.Rotate(2, 8).ok());
  Append(2);
  ASSERT_TRUE(writer_.Rotate(3, 8).ok());
  world_.file_system.on_remove = [](const std::string& path) {
    return path == LogPath(1) ? absl::UnavailableError(path) : absl::OkStatus();
  };
  EXPECT_TRUE(absl::IsUnavailable(writer_.RemoveBelow(3)));
  EXPECT_EQ(writer_.Shapes().size(), 2u);  // the other one is gone
  Append(3);
  world_.file_system.on_remove = nullptr;
  EXPECT_TRUE(writer_.RemoveBelow(3).ok());
  EXPECT_EQ(writer_.oldest_live(), 3u);
}

TEST_F(LogWriterTest, RemovalOfAFileThatIsGoneSucceeds) {
  Append(1);
  ASSERT_TRUE(writer_.Rotate(2, 8).ok());
  ASSERT_TRUE(world_.file_system.Remove(LogPath(1)).ok());
  EXPECT_TRUE(writer_.RemoveBelow(2).ok());
  EXPECT_EQ(writer_.oldest_live(), 2u);
}

TEST_F(LogWriterTest, ShapesTellWhatIsSynced) {
  Append(3);
  ASSERT_TRUE(writer_.SyncThrough(writer_.end()).ok());
  Append(4);
  ASSERT_TRUE(writer_.Rotate(2, 8).ok());
  const std::vector<LogShape> shapes = writer_.Shapes();
  ASSERT_EQ(shapes.size(), 2u);
  EXPECT_EQ(shapes[0].number, 1u);
  EXPECT_EQ(shapes[0].committed_bytes, 144u);
  EXPECT_EQ(shapes[0].synced_bytes, 104u);
  EXPECT_EQ(shapes[0].largest_seqno, 4u);
  EXPECT_EQ(shapes[1].committed_bytes, 64u);
  EXPECT_EQ(shapes[1].synced_bytes, 0u);
  EXPECT_EQ(shapes[1].largest_seqno, 0u);
}

TEST_F(LogWriterTest, AppendWithoutRoomIsACallersError) {
  const std::string large(kSegmentBytes, 'x');
  const std::string_view parts[] = {large};
  EXPECT_DEATH((void)writer_.Append(parts, 1), "rotates where there is no room");
}

TEST(LogWriterStart, AFailureIsFinal) {
  LogWorld world;
  LogWriter writer(world.platform(), kDirectory, 1024);
  world.file_system.on_sync = [](const std::string& path) { return absl::UnavailableError(path); };
  EXPECT_TRUE(absl::IsUnavailable(writer.Start(1)));
  const std::string_view parts[] = {"x"};
  EXPECT_TRUE(absl::IsUnavailable(writer.Append(parts, 1).status()));
}

}  // namespace
}  // namespace varve
