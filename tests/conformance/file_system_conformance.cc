// Every observable sentence about names and directories of varve/platform/file_system.h.
#include <gmock/gmock.h>

#include <vector>

#include "tests/conformance/file_helpers.h"
#include "tests/conformance/platform_factory.h"

namespace varve::conformance {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string Message(const absl::Status& status) { return std::string(status.message()); }

TEST_P(FileSystemConformance, OpeningWhatDoesNotExistIsNotFound) {
  Run([](const Platform& platform, const std::string& directory) {
    const std::string path = directory + "/missing";
    EXPECT_EQ(CodeOf(platform.file_system.OpenRandomAccess(path).status()), "NOT_FOUND");
    EXPECT_EQ(CodeOf(platform.file_system.OpenPositional(path).status()), "NOT_FOUND");
    EXPECT_FALSE(platform.file_system.Exists(path).value());
  });
}

TEST_P(FileSystemConformance, ErrorsNameThePath) {
  Run([](const Platform& platform, const std::string& directory) {
    FileSystem& files = platform.file_system;
    const std::string path = directory + "/missing";
    EXPECT_THAT(Message(files.OpenRandomAccess(path).status()), HasSubstr(path));
    EXPECT_THAT(Message(files.OpenPositional(path).status()), HasSubstr(path));
    EXPECT_THAT(Message(files.CreateAppend(path + "/f").status()), HasSubstr(path + "/f"));
    EXPECT_THAT(Message(files.CreateLogWindow(path + "/f", 4096).status()), HasSubstr(path + "/f"));
    EXPECT_THAT(Message(files.Rename(path, directory + "/to")), HasSubstr(path));
    EXPECT_THAT(Message(files.HardLink(path, directory + "/to")), HasSubstr(path));
    EXPECT_THAT(Message(files.Remove(path)), HasSubstr(path));
    EXPECT_THAT(Message(files.List(path).status()), HasSubstr(path));
    EXPECT_THAT(Message(files.SyncDirectory(path)), HasSubstr(path));
  });
}

TEST_P(FileSystemConformance, CreateMakesAnEmptyFile) {
  Run([](const Platform& platform, const std::string& directory) {
    ASSERT_TRUE(platform.file_system.CreateAppend(directory + "/f").ok());
    EXPECT_TRUE(platform.file_system.Exists(directory + "/f").value());
    EXPECT_EQ(Contents(platform.file_system, directory + "/f").value(), "");
  });
}

TEST_P(FileSystemConformance, CreateRefusesAnExistingFileAndLeavesItAlone) {
  Run([](const Platform& platform, const std::string& directory) {
    ASSERT_TRUE(Create(platform.file_system, directory + "/f", "mine").ok());
    EXPECT_EQ(CodeOf(platform.file_system.CreateAppend(directory + "/f").status()),
              "ALREADY_EXISTS");
    EXPECT_EQ(Contents(platform.file_system, directory + "/f").value(), "mine");
  });
}

TEST_P(FileSystemConformance, CreateRefusesTheNameOfADirectory) {
  Run([](const Platform& platform, const std::string& directory) {
    ASSERT_TRUE(platform.file_system.CreateDirectory(directory + "/d").ok());
    EXPECT_EQ(CodeOf(platform.file_system.CreateAppend(directory + "/d").status()),
              "ALREADY_EXISTS");
  });
}

TEST_P(FileSystemConformance, CreateInAMissingDirectoryIsNotFound) {
  Run([](const Platform& platform, const std::string& directory) {
    EXPECT_EQ(CodeOf(platform.file_system.CreateAppend(directory + "/d/f").status()), "NOT_FOUND");
    EXPECT_FALSE(platform.file_system.Exists(directory + "/d").value());
  });
}

TEST_P(FileSystemConformance, RenameGivesTheOtherName) {
  Run([](const Platform& platform, const std::string& directory) {
    ASSERT_TRUE(Create(platform.file_system, directory + "/f", "bytes").ok());
    ASSERT_TRUE(platform.file_system.Rename(directory + "/f", directory + "/g").ok());
    EXPECT_FALSE(platform.file_system.Exists(directory + "/f").value());
    EXPECT_EQ(Contents(platform.file_system, directory + "/g").value(), "bytes");
  });
}

TEST_P(FileSystemConformance, RenameReplacesAFile) {
  Run([](const Platform& platform, const std::string& directory) {
    ASSERT_TRUE(Create(platform.file_system, directory + "/f", "new").ok());
    ASSERT_TRUE(Create(platform.file_system, directory + "/g", "older").ok());
    ASSERT_TRUE(platform.file_system.Rename(directory + "/f", directory + "/g").ok());
    EXPECT_THAT(platform.file_system.List(directory).value(), ElementsAre("g"));
    EXPECT_EQ(Contents(platform.file_system, directory + "/g").value(), "new");
  });
}

TEST_P(FileSystemConformance, RenameMovesBetweenDirectories) {
  Run([](const Platform& platform, const std::string& directory) {
    ASSERT_TRUE(platform.file_system.CreateDirectory(directory + "/d").ok());
    ASSERT_TRUE(Create(platform.file_system, directory + "/f", "bytes").ok());
    ASSERT_TRUE(platform.file_system.Rename(directory + "/f", directory + "/d/g").ok());
    EXPECT_THAT(platform.file_system.List(directory).value(), ElementsAre("d"));
    EXPECT_EQ(Contents(platform.file_system, directory + "/d/g").value(), "bytes");
  });
}

TEST_P(FileSystemConformance, RenameOfWhatDoesNotExistIsNotFoundAndChangesNothing) {
  Run([](const Platform& platform, const std::string& directory) {
    ASSERT_TRUE(Create(platform.file_system, directory + "/g", "kept").ok());
    EXPECT_EQ(CodeOf(platform.file_system.Rename(directory + "/f", directory + "/g")), "NOT_FOUND");
    EXPECT_EQ(Contents(platform.file_system, directory + "/g").value(), "kept");
  });
}

TEST_P(FileSystemConformance, HardLinkNamesTheSameFile) {
  Run([](const Platform& platform, const std::string& directory) {
    ASSERT_TRUE(Create(platform.file_system, directory + "/f", "0123").ok());
    ASSERT_TRUE(platform.file_system.HardLink(directory + "/f", directory + "/g").ok());
    const auto file = platform.file_system.OpenPositional(directory + "/g");
    ASSERT_TRUE(file.ok()) << file.status();
    ASSERT_TRUE((*file)->Write(1, "x").ok());
    EXPECT_EQ(Contents(platform.file_system, directory + "/f").value(), "0x23");
  });
}

TEST_P(FileSystemConformance, HardLinkOutlivesTheFirstName) {
  Run([](const Platform& platform, const std::string& directory) {
    ASSERT_TRUE(Create(platform.file_system, directory + "/f", "bytes").ok());
    ASSERT_TRUE(platform.file_system.HardLink(directory + "/f", directory + "/g").ok());
    ASSERT_TRUE(platform.file_system.Remove(directory + "/f").ok());
    EXPECT_EQ(Contents(platform.file_system, directory + "/g").value(), "bytes");
  });
}

TEST_P(FileSystemConformance, HardLinkRefusesAnExistingName) {
  Run([](const Platform& platform, const std::string& directory) {
    ASSERT_TRUE(Create(platform.file_system, directory + "/f", "bytes").ok());
    ASSERT_TRUE(Create(platform.file_system, directory + "/g", "kept").ok());
    EXPECT_EQ(CodeOf(platform.file_system.HardLink(directory + "/f", directory + "/g")),
              "ALREADY_EXISTS");
    EXPECT_EQ(Contents(platform.file_system, directory + "/g").value(), "kept");
  });
}

TEST_P(FileSystemConformance, HardLinkOfWhatDoesNotExistIsNotFound) {
  Run([](const Platform& platform, const std::string& directory) {
    EXPECT_EQ(CodeOf(platform.file_system.HardLink(directory + "/f", directory + "/g")),
              "NOT_FOUND");
    EXPECT_FALSE(platform.file_system.Exists(directory + "/g").value());
  });
}

TEST_P(FileSystemConformance, RemoveTakesTheNameAway) {
  Run([](const Platform& platform, const std::string& directory) {
    ASSERT_TRUE(Create(platform.file_system, directory + "/f", "bytes").ok());
    ASSERT_TRUE(platform.file_system.Remove(directory + "/f").ok());
    EXPECT_FALSE(platform.file_system.Exists(directory + "/f").value());
    EXPECT_EQ(CodeOf(platform.file_system.OpenRandomAccess(directory + "/f").status()),
              "NOT_FOUND");
    EXPECT_EQ(CodeOf(platform.file_system.Remove(directory + "/f")), "NOT_FOUND");
  });
}

TEST_P(FileSystemConformance, RemovedNameMayBeUsedAgain) {
  Run([](const Platform& platform, const std::string& directory) {
    ASSERT_TRUE(Create(platform.file_system, directory + "/f", "first").ok());
    ASSERT_TRUE(platform.file_system.Remove(directory + "/f").ok());
    ASSERT_TRUE(Create(platform.file_system, directory + "/f", "2nd").ok());
    EXPECT_EQ(Contents(platform.file_system, directory + "/f").value(), "2nd");
  });
}

TEST_P(FileSystemConformance, RemoveLeavesOpenWritersTheirFile) {
  Run([](const Platform& platform, const std::string& directory) {
    const auto writer = platform.file_system.CreateAppend(directory + "/f");
    ASSERT_TRUE(writer.ok()) << writer.status();
    const auto reader = platform.file_system.OpenRandomAccess(directory + "/f");
    ASSERT_TRUE(reader.ok()) << reader.status();
    ASSERT_TRUE(platform.file_system.Remove(directory + "/f").ok());
    ASSERT_TRUE((*writer)->Append("unnamed").ok());
    EXPECT_EQ(Contents(**reader).value(), "unnamed");
    EXPECT_FALSE(platform.file_system.Exists(directory + "/f").value());
  });
}

TEST_P(FileSystemConformance, ListNamesEverythingInByteOrder) {
  Run([](const Platform& platform, const std::string& directory) {
    for (const char* name : {"b", "\xc3\xa4", "a.b", "B", "a", "000010.sst", ".hidden", "a-b"}) {
      ASSERT_TRUE(Create(platform.file_system, directory + "/" + name, "").ok()) << name;
    }
    ASSERT_TRUE(platform.file_system.CreateDirectory(directory + "/aa").ok());
    ASSERT_TRUE(Create(platform.file_system, directory + "/aa/below", "").ok());
    EXPECT_THAT(
        platform.file_system.List(directory).value(),
        ElementsAre(".hidden", "000010.sst", "B", "a", "a-b", "a.b", "aa", "b", "\xc3\xa4"));
  });
}

TEST_P(FileSystemConformance, ListOfAnEmptyDirectoryIsEmpty) {
  Run([](const Platform& platform, const std::string& directory) {
    EXPECT_THAT(platform.file_system.List(directory).value(), testing::IsEmpty());
  });
}

TEST_P(FileSystemConformance, ListOfAMissingDirectoryIsNotFound) {
  Run([](const Platform& platform, const std::string& directory) {
    EXPECT_EQ(CodeOf(platform.file_system.List(directory + "/d").status()), "NOT_FOUND");
  });
}

TEST_P(FileSystemConformance, CreateDirectoryMakesAnEmptyDirectory) {
  Run([](const Platform& platform, const std::string& directory) {
    ASSERT_TRUE(platform.file_system.CreateDirectory(directory + "/d").ok());
    EXPECT_TRUE(platform.file_system.Exists(directory + "/d").value());
    EXPECT_THAT(platform.file_system.List(directory + "/d").value(), testing::IsEmpty());
    EXPECT_TRUE(Create(platform.file_system, directory + "/d/f", "").ok());
  });
}

TEST_P(FileSystemConformance, CreateDirectorySucceedsWhereThereIsOne) {
  Run([](const Platform& platform, const std::string& directory) {
    ASSERT_TRUE(platform.file_system.CreateDirectory(directory + "/d").ok());
    ASSERT_TRUE(Create(platform.file_system, directory + "/d/f", "").ok());
    EXPECT_TRUE(platform.file_system.CreateDirectory(directory + "/d").ok());
    EXPECT_THAT(platform.file_system.List(directory + "/d").value(), ElementsAre("f"));
  });
}

TEST_P(FileSystemConformance, CreateDirectoryRefusesTheNameOfAFile) {
  Run([](const Platform& platform, const std::string& directory) {
    ASSERT_TRUE(Create(platform.file_system, directory + "/f", "kept").ok());
    EXPECT_EQ(CodeOf(platform.file_system.CreateDirectory(directory + "/f")), "ALREADY_EXISTS");
    EXPECT_EQ(Contents(platform.file_system, directory + "/f").value(), "kept");
  });
}

TEST_P(FileSystemConformance, CreateDirectoryNeedsItsParent) {
  Run([](const Platform& platform, const std::string& directory) {
    EXPECT_EQ(CodeOf(platform.file_system.CreateDirectory(directory + "/a/b")), "NOT_FOUND");
    EXPECT_FALSE(platform.file_system.Exists(directory + "/a").value());
  });
}

TEST_P(FileSystemConformance, SyncDirectoryKeepsTheNames) {
  Run([](const Platform& platform, const std::string& directory) {
    ASSERT_TRUE(Create(platform.file_system, directory + "/f", "").ok());
    EXPECT_TRUE(platform.file_system.SyncDirectory(directory).ok());
    EXPECT_TRUE(platform.file_system.SyncDirectory(directory).ok());
    EXPECT_THAT(platform.file_system.List(directory).value(), ElementsAre("f"));
  });
}

TEST_P(FileSystemConformance, SyncOfAMissingDirectoryIsNotFound) {
  Run([](const Platform& platform, const std::string& directory) {
    EXPECT_EQ(CodeOf(platform.file_system.SyncDirectory(directory + "/d")), "NOT_FOUND");
  });
}

TEST_P(FileSystemConformance, LockCreatesItsFile) {
  Run([](const Platform& platform, const std::string& directory) {
    const auto lock = platform.file_system.LockFile(directory + "/LOCK");
    ASSERT_TRUE(lock.ok()) << lock.status();
    EXPECT_TRUE(platform.file_system.Exists(directory + "/LOCK").value());
  });
}

TEST_P(FileSystemConformance, LockLeavesAnExistingFileAlone) {
  Run([](const Platform& platform, const std::string& directory) {
    ASSERT_TRUE(Create(platform.file_system, directory + "/LOCK", "kept").ok());
    EXPECT_TRUE(platform.file_system.LockFile(directory + "/LOCK").ok());
    EXPECT_EQ(Contents(platform.file_system, directory + "/LOCK").value(), "kept");
  });
}

TEST_P(FileSystemConformance, LockIsExclusiveWithinTheProcess) {
  Run([](const Platform& platform, const std::string& directory) {
    const auto lock = platform.file_system.LockFile(directory + "/LOCK");
    ASSERT_TRUE(lock.ok()) << lock.status();
    const auto again = platform.file_system.LockFile(directory + "/LOCK");
    EXPECT_EQ(CodeOf(again.status()), "FAILED_PRECONDITION");
    EXPECT_THAT(Message(again.status()), HasSubstr(directory + "/LOCK"));
    const auto task = platform.scheduler.Spawn("rival", [&] {
      EXPECT_EQ(CodeOf(platform.file_system.LockFile(directory + "/LOCK").status()),
                "FAILED_PRECONDITION");
    });
    task->Join();
  });
}

TEST_P(FileSystemConformance, RefusedLockDoesNotWeakenTheHeldOne) {
  Run([](const Platform& platform, const std::string& directory) {
    const auto lock = platform.file_system.LockFile(directory + "/LOCK");
    ASSERT_TRUE(lock.ok()) << lock.status();
    for (int i = 0; i < 3; ++i) {
      EXPECT_EQ(CodeOf(platform.file_system.LockFile(directory + "/LOCK").status()),
                "FAILED_PRECONDITION");
    }
  });
}

TEST_P(FileSystemConformance, LockIsFreeOnceDestroyed) {
  Run([](const Platform& platform, const std::string& directory) {
    for (int i = 0; i < 3; ++i) {
      EXPECT_TRUE(platform.file_system.LockFile(directory + "/LOCK").ok());
    }
  });
}

TEST_P(FileSystemConformance, LocksOfDifferentFilesAreIndependent) {
  Run([](const Platform& platform, const std::string& directory) {
    const auto one = platform.file_system.LockFile(directory + "/1");
    const auto two = platform.file_system.LockFile(directory + "/2");
    EXPECT_TRUE(one.ok()) << one.status();
    EXPECT_TRUE(two.ok()) << two.status();
  });
}

TEST_P(FileSystemConformance, ExistsSeesFilesAndDirectories) {
  Run([](const Platform& platform, const std::string& directory) {
    ASSERT_TRUE(Create(platform.file_system, directory + "/f", "").ok());
    EXPECT_TRUE(platform.file_system.Exists(directory).value());
    EXPECT_TRUE(platform.file_system.Exists(directory + "/f").value());
    EXPECT_FALSE(platform.file_system.Exists(directory + "/g").value());
    EXPECT_FALSE(platform.file_system.Exists(directory + "/d/f").value());
  });
}

TEST_P(FileSystemConformance, FreeSpaceIsKnown) {
  Run([](const Platform& platform, const std::string& directory) {
    const auto space = platform.file_system.FreeSpace(directory);
    ASSERT_TRUE(space.ok()) << space.status();
    EXPECT_GT(*space, 0u);
    EXPECT_LT(*space, uint64_t{1} << 60);
  });
}

}  // namespace
}  // namespace varve::conformance
