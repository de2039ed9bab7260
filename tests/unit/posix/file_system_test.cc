// What the conformance suite cannot show of the filesystem: other processes, symbolic links,
// limits.
#include "engine/posix/file_system.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "engine/base/strings.h"
#include "tests/conformance/file_helpers.h"
#include "tests/conformance/temporary_directory.h"
#include "tests/unit/posix/child_process.h"

namespace varve::posix {
namespace {

using conformance::CodeOf;
using conformance::Create;
using conformance::TemporaryDirectory;

TEST(PosixFileSystemTest, LockIsExclusiveBetweenObjects) {
  const TemporaryDirectory directory;
  PosixFileSystem one, two;
  const auto lock = one.LockFile(directory / "LOCK");
  ASSERT_TRUE(lock.ok()) << lock.status();
  EXPECT_EQ(CodeOf(two.LockFile(directory / "LOCK").status()), "FAILED_PRECONDITION");
}

TEST(PosixFileSystemTest, LockIsExclusiveBetweenProcesses) {
  const TemporaryDirectory directory;
  PosixFileSystem files;
  Reporter holder([&](const std::function<void(uint64_t)>& report) {
    const auto lock = files.LockFile(directory / "LOCK");
    report(lock.ok() ? 1 : 0);
    for (;;) ::pause();
  });
  uint64_t locked = 0;
  ASSERT_TRUE(holder.Next(&locked));
  ASSERT_EQ(locked, 1u);
  EXPECT_EQ(CodeOf(files.LockFile(directory / "LOCK").status()), "FAILED_PRECONDITION");
  holder.Kill();
  EXPECT_TRUE(files.LockFile(directory / "LOCK").ok()) << "the lock outlived its process";
}

TEST(PosixFileSystemTest, LockIsFreeOnceDestroyedThoughAForkedChildLives) {
  const TemporaryDirectory directory;
  PosixFileSystem files;
  auto lock = files.LockFile(directory / "LOCK");
  ASSERT_TRUE(lock.ok()) << lock.status();
  Reporter heir([&](const std::function<void(uint64_t)>& report) {
    report(1);
    for (;;) ::pause();
  });
  uint64_t alive = 0;
  ASSERT_TRUE(heir.Next(&alive));
  lock->reset();
  EXPECT_TRUE(files.LockFile(directory / "LOCK").ok());
}

TEST(PosixFileSystemTest, RunningOutOfDescriptorsIsResourceExhausted) {
  const TemporaryDirectory directory;
  InChild([&] {
    PosixFileSystem files;
    const auto open_everything = [&](const std::string& expected) {
      EXPECT_EQ(CodeOf(files.CreateAppend(directory / ("new" + expected)).status()), expected);
      EXPECT_EQ(CodeOf(files.OpenRandomAccess(directory / "newOK").status()), expected);
      EXPECT_EQ(CodeOf(files.List(directory.path()).status()), expected);
    };
    // Each path is taken once before: UndefinedBehaviorSanitizer opens a pipe when it first meets a
    // virtual call, and takes the lack of descriptors for a lack of an object.
    open_everything("OK");
    EXPECT_EQ(CodeOf(files.OpenRandomAccess(directory / "missing").status()), "NOT_FOUND");
    const rlimit none{0, 0};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
    open_everything("RESOURCE_EXHAUSTED");
  });
  EXPECT_FALSE(PosixFileSystem().Exists(directory / "newRESOURCE_EXHAUSTED").value());
}

TEST(PosixFileSystemTest, PathThroughAFileIsUnavailableAndSaysWhy) {
  const TemporaryDirectory directory;
  PosixFileSystem files;
  ASSERT_TRUE(Create(files, directory / "f", "").ok());
  const absl::Status status = files.CreateAppend(directory / "f/g").status();
  EXPECT_EQ(CodeOf(status), "UNAVAILABLE");
  EXPECT_EQ(FromAbsl(status.message()), (directory / "f/g") + ": open: Not a directory");
  EXPECT_EQ(CodeOf(files.List(directory / "f").status()), "UNAVAILABLE");
  EXPECT_EQ(CodeOf(files.SyncDirectory(directory / "f")), "UNAVAILABLE");
  EXPECT_FALSE(files.Exists(directory / "f/g").value());
}

TEST(PosixFileSystemTest, RenameErrorNamesBothPaths) {
  const TemporaryDirectory directory;
  PosixFileSystem files;
  EXPECT_EQ(FromAbsl(files.Rename(directory / "f", directory / "g").message()),
            (directory / "f") + " -> " + (directory / "g") + ": rename: No such file or directory");
}

TEST(PosixFileSystemTest, DanglingSymbolicLinkIsAName) {
  const TemporaryDirectory directory;
  PosixFileSystem files;
  ASSERT_EQ(::symlink("nowhere", (directory / "link").c_str()), 0);
  EXPECT_TRUE(files.Exists(directory / "link").value());
  EXPECT_EQ(CodeOf(files.CreateAppend(directory / "link").status()), "ALREADY_EXISTS");
  EXPECT_EQ(CodeOf(files.OpenRandomAccess(directory / "link").status()), "NOT_FOUND");
  EXPECT_FALSE(files.Exists(directory / "nowhere").value());
}

TEST(PosixFileSystemTest, DirectoryMayBeReachedThroughASymbolicLink) {
  const TemporaryDirectory directory;
  PosixFileSystem files;
  ASSERT_TRUE(files.CreateDirectory(directory / "d").ok());
  ASSERT_EQ(::symlink("d", (directory / "link").c_str()), 0);
  EXPECT_TRUE(files.CreateDirectory(directory / "link").ok());
  EXPECT_TRUE(files.SyncDirectory(directory / "link").ok());
  EXPECT_TRUE(Create(files, directory / "link/f", "").ok());
  EXPECT_TRUE(files.Exists(directory / "d/f").value());
}

TEST(PosixFileSystemTest, FreeSpaceOfAMissingPathIsNotFound) {
  const TemporaryDirectory directory;
  PosixFileSystem files;
  EXPECT_EQ(CodeOf(files.FreeSpace(directory / "missing").status()), "NOT_FOUND");
}

TEST(PosixFileSystemTest, FreeSpaceIsInBytesAndForEverybody) {
  const TemporaryDirectory directory;
  PosixFileSystem files;
  const auto ours = static_cast<double>(files.FreeSpace(directory.path()).value());
  const auto theirs = static_cast<double>(std::filesystem::space(directory.path()).available);
  EXPECT_NEAR(ours, theirs, theirs / 2);  // other processes allocate and free in between
}

TEST(PosixFileSystemTest, FailedDirectorySyncIsUnavailable) {
  const TemporaryDirectory directory;
  InChild([&] {
    PosixFileSystem files;
    FailSystemCall(SYS_fsync, EIO);
    const absl::Status status = files.SyncDirectory(directory.path());
    EXPECT_EQ(CodeOf(status), "UNAVAILABLE");
    EXPECT_EQ(FromAbsl(status.message()), directory.path() + ": fsync: Input/output error");
  });
}

}  // namespace
}  // namespace varve::posix
