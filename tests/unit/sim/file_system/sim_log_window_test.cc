#include "sim/file_system/sim_log_window.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "sim/file_system/sim_file_system.h"
#include "tests/unit/sim/file_system/disk_fixture.h"
#include "tests/unit/sim/file_system/fake_choices.h"

namespace varve::sim {
namespace {

using testing::ElementsAre;

void CommitBytes(LogWindow& window, std::string_view bytes) {
  const auto memory = window.Reserve(bytes.size());
  ASSERT_TRUE(memory.ok()) << memory.status();
  std::memcpy(memory->data(), bytes.data(), bytes.size());
  ASSERT_TRUE(window.Commit(bytes.size()).ok());
}

class SimLogWindowTest : public testing::Test {
 protected:
  SimLogWindowTest() : window_(files.CreateLogWindow("/w", 4).value()) {
    EXPECT_TRUE(files.SyncDirectory("/").ok());
    EXPECT_EQ(window_->Sync().value(), 0u);
    gate.passed.clear();
    gate.asked.clear();
    gate.ended.clear();
  }

  std::string Running() const { return disk.file(IdOf(disk, "/w")).running().ToString(); }
  std::string Durable() const { return disk.file(IdOf(disk, "/w")).durable().ToString(); }

  Disk disk;
  RecordingGate gate;
  ZeroChoices choices;
  SimFileSystem files{disk, gate, choices};
  std::unique_ptr<LogWindow> window_;
};

TEST_F(SimLogWindowTest, StoresAreVisibleBeforeTheyAreCommitted) {
  const auto memory = window_->Reserve(2);
  memory->front() = 'x';
  EXPECT_EQ(Running().substr(0, 1), "x");
  EXPECT_EQ(window_->committed(), 0u);
}

TEST_F(SimLogWindowTest, CommitPassesTheGateWithItsBytesBeforeItCounts) {
  gate.hook = [&](FileOperation) { EXPECT_EQ(window_->committed(), 0u); };
  CommitBytes(*window_, "ab");
  EXPECT_THAT(gate.passed, ElementsAre("commit /w ab"));
  EXPECT_EQ(window_->committed(), 2u);
}

TEST_F(SimLogWindowTest, TheGateIsToldWhatIsCommittedAndSynced) {
  CommitBytes(*window_, "ab");
  CommitBytes(*window_, "c");
  EXPECT_EQ(window_->Sync().value(), 3u);
  EXPECT_EQ(gate.asked[1], std::pair(uint64_t{2}, uint64_t{1}));
  EXPECT_THAT(gate.ended, ElementsAre("commit OK 0", "commit OK 0", "sync-window OK 3"));
}

TEST_F(SimLogWindowTest, ReserveBeyondTheCapacityIsRefused) {
  CommitBytes(*window_, "ab");
  EXPECT_TRUE(absl::IsResourceExhausted(window_->Reserve(3).status()));
  EXPECT_TRUE(absl::IsResourceExhausted(window_->Reserve(~size_t{0}).status()));
  EXPECT_TRUE(window_->Reserve(2).ok());
}

TEST_F(SimLogWindowTest, SyncReturnsWhatWasCommittedWhenItBegan) {
  CommitBytes(*window_, "ab");
  gate.hook = [&](FileOperation operation) {
    if (operation != FileOperation::kSyncWindow) return;
    gate.hook = nullptr;
    CommitBytes(*window_, "c");
  };
  EXPECT_EQ(window_->Sync().value(), 2u);
  EXPECT_EQ(Durable(), std::string("ab") + std::string(2, '\0'));
  EXPECT_EQ(window_->Sync().value(), 3u);
}

TEST_F(SimLogWindowTest, SyncMayTakeLaterCommitsAlong) {
  ScriptedChoices more({{"fs.sync_more", {1}}});
  SimFileSystem generous(disk, gate, more);
  const auto window = generous.CreateLogWindow("/v", 4).value();
  CommitBytes(*window, "ab");
  gate.hook = [&](FileOperation operation) {
    if (operation != FileOperation::kSyncWindow) return;
    gate.hook = nullptr;
    CommitBytes(*window, "c");
  };
  EXPECT_EQ(window->Sync().value(), 2u);
  EXPECT_EQ(disk.file(IdOf(disk, "/v")).durable().ToString().substr(0, 3), "abc");
}

TEST_F(SimLogWindowTest, SyncTakesEffectAtItsEnd) {
  CommitBytes(*window_, "ab");
  int passes = 0;
  gate.hook = [&](FileOperation) {
    ++passes;
    EXPECT_EQ(Durable(), std::string(4, '\0'));
  };
  EXPECT_EQ(window_->Sync().value(), 2u);
  EXPECT_EQ(passes, 2);
  EXPECT_EQ(Durable().substr(0, 2), "ab");
}

TEST_F(SimLogWindowTest, ReservedBytesAreNotMadeDurableBySync) {
  CommitBytes(*window_, "a");
  window_->Reserve(1)->front() = 'x';
  EXPECT_EQ(window_->Sync().value(), 1u);
  EXPECT_EQ(Durable(), std::string("a") + std::string(3, '\0'));
}

TEST_F(SimLogWindowTest, CommittedBytesOutliveTheWindowObject) {
  CommitBytes(*window_, "ab");
  window_.reset();
  EXPECT_EQ(Running().substr(0, 2), "ab");
  EXPECT_EQ(disk.open_files(), 0u);
  EXPECT_EQ(disk.file(IdOf(disk, "/w")).pending().size(), 1u);
}

TEST_F(SimLogWindowTest, UsingAWindowOfADeadLifetimeFailsACheck) {
  disk.ProcessCrash(choices);
  EXPECT_DEATH((void)window_->Reserve(1), "crashed lifetime");
}

}  // namespace
}  // namespace varve::sim
