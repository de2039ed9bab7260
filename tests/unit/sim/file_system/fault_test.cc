// The seam under faults: for each kind of fault and each operation, what happened and what the
// caller is told.
#include "sim/file_system/fault.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <set>

#include "sim/file_system/sim_file_system.h"
#include "tests/unit/sim/file_system/disk_fixture.h"
#include "tests/unit/sim/file_system/fake_choices.h"

namespace varve::sim {
namespace {

using testing::HasSubstr;

// Answers `fault` to the next operation of the kind `on`.
class FaultyGate final : public OperationGate {
 public:
  void Before(FileOperation, std::string_view, std::string_view, uint64_t, uint64_t) override {}
  Fault Decide(FileOperation operation, std::string_view path, uint64_t size) override {
    asked.emplace_back(std::string(Name(operation)) + " " + std::string(path) + " " +
                       std::to_string(size));
    if (operation != on) return Fault::kNone;
    return std::exchange(fault, Fault::kNone);
  }
  void After(FileOperation, absl::StatusCode code, std::string_view, uint64_t) override {
    last = code;
  }

  FileOperation on = FileOperation::kRead;
  Fault fault = Fault::kNone;
  absl::StatusCode last = absl::StatusCode::kOk;
  std::vector<std::string> asked;
};

class FaultTest : public testing::Test {
 protected:
  FaultTest() {
    MakeFile(disk, "/f", "abcd");
    SyncAll(disk, "/f");
  }

  void Next(FileOperation on, Fault fault) {
    gate.on = on;
    gate.fault = fault;
  }

  // The operation failed as told, and its gate knows.
  void ExpectIoError(const absl::Status& status, std::string_view message) {
    EXPECT_TRUE(absl::IsUnavailable(status)) << status;
    EXPECT_EQ(std::string(status.message()), message);
    EXPECT_EQ(gate.last, absl::StatusCode::kUnavailable);
    EXPECT_EQ(gate.fault, Fault::kNone) << "the gate was not asked";
  }

  std::string AfterLosingAll() const {
    Disk copy = disk;
    ScriptedChoices lose({{"crash.mood", {static_cast<uint32_t>(Mood::kLoseAll)}}});
    copy.MachineCrash(lose);
    return TreeOf(copy);
  }

