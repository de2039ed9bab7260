// Group commit: who is acknowledged by which sync, and what an error does.
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "tests/unit/wal/log_world.h"

namespace varve {
namespace {

using ::testing::ElementsAre;

// Holds back a thread at a place until the test lets it go.
class Barrier {
 public:
  void Pass() {
    std::unique_lock<std::mutex> lock(mutex_);
    arrived_ = true;
    changed_.notify_all();
    changed_.wait(lock, [&] { return open_; });
  }
  void AwaitArrival() {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [&] { return arrived_; });
  }
  void Open() {
    const std::lock_guard<std::mutex> lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool arrived_ = false;
  bool open_ = false;
};

class LogSyncTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(writer_.Start(1).ok()); }

  LogPosition Append(SeqNo seqno) { return MustAppend(writer_, std::string(8, 'x'), seqno); }
  int syncs() const {
    return world_.file_system.Count("sync db/000001.log") - 1;
  }  // less Start()'s
  // The leader's first sync is held back at the barrier, then answers `first_answer`.
  void HoldFirstSync(absl::Status first_answer) {
    world_.file_system.on_sync = [this, first_answer](const std::string&) {
      if (held_.exchange(true)) return absl::OkStatus();
      barrier_.Pass();
      return first_answer;
    };
  }

  LogWorld world_;
  LogWriter writer_{world_.platform(), kDirectory, 1 << 16};
  Barrier barrier_;
  std::atomic<bool> held_{false};
};

TEST_F(LogSyncTest, WhatIsSyncedSurvivesTheMachine) {
  const LogPosition end = Append(1);
  ASSERT_TRUE(writer_.SyncThrough(end).ok());
  Append(2);
  world_.file_system.CrashMachine();
  EXPECT_EQ(world_.Replay()->summary.end, end);
}

TEST_F(LogSyncTest, WhatIsProvenNeedsNoSync) {
  const LogPosition first = Append(1);
  ASSERT_TRUE(writer_.SyncThrough(Append(2)).ok());
  ASSERT_TRUE(writer_.SyncThrough(first).ok());
  EXPECT_EQ(syncs(), 1);
  EXPECT_EQ(world_.recorder.hits(Probe::kGroupCommitShared), 0);
}

TEST_F(LogSyncTest, OlderLogsAreSyncedFirst) {
  Append(1);
  ASSERT_TRUE(writer_.Rotate(2, 8).ok());
  Append(2);
  ASSERT_TRUE(writer_.Rotate(3, 8).ok());
  const size_t before = world_.file_system.operations().size();
  ASSERT_TRUE(writer_.SyncThrough(Append(3)).ok());
  std::vector<std::string> operations = world_.file_system.operations();
  operations.erase(operations.begin(), operations.begin() + static_cast<ptrdiff_t>(before));
  EXPECT_THAT(operations,
              ElementsAre("sync db/000001.log", "sync db/000002.log", "sync db/000003.log"));
  EXPECT_EQ(world_.recorder.hits(Probe::kLogSyncCoveredOlder), 1);
  world_.file_system.CrashMachine();
  EXPECT_EQ(world_.Replay()->payloads.size(), 3u);
}

TEST_F(LogSyncTest, ALogThatIsSyncedWholeIsNotSyncedAgain) {
  ASSERT_TRUE(writer_.SyncThrough(Append(1)).ok());
  ASSERT_TRUE(writer_.Rotate(2, 8).ok());
  ASSERT_TRUE(writer_.SyncThrough(Append(2)).ok());
  EXPECT_EQ(syncs(), 1);
  EXPECT_EQ(world_.recorder.hits(Probe::kLogSyncCoveredOlder), 0);
}

TEST_F(LogSyncTest, EveryProvenPositionIsReportedInOrder) {
  const LogPosition first = Append(1);
  ASSERT_TRUE(writer_.Rotate(2, 8).ok());
  const LogPosition second = Append(2);
  ASSERT_TRUE(writer_.SyncThrough(second).ok());
  EXPECT_THAT(world_.recorder.synced(), ElementsAre(LogPosition{1, 64}, first, second));
}

TEST_F(LogSyncTest, WaitersShareTheLeadersSync) {
  HoldFirstSync(absl::OkStatus());
  const LogPosition first = Append(1);
  const LogPosition second = Append(2);
  std::thread leader([&] { EXPECT_TRUE(writer_.SyncThrough(second).ok()); });
  barrier_.AwaitArrival();
  std::thread follower([&] { EXPECT_TRUE(writer_.SyncThrough(first).ok()); });
  std::thread other([&] { EXPECT_TRUE(writer_.SyncThrough(second).ok()); });
  world_.scheduler.AwaitWaiters(2);
  barrier_.Open();
  leader.join();
  follower.join();
  other.join();
  EXPECT_EQ(syncs(), 1);
  EXPECT_EQ(world_.recorder.hits(Probe::kGroupCommitShared), 2);
}

