#include "sim/file_system/sim_file_system.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/sim/file_system/disk_fixture.h"
#include "tests/unit/sim/file_system/fake_choices.h"

namespace varve::sim {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class SimFileSystemTest : public testing::Test {
 protected:
  void Put(const std::string& path, std::string_view bytes) {
    const auto file = files.CreateAppend(path);
    ASSERT_TRUE(file.ok()) << file.status();
    ASSERT_TRUE((*file)->Append(bytes).ok());
  }

  Disk disk;
  RecordingGate gate;
  ZeroChoices choices;
  SimFileSystem files{disk, gate, choices};
};

TEST_F(SimFileSystemTest, EveryOperationPassesTheGate) {
  ASSERT_TRUE(files.CreateDirectory("/d").ok());
  Put("/d/f", "ab");
  (void)files.OpenRandomAccess("/d/f");
  (void)files.OpenPositional("/d/f");
  (void)files.CreateLogWindow("/d/w", 8);
  (void)files.HardLink("/d/f", "/d/g");
  (void)files.Rename("/d/g", "/d/h");
  (void)files.Remove("/d/h");
  (void)files.List("/d");
  (void)files.SyncDirectory("/d");
  (void)files.LockFile("/d/LOCK");
  (void)files.Exists("/d/f");
  (void)files.FreeSpace("/d");
  EXPECT_THAT(
      gate.passed,
      ElementsAre("create-directory /d", "create-append /d/f", "append /d/f ab", "open-read /d/f",
                  "open-positional /d/f", "create-window /d/w", "hard-link /d/f /d/g",
                  "rename /d/g /d/h", "remove /d/h", "list /d", "sync-directory /d",
                  "sync-directory /d", "lock /d/LOCK", "exists /d/f", "free-space /d"));
  EXPECT_EQ(gate.asked[5], std::pair(uint64_t{0}, uint64_t{8}));
  EXPECT_THAT(
      gate.ended,
      ElementsAre("create-directory OK 0", "create-append OK 0", "append OK 0", "open-read OK 0",
                  "open-positional OK 0", "create-window OK 0", "hard-link OK 0", "rename OK 0",
                  "remove OK 0", "list OK f/w/ 2", "sync-directory OK 0", "lock OK 0",
                  "exists OK 1", "free-space OK " + std::to_string(disk.free_bytes())));
}

TEST_F(SimFileSystemTest, ErrorsHaveTheContractsCodesAndNameThePath) {
  Put("/f", "");
  ASSERT_TRUE(files.CreateDirectory("/d").ok());
  EXPECT_TRUE(absl::IsNotFound(files.OpenRandomAccess("/x").status()));
  EXPECT_TRUE(absl::IsNotFound(files.Remove("/x")));
  EXPECT_TRUE(absl::IsNotFound(files.CreateAppend("/x/y").status()));
  EXPECT_TRUE(absl::IsAlreadyExists(files.CreateAppend("/f").status()));
  EXPECT_TRUE(absl::IsAlreadyExists(files.CreateLogWindow("/f", 8).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(files.Remove("/d")));
  EXPECT_TRUE(absl::IsInvalidArgument(files.List("/f").status()));
  EXPECT_TRUE(absl::IsInvalidArgument(files.Exists("").status()));
  EXPECT_THAT(std::string(files.Rename("/x", "/y").message()), HasSubstr("/x"));
}

TEST_F(SimFileSystemTest, TheGateIsToldOfErrors) {
  Put("/f", "");
  gate.ended.clear();
  (void)files.OpenRandomAccess("/x");
  (void)files.OpenPositional("/x");
  (void)files.CreateAppend("/f");
  (void)files.CreateLogWindow("/f", 8);
  (void)files.CreateLogWindow("/w", UINT64_MAX);
  (void)files.HardLink("/x", "/y");
  (void)files.Rename("/x", "/y");
  (void)files.Remove("/x");
  (void)files.List("/x");
  (void)files.CreateDirectory("/f");
  (void)files.SyncDirectory("/x");
  const auto lock = files.LockFile("/f");
  (void)files.LockFile("/f");
  (void)files.Exists("/x");
  (void)files.Exists("");
  (void)files.FreeSpace("/x");
  EXPECT_THAT(gate.ended,
              ElementsAre("open-read NOT_FOUND 0", "open-positional NOT_FOUND 0",
                          "create-append ALREADY_EXISTS 0", "create-window ALREADY_EXISTS 0",
                          "create-window RESOURCE_EXHAUSTED 0", "hard-link NOT_FOUND 0",
                          "rename NOT_FOUND 0", "remove NOT_FOUND 0", "list NOT_FOUND 0",
                          "create-directory ALREADY_EXISTS 0", "sync-directory NOT_FOUND 0",
                          "lock OK 0", "lock FAILED_PRECONDITION 0", "exists OK 0",
                          "exists INVALID_ARGUMENT 0", "free-space NOT_FOUND 0"));
}

TEST_F(SimFileSystemTest, ListIsSorted) {
  for (const char* path : {"/b", "/a", "/B", "/a.b"}) Put(path, "");
  EXPECT_THAT(files.List("/").value(), ElementsAre("B", "a", "a.b", "b"));
}

TEST_F(SimFileSystemTest, FreeSpaceIsCapacityLessUsedBytes) {
  Disk small({.capacity_bytes = 1000});
  SimFileSystem on_small(small, gate, choices);
  ASSERT_TRUE(on_small.CreateLogWindow("/w", 600).ok());
  EXPECT_EQ(on_small.FreeSpace("/").value(), 400u);
}

TEST_F(SimFileSystemTest, AWindowThatDoesNotFitLeavesNoFile) {
  Disk small({.capacity_bytes = 1000});
  SimFileSystem on_small(small, gate, choices);
  EXPECT_TRUE(absl::IsResourceExhausted(on_small.CreateLogWindow("/w", 1001).status()));
  EXPECT_FALSE(on_small.Exists("/w").value());
}

TEST_F(SimFileSystemTest, NamesSurviveAMachineCrashAfterSyncDirectoryOnly) {
  Put("/f", "");
  Disk unsynced = disk;
  ScriptedChoices lose_one({{"crash.mood", {1}}});
  unsynced.MachineCrash(lose_one);
  EXPECT_EQ(TreeOf(unsynced), "");
  ASSERT_TRUE(files.SyncDirectory("/").ok());
  ScriptedChoices lose({{"crash.mood", {1}}});
  disk.MachineCrash(lose);
  EXPECT_EQ(TreeOf(disk), "/f=");
}

TEST_F(SimFileSystemTest, SyncDirectoryTakesEffectAtItsEnd) {
  Put("/f", "");
  int passes = 0;
  gate.hook = [&](FileOperation) {
    ++passes;
    Disk crashed = disk;
    ScriptedChoices lose({{"crash.mood", {1}}});
    crashed.MachineCrash(lose);
    EXPECT_EQ(TreeOf(crashed), "");
  };
  ASSERT_TRUE(files.SyncDirectory("/").ok());
  EXPECT_EQ(passes, 2);
}

TEST_F(SimFileSystemTest, NamesMadeDuringSyncDirectoryAreNotPromised) {
  gate.hook = [&](FileOperation) {
    gate.hook = nullptr;
    MakeFile(disk, "/late");
  };
  ASSERT_TRUE(files.SyncDirectory("/").ok());
  ScriptedChoices lose({{"crash.mood", {1}}});
  disk.MachineCrash(lose);
  EXPECT_EQ(TreeOf(disk), "");
}

TEST_F(SimFileSystemTest, ACrashMayCatchAWindowBeforeItsSpaceIsReserved) {
  ScriptedChoices split({{"fs.split", {1}}});
  SimFileSystem splitting(disk, gate, split);
  std::vector<std::string> seen;
  gate.hook = [&](FileOperation) { seen.push_back(TreeOf(disk)); };
  ASSERT_TRUE(splitting.CreateLogWindow("/w", 1).ok());
  EXPECT_THAT(seen, ElementsAre("", "/w="));
  EXPECT_EQ(TreeOf(disk).size(), 4u);
}

TEST_F(SimFileSystemTest, ALockIsHeldUntilDestroyed) {
  auto lock = files.LockFile("/LOCK");
  ASSERT_TRUE(lock.ok()) << lock.status();
  EXPECT_TRUE(absl::IsFailedPrecondition(files.LockFile("/LOCK").status()));
  lock->reset();
  EXPECT_TRUE(files.LockFile("/LOCK").ok());
}

TEST_F(SimFileSystemTest, ACrashReleasesLocksForTheNextLifetime) {
  auto lock = files.LockFile("/LOCK");
  ASSERT_TRUE(lock.ok()) << lock.status();
  disk.ProcessCrash(choices);
  auto next = files.LockFile("/LOCK");
  EXPECT_TRUE(next.ok()) << next.status();
  lock->reset();  // the dead lifetime's object has no say any more
  EXPECT_TRUE(absl::IsFailedPrecondition(files.LockFile("/LOCK").status()));
}

TEST_F(SimFileSystemTest, EveryObjectIsClosedWhenDestroyed) {
  {
    const auto append = files.CreateAppend("/f");
    const auto read = files.OpenRandomAccess("/f");
    const auto positional = files.OpenPositional("/f");
    const auto window = files.CreateLogWindow("/w", 8);
    const auto lock = files.LockFile("/LOCK");
    const auto refused = files.LockFile("/LOCK");
    EXPECT_EQ(disk.open_files(), 5u);
  }
  EXPECT_EQ(disk.open_files(), 0u);
}

}  // namespace
}  // namespace varve::sim
