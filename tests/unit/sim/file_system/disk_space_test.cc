// Room on a disk: who takes it, who frees it, and what an operation does that finds none.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <set>

#include "sim/file_system/sim_file_system.h"
#include "tests/unit/sim/file_system/disk_fixture.h"
#include "tests/unit/sim/file_system/fake_choices.h"

namespace varve::sim {
namespace {

class DiskSpaceTest : public testing::Test {
 protected:
  DiskSpaceTest() { MakeFile(disk, "/f", "0123456789"); }

  void LeaveFree(uint64_t bytes) { disk.SetCapacity(disk.used_bytes() + bytes); }
  uint64_t SizeOf(const std::string& path) const {
    return disk.file(IdOf(disk, path)).running().size();
  }

  Disk disk;
  RecordingGate gate;
  ZeroChoices choices;
  SimFileSystem files{disk, gate, choices};
};

TEST_F(DiskSpaceTest, AFileTakesItsSize) {
  EXPECT_EQ(disk.used_bytes(), 10u);
  const auto window = files.CreateLogWindow("/w", 100);
  EXPECT_EQ(disk.used_bytes(), 110u);
  ASSERT_EQ(disk.HardLink("/f", "/g"), DiskError::kNone);
  EXPECT_EQ(disk.used_bytes(), 110u);
  disk.Truncate(IdOf(disk, "/f"), 3);
  EXPECT_EQ(disk.used_bytes(), 103u);
}

TEST_F(DiskSpaceTest, ARemovedFileTakesRoomWhileItIsOpenOnly) {
  SyncAll(disk, "/f");
  auto file = files.OpenRandomAccess("/f");
  ASSERT_TRUE(files.Remove("/f").ok());
  EXPECT_EQ(disk.used_bytes(), 10u);
  file->reset();
  EXPECT_EQ(disk.used_bytes(), 0u);
  // A machine crash may bring it back, room or not.
  ScriptedChoices lose({{"crash.mood", {static_cast<uint32_t>(Mood::kLoseAll)}}});
  disk.MachineCrash(lose);
  EXPECT_EQ(disk.used_bytes(), 10u);
}

TEST_F(DiskSpaceTest, TheFileARenameReplacesTakesNoRoom) {
  MakeFile(disk, "/g", "abc");
  ASSERT_TRUE(files.Rename("/g", "/f").ok());
  EXPECT_EQ(disk.used_bytes(), 3u);
}

TEST_F(DiskSpaceTest, HasRoomAgreesWithFreeBytesThroughoutAHistory) {
  RandomChoices random(5);
  Disk small({.capacity_bytes = 400});
  for (int step = 0; step < 500; ++step) {
    const std::string path = "/" + std::to_string(random.Pick("file", 3));
    InodeId id = 0;
    const bool exists = small.Lookup(path, &id) == DiskError::kNone;
    switch (random.Pick("step", 5)) {
      case 0:
        if (exists) {
          EXPECT_EQ(small.Remove(path), DiskError::kNone);
        }
        break;
      case 1:
        if (exists) small.Truncate(id, random.Pick("size", 200));
        break;
      case 2:
        if (exists) small.Write(id, random.Pick("offset", 150), std::string(20, 'x'));
        break;
      case 3:
        small.MachineCrash(random);
        break;
      default:
        (void)small.CreateFile(path, &id);
        break;
    }
    const uint64_t asked = random.Pick("asked", 500);
    ASSERT_EQ(small.HasRoom(asked), asked <= small.free_bytes()) << "step " << step;
  }
}

TEST_F(DiskSpaceTest, AnAppendThatDoesNotFitKeepsAnyPrefixThatDoes) {
  std::set<std::string> kept;
  EnumeratingChoices::ForEach([&](Choices& every) {
    Disk copy;
    SimFileSystem on_copy(copy, gate, every);
    const auto file = on_copy.CreateAppend("/g").value();
    copy.SetCapacity(2);
    const absl::Status status = file->Append("abcd");
    EXPECT_TRUE(absl::IsResourceExhausted(status)) << status;
    EXPECT_EQ(std::string(status.message()), "/g: no space left on append");
    kept.insert(TreeOf(copy));
  });
  EXPECT_EQ(kept, (std::set<std::string>{"/g=", "/g=a", "/g=ab"}));
  EXPECT_EQ(gate.ended.back(), "append RESOURCE_EXHAUSTED 0");
}

TEST_F(DiskSpaceTest, AnAppendMayUseTheLastByte) {
  const auto file = files.CreateAppend("/g").value();
  LeaveFree(4);
  EXPECT_EQ(files.FreeSpace("/").value(), 4u);
  EXPECT_TRUE(file->Append("abcd").ok());
  EXPECT_TRUE(absl::IsResourceExhausted(file->Append("e")));
  EXPECT_EQ(files.FreeSpace("/").value(), 0u);
  ASSERT_TRUE(files.Remove("/f").ok());
  EXPECT_TRUE(file->Append("e").ok());
}

TEST_F(DiskSpaceTest, OverwritesNeedNoRoomAndGrowthThatDoesNotFitChangesNothing) {
  const auto file = files.OpenPositional("/f").value();
  LeaveFree(1);
  EXPECT_TRUE(file->Write(5, "abcde").ok());
  EXPECT_TRUE(absl::IsResourceExhausted(file->Write(5, "xxxxxxx")));
  EXPECT_TRUE(absl::IsResourceExhausted(file->Truncate(12)));
  EXPECT_EQ(TreeOf(disk), "/f=01234abcde");
  EXPECT_TRUE(file->Truncate(11).ok());
  EXPECT_TRUE(file->Truncate(2).ok());
  EXPECT_EQ(disk.free_bytes(), 9u);
}

TEST_F(DiskSpaceTest, AWriteThatBeganWithRoomEndsWithIt) {
  ScriptedChoices split({{"fs.split", {1}}});
  SimFileSystem splitting(disk, gate, split);
  const auto file = splitting.OpenPositional("/f").value();
  int passes = 0;
  gate.hook = [&](FileOperation) {
    if (++passes == 2) disk.SetCapacity(0);
  };
  EXPECT_TRUE(file->Write(10, "abc").ok());
  EXPECT_EQ(passes, 2);
  EXPECT_EQ(SizeOf("/f"), 13u);
}

TEST_F(DiskSpaceTest, NewNamesNeedALittleRoom) {
  LeaveFree(kRoomForName - 1);
  const std::string before = TreeOf(disk);
  EXPECT_TRUE(absl::IsResourceExhausted(files.CreateAppend("/g").status()));
  EXPECT_TRUE(absl::IsResourceExhausted(files.CreateLogWindow("/w", 1).status()));
  EXPECT_TRUE(absl::IsResourceExhausted(files.HardLink("/f", "/g")));
  EXPECT_TRUE(absl::IsResourceExhausted(files.CreateDirectory("/d")));
  EXPECT_TRUE(absl::IsResourceExhausted(files.LockFile("/LOCK").status()));
  EXPECT_EQ(TreeOf(disk), before);
  EXPECT_TRUE(files.Rename("/f", "/g").ok());
  LeaveFree(kRoomForName);
  EXPECT_TRUE(files.CreateAppend("/f").ok());
}

TEST_F(DiskSpaceTest, WindowsHaveTheirRoomFromTheStart) {
  LeaveFree(100);
  EXPECT_TRUE(absl::IsResourceExhausted(files.CreateLogWindow("/w", 101).status()));
  EXPECT_FALSE(files.Exists("/w").value());
  const auto window = files.CreateLogWindow("/w", 100).value();
  EXPECT_EQ(disk.free_bytes(), 0u);
  std::memcpy(window->Reserve(100)->data(), std::string(100, 'x').data(), 100);
  EXPECT_TRUE(window->Commit(100).ok());
  EXPECT_TRUE(window->Sync().ok());
}

TEST_F(DiskSpaceTest, CapacityMayBeLessThanWhatIsUsed) {
  disk.SetCapacity(3);
  EXPECT_EQ(disk.free_bytes(), 0u);
  EXPECT_EQ(files.FreeSpace("/").value(), 0u);
  disk.SetCapacity(100);
  EXPECT_EQ(files.FreeSpace("/").value(), 90u);
}

}  // namespace
}  // namespace varve::sim