  Disk disk;
  FaultyGate gate;
  ScriptedChoices choices{{{"fault.kept", {1}}}};
  SimFileSystem files{disk, gate, choices};
};

TEST_F(FaultTest, NamesAreStable) {
  EXPECT_EQ(Name(Fault::kNone), "none");
  EXPECT_EQ(Name(Fault::kBefore), "before");
  EXPECT_EQ(Name(Fault::kAfter), "after");
  EXPECT_EQ(Name(Fault::kPartial), "partial");
  EXPECT_EQ(Name(Fault::kNoSpace), "no-space");
}

TEST_F(FaultTest, TheGateIsAskedOnceForEachOperation) {
  ScriptedChoices split({{"fs.split", {1, 1}}});
  SimFileSystem splitting(disk, gate, split);
  const auto file = splitting.CreateAppend("/g").value();
  ASSERT_TRUE(file->Append("abc").ok());
  ASSERT_TRUE(file->Sync().ok());
  (void)splitting.CreateLogWindow("/w", 8);
  ASSERT_TRUE(splitting.SyncDirectory("/").ok());
  EXPECT_THAT(gate.asked, testing::ElementsAre("create-append /g 0", "append /g 3", "sync /g 0",
                                               "create-window /w 8", "sync-directory / 0"));
}

TEST_F(FaultTest, OpeningFailsAndLeavesNothingOpen) {
  for (const Fault fault : {Fault::kBefore, Fault::kAfter, Fault::kPartial}) {
    Next(FileOperation::kOpenRead, fault);
    ExpectIoError(files.OpenRandomAccess("/f").status(), "/f: injected I/O error on open-read");
    Next(FileOperation::kOpenPositional, fault);
    ExpectIoError(files.OpenPositional("/f").status(), "/f: injected I/O error on open-positional");
    EXPECT_EQ(disk.open_files(), 0u);
  }
}

TEST_F(FaultTest, CreatingFailsBeforeOrAfterTheFileIsThere) {
  Next(FileOperation::kCreateAppend, Fault::kBefore);
  ExpectIoError(files.CreateAppend("/g").status(), "/g: injected I/O error on create-append");
  EXPECT_EQ(TreeOf(disk), "/f=abcd");
  Next(FileOperation::kCreateAppend, Fault::kAfter);
  ExpectIoError(files.CreateAppend("/g").status(), "/g: injected I/O error on create-append");
  EXPECT_EQ(TreeOf(disk), "/f=abcd /g=");
  Next(FileOperation::kCreateAppend, Fault::kNoSpace);
  EXPECT_TRUE(absl::IsResourceExhausted(files.CreateAppend("/h").status()));
  EXPECT_EQ(TreeOf(disk), "/f=abcd /g=");
  EXPECT_EQ(disk.open_files(), 0u);
}

TEST_F(FaultTest, CreatingAWindowFailsInThreeWays) {
  const std::string zeros(2, '\0');
  const std::string error = ": injected I/O error on create-window";
  Next(FileOperation::kCreateWindow, Fault::kBefore);
  ExpectIoError(files.CreateLogWindow("/u", 2).status(), "/u" + error);
  Next(FileOperation::kCreateWindow, Fault::kPartial);
  ExpectIoError(files.CreateLogWindow("/v", 2).status(), "/v" + error);
  Next(FileOperation::kCreateWindow, Fault::kAfter);
  ExpectIoError(files.CreateLogWindow("/w", 2).status(), "/w" + error);
  EXPECT_EQ(TreeOf(disk), "/f=abcd /v= /w=" + zeros);
  Next(FileOperation::kCreateWindow, Fault::kNoSpace);
  EXPECT_TRUE(absl::IsResourceExhausted(files.CreateLogWindow("/x", 2).status()));
  EXPECT_EQ(TreeOf(disk), "/f=abcd /v= /w=" + zeros);
  EXPECT_EQ(disk.open_files(), 0u);
  EXPECT_FALSE(disk.file(IdOf(disk, "/w")).window().has_value());
}

TEST_F(FaultTest, ReadingFails) {
  const auto file = files.OpenRandomAccess("/f").value();
  std::string out(4, '-');
  Next(FileOperation::kRead, Fault::kBefore);
  ExpectIoError(file->Read(0, out).status(), "/f: injected I/O error on read");
  EXPECT_EQ(out, "----");
  Next(FileOperation::kRead, Fault::kPartial);
  ExpectIoError(file->Read(0, out).status(), "/f: injected I/O error on read");
  EXPECT_EQ(out, "ab--");
  Next(FileOperation::kRead, Fault::kAfter);
  ExpectIoError(file->Read(0, out).status(), "/f: injected I/O error on read");
  EXPECT_EQ(out, "abcd");
  Next(FileOperation::kRead, Fault::kBefore);
  ExpectIoError(file->Size().status(), "/f: injected I/O error on read");
  EXPECT_EQ(file->Read(0, out).value(), 4u);
}

TEST_F(FaultTest, AppendingFailsWithNothingAPrefixOrAllInTheFile) {
  const auto file = files.CreateAppend("/g").value();
  const auto content = [&] { return disk.file(IdOf(disk, "/g")).running().ToString(); };
  Next(FileOperation::kAppend, Fault::kBefore);
  ExpectIoError(file->Append("abc"), "/g: injected I/O error on append");
  EXPECT_EQ(content(), "");
  Next(FileOperation::kAppend, Fault::kPartial);
  ExpectIoError(file->Append("abc"), "/g: injected I/O error on append");
  EXPECT_EQ(content(), "ab");
  Next(FileOperation::kAppend, Fault::kAfter);
  ExpectIoError(file->Append("xyz"), "/g: injected I/O error on append");
  EXPECT_EQ(content(), "abxyz");
}

TEST_F(FaultTest, WritingInPlaceFailsWithNothingAPrefixOrAllInTheFile) {
  const auto file = files.OpenPositional("/f").value();
  Next(FileOperation::kWrite, Fault::kBefore);
  ExpectIoError(file->Write(1, "xyz"), "/f: injected I/O error on write");
  EXPECT_EQ(TreeOf(disk), "/f=abcd");
  Next(FileOperation::kWrite, Fault::kPartial);
  ExpectIoError(file->Write(1, "xyz"), "/f: injected I/O error on write");
  EXPECT_EQ(TreeOf(disk), "/f=axyd");
  Next(FileOperation::kWrite, Fault::kAfter);
  ExpectIoError(file->Write(1, "123"), "/f: injected I/O error on write");
  EXPECT_EQ(TreeOf(disk), "/f=a123");
}

TEST_F(FaultTest, TruncatingFailsBeforeOrAfter) {
  const auto file = files.OpenPositional("/f").value();
  for (const Fault fault : {Fault::kBefore, Fault::kPartial}) {
    Next(FileOperation::kTruncate, fault);
    ExpectIoError(file->Truncate(1), "/f: injected I/O error on truncate");
    EXPECT_EQ(TreeOf(disk), "/f=abcd");
  }
  Next(FileOperation::kTruncate, Fault::kAfter);
  ExpectIoError(file->Truncate(1), "/f: injected I/O error on truncate");
  EXPECT_EQ(TreeOf(disk), "/f=a");
}

TEST_F(FaultTest, CommittingFailsWithNothingAPrefixOrAllCommitted) {
  const auto window = files.CreateLogWindow("/w", 8).value();
  std::memcpy(window->Reserve(3)->data(), "abc", 3);
  Next(FileOperation::kCommit, Fault::kBefore);
  ExpectIoError(window->Commit(3), "/w: injected I/O error on commit");
  EXPECT_EQ(window->committed(), 0u);
  Next(FileOperation::kCommit, Fault::kPartial);
  ExpectIoError(window->Commit(3), "/w: injected I/O error on commit");
  EXPECT_EQ(window->committed(), 2u);
  std::memcpy(window->Reserve(3)->data(), "def", 3);
  Next(FileOperation::kCommit, Fault::kAfter);
  ExpectIoError(window->Commit(3), "/w: injected I/O error on commit");
  EXPECT_EQ(window->committed(), 5u);
}

TEST_F(FaultTest, CommittingNeverRunsOutOfSpace) {
  const auto window = files.CreateLogWindow("/w", 8).value();
  disk.SetCapacity(0);
  (void)window->Reserve(3);
  Next(FileOperation::kCommit, Fault::kNoSpace);
  EXPECT_TRUE(window->Commit(3).ok());
}

TEST_F(FaultTest, RenamingFailsBeforeOrAfter) {
  Next(FileOperation::kRename, Fault::kBefore);
  ExpectIoError(files.Rename("/f", "/g"), "/f -> /g: injected I/O error on rename");
  EXPECT_EQ(TreeOf(disk), "/f=abcd");
  Next(FileOperation::kRename, Fault::kAfter);
  ExpectIoError(files.Rename("/f", "/g"), "/f -> /g: injected I/O error on rename");
  EXPECT_EQ(TreeOf(disk), "/g=abcd");
}

TEST_F(FaultTest, LinkingFailsBeforeOrAfter) {
  Next(FileOperation::kHardLink, Fault::kPartial);
  ExpectIoError(files.HardLink("/f", "/g"), "/f -> /g: injected I/O error on hard-link");
  EXPECT_EQ(TreeOf(disk), "/f=abcd");
  Next(FileOperation::kHardLink, Fault::kAfter);
  ExpectIoError(files.HardLink("/f", "/g"), "/f -> /g: injected I/O error on hard-link");
  EXPECT_EQ(TreeOf(disk), "/f=abcd /g=abcd");
}

TEST_F(FaultTest, RemovingFailsBeforeOrAfter) {
  Next(FileOperation::kRemove, Fault::kBefore);
  ExpectIoError(files.Remove("/f"), "/f: injected I/O error on remove");
  EXPECT_EQ(TreeOf(disk), "/f=abcd");
  Next(FileOperation::kRemove, Fault::kAfter);
  ExpectIoError(files.Remove("/f"), "/f: injected I/O error on remove");
  EXPECT_EQ(TreeOf(disk), "");
}

TEST_F(FaultTest, CreatingADirectoryFailsBeforeOrAfter) {
  Next(FileOperation::kCreateDirectory, Fault::kBefore);
  ExpectIoError(files.CreateDirectory("/d"), "/d: injected I/O error on create-directory");
  EXPECT_EQ(TreeOf(disk), "/f=abcd");
  Next(FileOperation::kCreateDirectory, Fault::kAfter);
  ExpectIoError(files.CreateDirectory("/d"), "/d: injected I/O error on create-directory");
  EXPECT_EQ(TreeOf(disk), "/d/ /f=abcd");
}

TEST_F(FaultTest, QuestionsFail) {
  Next(FileOperation::kList, Fault::kBefore);
  ExpectIoError(files.List("/").status(), "/: injected I/O error on list");
  Next(FileOperation::kExists, Fault::kAfter);
  ExpectIoError(files.Exists("/f").status(), "/f: injected I/O error on exists");
  Next(FileOperation::kFreeSpace, Fault::kBefore);
  ExpectIoError(files.FreeSpace("/").status(), "/: injected I/O error on free-space");
}

TEST_F(FaultTest, LockingFailsAndHoldsNothing) {
  Next(FileOperation::kLock, Fault::kBefore);
  ExpectIoError(files.LockFile("/LOCK").status(), "/LOCK: injected I/O error on lock");
  EXPECT_EQ(TreeOf(disk), "/f=abcd");
  Next(FileOperation::kLock, Fault::kAfter);
  ExpectIoError(files.LockFile("/LOCK").status(), "/LOCK: injected I/O error on lock");
  EXPECT_EQ(TreeOf(disk), "/LOCK= /f=abcd");
  EXPECT_TRUE(files.LockFile("/LOCK").ok());
}

TEST_F(FaultTest, AnIoErrorHidesWhatTheOperationCameTo) {
  Next(FileOperation::kRemove, Fault::kAfter);
  ExpectIoError(files.Remove("/x"), "/x: injected I/O error on remove");
}

TEST_F(FaultTest, SyncingADirectoryFailsWithNoneSomeOrAllNamesDurable) {
  for (const Fault fault : {Fault::kBefore, Fault::kPartial, Fault::kAfter}) {
    std::set<std::string> left;
    EnumeratingChoices::ForEach([&](Choices& every) {
      Disk copy;
      MakeFile(copy, "/a");
      MakeFile(copy, "/b");
      SimFileSystem on_copy(copy, gate, every);
      Next(FileOperation::kSyncDirectory, fault);
      ExpectIoError(on_copy.SyncDirectory("/"), "/: injected I/O error on sync-directory");
      EXPECT_EQ(TreeOf(copy), "/a= /b=");
      Disk crashed = copy;
      ScriptedChoices lose({{"crash.mood", {static_cast<uint32_t>(Mood::kLoseAll)}}});
      crashed.MachineCrash(lose);
      left.insert(TreeOf(crashed));
      ASSERT_TRUE(on_copy.SyncDirectory("/").ok());  // names are journaled: a retry counts
      copy.MachineCrash(lose);
      EXPECT_EQ(TreeOf(copy), "/a= /b=");
    });
    const std::set<std::string> expected = fault == Fault::kBefore ? std::set<std::string>{""}
                                           : fault == Fault::kPartial
                                               ? std::set<std::string>{"", "/a=", "/b=", "/a= /b="}
                                               : std::set<std::string>{"/a= /b="};
    EXPECT_EQ(left, expected) << Name(fault);
  }
}

TEST_F(FaultTest, ASyncThatFailsAfterItsEffectLeavesEverythingDurable) {
  const auto file = files.OpenPositional("/f").value();
  ASSERT_TRUE(file->Write(0, "x").ok());
  Next(FileOperation::kSync, Fault::kAfter);
  ExpectIoError(file->Sync(), "/f: injected I/O error on sync");
  EXPECT_EQ(AfterLosingAll(), "/f=xbcd");
  EXPECT_TRUE(disk.ForsakenPaths().empty());
}

TEST_F(FaultTest, ARetryOfAFailedSyncProvesNothing) {
  const auto file = files.OpenPositional("/f").value();
  ASSERT_TRUE(file->Write(0, "x").ok());
  Next(FileOperation::kSync, Fault::kBefore);
  ExpectIoError(file->Sync(), "/f: injected I/O error on sync");
  EXPECT_EQ(disk.ForsakenPaths(), std::vector<std::string>{"/f"});
  ASSERT_TRUE(file->Sync().ok());
  EXPECT_EQ(TreeOf(disk), "/f=xbcd");
  EXPECT_EQ(AfterLosingAll(), "/f=abcd");
  ASSERT_TRUE(file->Write(3, "y").ok());
  ASSERT_TRUE(file->Sync().ok());  // covers what was written since
  EXPECT_EQ(AfterLosingAll(), "/f=abcy");
}

TEST_F(FaultTest, AfterAPartialSyncAnythingLegalIsDurableAndRetriesDoNotChangeIt) {
  std::set<std::string> left;
  EnumeratingChoices::ForEach([&](Choices& every) {
    Disk copy = disk;
    copy.Write(IdOf(copy, "/f"), 0, "x");
    copy.Write(IdOf(copy, "/f"), 2, "y");
    SimFileSystem on_copy(copy, gate, every);
    const auto file = on_copy.OpenPositional("/f").value();
    Next(FileOperation::kSync, Fault::kPartial);
    ExpectIoError(file->Sync(), "/f: injected I/O error on sync");
    const std::string durable = copy.file(IdOf(copy, "/f")).durable().ToString();
    ASSERT_TRUE(file->Sync().ok());
    EXPECT_EQ(copy.file(IdOf(copy, "/f")).durable().ToString(), durable);
    EXPECT_EQ(TreeOf(copy), "/f=xbyd");
    left.insert(durable);
  });
  EXPECT_EQ(left, (std::set<std::string>{"abcd", "xbcd", "abyd", "xbyd"}));
}

TEST_F(FaultTest, AFailedWindowSyncIsFinalForWhatItCovered) {
  const auto window = files.CreateLogWindow("/w", 4).value();
  ASSERT_TRUE(window->Sync().ok());
  ASSERT_TRUE(files.SyncDirectory("/").ok());
  std::memcpy(window->Reserve(2)->data(), "ab", 2);
  ASSERT_TRUE(window->Commit(2).ok());
  Next(FileOperation::kSyncWindow, Fault::kBefore);
  ExpectIoError(window->Sync().status(), "/w: injected I/O error on sync-window");
  std::memcpy(window->Reserve(1)->data(), "c", 1);
  ASSERT_TRUE(window->Commit(1).ok());
  EXPECT_EQ(window->Sync().value(), 3u);
  EXPECT_EQ(AfterLosingAll(), "/f=abcd /w=" + std::string("\0\0c\0", 4));
  EXPECT_EQ(disk.file(IdOf(disk, "/w")).running().ToString(), std::string("abc\0", 4));
}

TEST_F(FaultTest, APartialWindowSyncTearsAtAnyByte) {
  std::set<std::string> left;
  EnumeratingChoices::ForEach([&](Choices& every) {
    Disk copy;
    const InodeId id = MakeFile(copy, "/w");
    copy.OpenWindow(id, 2);
    copy.SyncWindow(id, copy.last_effect(), 0);
    std::memcpy(copy.file(id).Reserve(2).data(), "ab", 2);
    copy.file(id).Commit(2);
    copy.FailWindowSync(id, copy.last_effect(), 2, /*in_part=*/true, every);
    left.insert(copy.file(id).durable().ToString());
    EXPECT_EQ(copy.file(id).running().ToString(), "ab");
  });
  EXPECT_EQ(left, (std::set<std::string>{std::string("\0\0", 2), std::string("a\0", 2),
                                         std::string("\0b", 2), "ab"}));
}

TEST_F(FaultTest, CleanPagesMayBeDroppedWhenTheFileIsOpenedAgain) {
  {
    const auto file = files.OpenPositional("/f").value();
    ASSERT_TRUE(file->Write(3, "xy").ok());
    Next(FileOperation::kSync, Fault::kBefore);
    ExpectIoError(file->Sync(), "/f: injected I/O error on sync");
  }
  EXPECT_EQ(TreeOf(disk), "/f=abcxy");
  ScriptedChoices pages({{"fs.drop_clean", {1}}});
  Disk copy = disk;
  SimFileSystem dropping(copy, gate, pages);
  const auto reader = dropping.OpenRandomAccess("/f").value();
  EXPECT_EQ(TreeOf(copy), "/f=abcd" + std::string(1, '\0'));
  ScriptedChoices size_too({{"fs.drop_clean", {2}}});
  SimFileSystem evicting(disk, gate, size_too);
  EXPECT_EQ(evicting.OpenRandomAccess("/f").value()->Size().value(), 4u);
  EXPECT_EQ(TreeOf(disk), "/f=abcd");
}

TEST_F(FaultTest, CleanPagesMayBeDroppedUnderAReaderButNotTheSize) {
  const auto file = files.OpenPositional("/f").value();
  const auto reader = files.OpenRandomAccess("/f").value();
  ASSERT_TRUE(file->Write(3, "xy").ok());
  Next(FileOperation::kSync, Fault::kBefore);
  ExpectIoError(file->Sync(), "/f: injected I/O error on sync");
  ScriptedChoices drop({{"fs.drop_clean", {2}}});
  disk.MayDropForsaken(IdOf(disk, "/f"), drop);
  std::string out(5, '-');
  EXPECT_EQ(reader->Read(0, out).value(), 5u);
  EXPECT_EQ(out, "abcd" + std::string(1, '\0'));
}

TEST_F(FaultTest, WhereDataComesBeforeSizeDroppedPagesTakeTheirSizeAlong) {
  std::set<std::string> left;
  EnumeratingChoices::ForEach([&](Choices& every) {
    Disk ordered({.profile = Profile::kOrdered});
    MakeFile(ordered, "/f", "ab");
    SyncAll(ordered, "/f");
    const InodeId id = IdOf(ordered, "/f");
    ordered.Write(id, 1, "xy");
    ordered.FailFileSync(id, ordered.last_effect(), /*in_part=*/false, every);
    ordered.Open(id);
    ordered.MayDropForsaken(id, every);
    EXPECT_EQ(TreeOf(ordered), "/f=axy");
    ordered.Close(id);
    ordered.MayDropForsaken(id, every);
    left.insert(TreeOf(ordered));
  });
  EXPECT_EQ(left, (std::set<std::string>{"/f=ab", "/f=axy"}));
}

TEST_F(FaultTest, CleanPagesMayBeDroppedByAProcessCrash) {
  const auto window = files.CreateLogWindow("/w", 2).value();
  ASSERT_TRUE(window->Sync().ok());
  std::memcpy(window->Reserve(2)->data(), "ab", 2);
  ASSERT_TRUE(window->Commit(2).ok());
  Next(FileOperation::kSyncWindow, Fault::kBefore);
  EXPECT_FALSE(window->Sync().ok());
  ScriptedChoices drop({{"fs.drop_clean", {1}}});
  disk.MayDropForsaken(IdOf(disk, "/w"), drop);
  EXPECT_EQ(TreeOf(disk), "/f=abcd /w=ab") << "the pages of a live window are mapped";
  std::set<std::string> left;
  EnumeratingChoices::ForEach([&](Choices& every) {
    Disk copy = disk;
    copy.ProcessCrash(every);
    left.insert(TreeOf(copy));
  });
  EXPECT_EQ(left, (std::set<std::string>{"/f=abcd /w=ab", "/f=abcd /w=" + std::string(2, '\0')}));
}

TEST_F(FaultTest, ForsakenBytesMaySurviveAMachineCrash) {
  const auto file = files.OpenPositional("/f").value();
  ASSERT_TRUE(file->Write(0, "x").ok());
  Next(FileOperation::kSync, Fault::kBefore);
  EXPECT_FALSE(file->Sync().ok());
  std::set<std::string> left;
  EnumeratingChoices::ForEach([&](Choices& every) {
    Disk copy = disk;
    copy.MachineCrash(every);
    left.insert(TreeOf(copy));
  });
  EXPECT_EQ(left, (std::set<std::string>{"/f=abcd", "/f=xbcd"}));
}

TEST_F(FaultTest, TheDigestTellsForsakenBytesFromPendingOnes) {
  disk.Write(IdOf(disk, "/f"), 0, "x");
  Digest pending;
  disk.Fold(pending);
  disk.FailFileSync(IdOf(disk, "/f"), disk.last_effect(), /*in_part=*/false, choices);
  Digest forsaken;
  disk.Fold(forsaken);
  EXPECT_NE(pending.value(), forsaken.value());
  const Disk copy = disk;
  Digest again;
  copy.Fold(again);
  EXPECT_EQ(again.value(), forsaken.value());
}

TEST_F(FaultTest, TheDumpShowsForsakenEffects) {
  disk.Write(IdOf(disk, "/f"), 0, "x");
  disk.FailFileSync(IdOf(disk, "/f"), disk.last_effect(), /*in_part=*/false, choices);
  EXPECT_THAT(disk.Dump(), HasSubstr("1 of them forsaken"));
}

}  // namespace
}  // namespace varve::sim
