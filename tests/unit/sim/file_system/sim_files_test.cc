#include "sim/file_system/sim_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/file_system/sim_file_system.h"
#include "tests/unit/sim/file_system/disk_fixture.h"
#include "tests/unit/sim/file_system/fake_choices.h"

namespace varve::sim {
namespace {

using testing::ElementsAre;

class SimFilesTest : public testing::Test {
 protected:
  // What a machine crash that loses all it may would leave.
  std::string Certain() const {
    Disk crashed = disk;
    ScriptedChoices lose({{"crash.mood", {1}}});
    crashed.MachineCrash(lose);
    return TreeOf(crashed);
  }

  Disk disk;
  RecordingGate gate;
  ZeroChoices choices;
  SimFileSystem files{disk, gate, choices};
};

TEST_F(SimFilesTest, ReadsPassTheGateAndAreShortAtTheEnd) {
  MakeFile(disk, "/f", "0123");
  const auto file = files.OpenRandomAccess("/f");
  std::string out(4, '?');
  EXPECT_EQ((*file)->Read(2, out).value(), 2u);
  EXPECT_EQ(out.substr(0, 2), "23");
  EXPECT_EQ((*file)->Size().value(), 4u);
  EXPECT_THAT(gate.passed, ElementsAre("open-read /f", "read /f", "read /f"));
  EXPECT_EQ(gate.asked[1], std::pair(uint64_t{2}, uint64_t{4}));
  EXPECT_THAT(gate.ended, ElementsAre("open-read OK 0", "read OK 23 2", "read OK 4"));
}

TEST_F(SimFilesTest, AnUnlinkedFileCanBeReadOn) {
  MakeFile(disk, "/f", "kept");
  SyncAll(disk, "/f");
  const auto file = files.OpenRandomAccess("/f");
  ASSERT_TRUE(files.Remove("/f").ok());
  ASSERT_TRUE(files.SyncDirectory("/").ok());
  std::string out(4, '?');
  EXPECT_EQ((*file)->Read(0, out).value(), 4u);
  EXPECT_EQ(out, "kept");
}

TEST_F(SimFilesTest, AppendedBytesSurviveTheProcessAndSyncedOnesTheMachine) {
  const auto file = files.CreateAppend("/f");
  ASSERT_TRUE(files.SyncDirectory("/").ok());
  ASSERT_TRUE((*file)->Append("ab").ok());
  ASSERT_TRUE((*file)->Sync().ok());
  ASSERT_TRUE((*file)->Append("cd").ok());
  EXPECT_EQ(Certain(), "/f=ab");
  disk.ProcessCrash(choices);
  EXPECT_EQ(TreeOf(disk), "/f=abcd");
}

TEST_F(SimFilesTest, SyncDoesNotMakeTheNameDurable) {
  const auto file = files.CreateAppend("/f");
  ASSERT_TRUE((*file)->Append("ab").ok());
  ASSERT_TRUE((*file)->Sync().ok());
  EXPECT_EQ(Certain(), "");
}

TEST_F(SimFilesTest, SyncTakesEffectAtItsEnd) {
  const auto file = files.CreateAppend("/f");
  ASSERT_TRUE(files.SyncDirectory("/").ok());
  ASSERT_TRUE((*file)->Append("ab").ok());
  std::vector<std::string> certain;
  gate.hook = [&](FileOperation) { certain.push_back(Certain()); };
  ASSERT_TRUE((*file)->Sync().ok());
  EXPECT_THAT(certain, ElementsAre("/f=", "/f="));
  EXPECT_EQ(Certain(), "/f=ab");
}

TEST_F(SimFilesTest, WritesMadeDuringASyncAreNotPromised) {
  const auto file = files.CreateAppend("/f");
  ASSERT_TRUE(files.SyncDirectory("/").ok());
  ASSERT_TRUE((*file)->Append("ab").ok());
  gate.hook = [&](FileOperation) {
    gate.hook = nullptr;
    disk.Write(IdOf(disk, "/f"), 2, "late");
  };
  ASSERT_TRUE((*file)->Sync().ok());
  EXPECT_EQ(Certain(), "/f=ab");
}

TEST_F(SimFilesTest, AWriteMayBeCutInTwo) {
  ScriptedChoices split({{"fs.split", {1}}, {"fs.split_at", {1}}});
  SimFileSystem splitting(disk, gate, split);
  const auto file = splitting.CreateAppend("/f");
  std::vector<std::string> seen;
  gate.hook = [&](FileOperation) { seen.push_back(TreeOf(disk)); };
  ASSERT_TRUE((*file)->Append("abcd").ok());
  EXPECT_THAT(seen, ElementsAre("/f=", "/f=ab"));
  EXPECT_EQ(TreeOf(disk), "/f=abcd");
  EXPECT_THAT(gate.passed, ElementsAre("create-append /f", "append /f abcd", "append /f cd"));
  EXPECT_EQ(gate.asked[1], std::pair(uint64_t{0}, uint64_t{4}));
  EXPECT_EQ(gate.asked[2], std::pair(uint64_t{2}, uint64_t{2}));
  EXPECT_THAT(gate.ended, ElementsAre("create-append OK 0", "append OK 0"));
}

TEST_F(SimFilesTest, TheGateIsToldWhereAFileIsWrittenAndCut) {
  MakeFile(disk, "/f", "0123");
  const auto file = files.OpenPositional("/f");
  ASSERT_TRUE((*file)->Write(3, "ab").ok());
  ASSERT_TRUE((*file)->Truncate(1).ok());
  ASSERT_TRUE((*file)->Sync().ok());
  EXPECT_EQ(gate.asked[1], std::pair(uint64_t{3}, uint64_t{2}));
  EXPECT_EQ(gate.asked[2], std::pair(uint64_t{0}, uint64_t{1}));
  EXPECT_THAT(gate.ended,
              ElementsAre("open-positional OK 0", "write OK 0", "truncate OK 0", "sync OK 0"));
}

TEST_F(SimFilesTest, OneByteIsNeverCut) {
  ScriptedChoices split({{"fs.split", {1}}});
  SimFileSystem splitting(disk, gate, split);
  const auto file = splitting.CreateAppend("/f");
  ASSERT_TRUE((*file)->Append("a").ok());
  ASSERT_TRUE((*file)->Append("").ok());
  EXPECT_TRUE(split.asked().empty());
}

TEST_F(SimFilesTest, PositionalWritesAndTruncationsAreDurableAfterSync) {
  MakeFile(disk, "/f", "0123");
  SyncAll(disk, "/f");
  const auto file = files.OpenPositional("/f");
  ASSERT_TRUE((*file)->Write(1, "xy").ok());
  ASSERT_TRUE((*file)->Truncate(3).ok());
  EXPECT_EQ(TreeOf(disk), "/f=0xy");
  EXPECT_EQ(Certain(), "/f=0123");
  ASSERT_TRUE((*file)->Sync().ok());
  EXPECT_EQ(Certain(), "/f=0xy");
}

TEST_F(SimFilesTest, UsingAFileOfADeadLifetimeFailsACheck) {
  const auto file = files.CreateAppend("/f");
  disk.ProcessCrash(choices);
  EXPECT_DEATH((void)(*file)->Append("x"), "crashed lifetime");
}

TEST_F(SimFilesTest, AFileWhoseLifetimeEndsAtTheGateFailsACheck) {
  const auto file = files.CreateAppend("/f");
  gate.hook = [&](FileOperation) { disk.ProcessCrash(choices); };
  EXPECT_DEATH((void)(*file)->Append("x"), "the gate does not return");
}

TEST_F(SimFilesTest, DestroyingAFileOfADeadLifetimeDoesNothing) {
  auto file = files.CreateAppend("/f");
  disk.ProcessCrash(choices);
  const auto next = files.OpenRandomAccess("/f");
  file->reset();
  EXPECT_EQ(disk.open_files(), 1u);
}

}  // namespace
}  // namespace varve::sim