TEST_F(LogSyncTest, AWaiterWhoCameTooLateIsNotAcknowledgedByThatSync) {
  HoldFirstSync(absl::OkStatus());
  const LogPosition first = Append(1);
  std::thread leader([&] { EXPECT_TRUE(writer_.SyncThrough(first).ok()); });
  barrier_.AwaitArrival();
  const LogPosition late = Append(2);
  std::thread follower([&] {
    EXPECT_TRUE(writer_.SyncThrough(late).ok());
    EXPECT_EQ(syncs(), 2);
  });
  world_.scheduler.AwaitWaiters(1);
  barrier_.Open();
  leader.join();
  follower.join();
  world_.file_system.CrashMachine();
  EXPECT_EQ(world_.Replay()->summary.end, late);
}

TEST_F(LogSyncTest, AnErrorReachesEveryWaiterAndStays) {
  HoldFirstSync(absl::UnavailableError("lost"));
  const LogPosition end = Append(1);
  std::thread leader([&] { EXPECT_EQ(writer_.SyncThrough(end), absl::UnavailableError("lost")); });
  barrier_.AwaitArrival();
  std::vector<std::thread> followers;
  for (int i = 0; i < 3; ++i) {
    followers.emplace_back(
        [&] { EXPECT_EQ(writer_.SyncThrough(end), absl::UnavailableError("lost")); });
  }
  world_.scheduler.AwaitWaiters(3);
  barrier_.Open();
  leader.join();
  for (std::thread& follower : followers) follower.join();
  // A retry would succeed, and would prove nothing.
  EXPECT_EQ(writer_.SyncThrough(end), absl::UnavailableError("lost"));
  EXPECT_EQ(writer_.Rotate(2, 8), absl::UnavailableError("lost"));
  const std::string_view parts[] = {"x"};
  EXPECT_EQ(writer_.Append(parts, 2).status(), absl::UnavailableError("lost"));
  EXPECT_EQ(syncs(), 0);
}

TEST_F(LogSyncTest, AnErrorDoesNotReachThoseWhoWereCoveredBefore) {
  const LogPosition first = Append(1);
  ASSERT_TRUE(writer_.Rotate(2, 8).ok());
  const LogPosition second = Append(2);
  world_.file_system.on_sync = [](const std::string& path) {
    return path == LogPath(2) ? absl::UnavailableError("lost") : absl::OkStatus();
  };
  EXPECT_EQ(writer_.SyncThrough(second), absl::UnavailableError("lost"));
  EXPECT_TRUE(writer_.SyncThrough(first).ok());
}

TEST_F(LogSyncTest, AnAppendBesideAFailingSyncFails) {
  const LogPosition first = Append(1);
  world_.file_system.on_sync = [](const std::string&) { return absl::UnavailableError("lost"); };
  // Between the appender's two looks at the writer's state.
  world_.file_system.on_commit = [&](const std::string&) {
    EXPECT_EQ(writer_.SyncThrough(first), absl::UnavailableError("lost"));
    return absl::OkStatus();
  };
  const std::string_view parts[] = {"x"};
  EXPECT_EQ(writer_.Append(parts, 2).status(), absl::UnavailableError("lost"));
}

TEST_F(LogSyncTest, ALogMayBeRemovedBesideItsSync) {
  HoldFirstSync(absl::OkStatus());
  Append(1);
  std::thread leader([&] { EXPECT_TRUE(writer_.SyncThrough({1, 104}).ok()); });
  barrier_.AwaitArrival();
  ASSERT_TRUE(writer_.Rotate(2, 8).ok());
  ASSERT_TRUE(writer_.RemoveBelow(2).ok());
  EXPECT_EQ(writer_.oldest_live(), 2u);
  barrier_.Open();
  leader.join();
}

TEST_F(LogSyncTest, AcknowledgedRecordsOfManyThreadsSurvive) {
  constexpr int kThreads = 4;
  constexpr int kRecords = 200;
  std::mutex commit;  // the caller's lock round Append and Rotate
  SeqNo seqno = 0;
  uint64_t number = 1;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < kRecords; ++i) {
        LogPosition end;
        {
          const std::lock_guard<std::mutex> lock(commit);
          ++seqno;
          if (seqno % 50 == 0) {
            ASSERT_TRUE(writer_.Rotate(++number, 8).ok());
          }
          end = Append(seqno);
        }
        ASSERT_TRUE(writer_.SyncThrough(end).ok());
        ASSERT_GE(writer_.proven(), end);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  world_.file_system.CrashMachine();
  const absl::StatusOr<Replayed> replayed = world_.Replay();
  ASSERT_TRUE(replayed.ok()) << replayed.status();
  EXPECT_EQ(replayed->summary.records, uint64_t{kThreads} * kRecords);
}

}  // namespace
}  // namespace varve
