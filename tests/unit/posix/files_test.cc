// What the conformance suite cannot show of files: errors of the operating system.
#include "engine/posix/files.h"

#include <gtest/gtest.h>
#include <sys/syscall.h>

#include <cerrno>

#include "engine/base/strings.h"
#include "engine/posix/file_system.h"
#include "tests/conformance/file_helpers.h"
#include "tests/conformance/temporary_directory.h"
#include "tests/unit/posix/child_process.h"

namespace varve::posix {
namespace {

using conformance::Contents;
using conformance::Create;
using conformance::TemporaryDirectory;

TEST(PosixFilesTest, ReadErrorIsUnavailable) {
  PosixFileSystem files;
  const TemporaryDirectory directory;
  const auto file = files.OpenRandomAccess(directory.path());  // can be opened, but not read
  ASSERT_TRUE(file.ok()) << file.status();
  char byte = 0;
  const auto read = (*file)->Read(0, {&byte, 1});
  EXPECT_EQ(read.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(FromAbsl(read.status().message()), directory.path() + ": pread: Is a directory");
}

TEST(PosixFilesTest, WriteToAFullDeviceIsResourceExhausted) {
  PosixFileSystem files;
  const auto file = files.OpenPositional("/dev/full");
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ((*file)->Write(0, "abc").code(), absl::StatusCode::kResourceExhausted);
}

TEST(PosixFilesTest, TruncateErrorIsUnavailable) {
  PosixFileSystem files;
  const auto file = files.OpenPositional("/dev/null");
  ASSERT_TRUE(file.ok()) << file.status();
  const absl::Status status = (*file)->Truncate(0);
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(FromAbsl(status.message()), "/dev/null: ftruncate: Invalid argument");
}

TEST(PosixFilesTest, AppendContinuesAfterThePrefixThatAnErrorLeft) {
  const TemporaryDirectory directory;
  InChild([&] {
    PosixFileSystem files;
    const auto file = files.CreateAppend(directory / "f");
    ASSERT_TRUE(file.ok()) << file.status();
    ASSERT_TRUE((*file)->Append("ab").ok());
    LimitFileSize(5);
    EXPECT_EQ((*file)->Append("cdefgh").code(), absl::StatusCode::kUnavailable);
    EXPECT_EQ(Contents(files, directory / "f").value(), "abcde");
    EXPECT_TRUE((*file)->Append("").ok());
    EXPECT_EQ((*file)->Append("z").code(), absl::StatusCode::kUnavailable);
    EXPECT_EQ(Contents(files, directory / "f").value(), "abcde");
  });
}

TEST(PosixFilesTest, AppendThatFindsNoRoomLeavesTheFileAsItWas) {
  const TemporaryDirectory directory;
  InChild([&] {
    PosixFileSystem files;
    const auto file = files.CreateAppend(directory / "f");
    ASSERT_TRUE(file.ok()) << file.status();
    ASSERT_TRUE((*file)->Append("ab").ok());
    LimitFileSize(5);
    FailSystemCall(SYS_pwrite64, ENOSPC, 5);
    EXPECT_EQ((*file)->Append("cdefgh").code(), absl::StatusCode::kResourceExhausted);
    EXPECT_EQ(Contents(files, directory / "f").value(), "ab");
    EXPECT_TRUE((*file)->Append("cd").ok());
    EXPECT_EQ(Contents(files, directory / "f").value(), "abcd");
  });
}

TEST(PosixFilesTest, AppendThatFindsNoRoomAndCannotBeUndoneIsIndeterminate) {
  const TemporaryDirectory directory;
  InChild([&] {
    PosixFileSystem files;
    const auto file = files.CreateAppend(directory / "f");
    ASSERT_TRUE(file.ok()) << file.status();
    LimitFileSize(3);
    FailSystemCall(SYS_pwrite64, ENOSPC, 3);
    FailSystemCall(SYS_ftruncate, EIO);
    EXPECT_EQ((*file)->Append("abcdef").code(), absl::StatusCode::kUnavailable);
    EXPECT_EQ(Contents(files, directory / "f").value(), "abc");
  });
}

TEST(PosixFilesTest, OverwriteThatFindsNoRoomAtAllIsResourceExhausted) {
  const TemporaryDirectory directory;
  InChild([&] {
    PosixFileSystem files;
    ASSERT_TRUE(Create(files, directory / "f", "ab").ok());
    const auto file = files.OpenPositional(directory / "f");
    ASSERT_TRUE(file.ok()) << file.status();
    FailSystemCall(SYS_pwrite64, ENOSPC);
    EXPECT_EQ((*file)->Write(0, "xyz").code(), absl::StatusCode::kResourceExhausted);
    EXPECT_EQ(Contents(files, directory / "f").value(), "ab");
  });
}

TEST(PosixFilesTest, OverwriteThatFindsRoomForAPartIsIndeterminate) {
  const TemporaryDirectory directory;
  InChild([&] {
    PosixFileSystem files;
    ASSERT_TRUE(Create(files, directory / "f", "ab").ok());
    const auto file = files.OpenPositional(directory / "f");
    ASSERT_TRUE(file.ok()) << file.status();
    LimitFileSize(5);
    FailSystemCall(SYS_pwrite64, ENOSPC, 5);
    EXPECT_EQ((*file)->Write(0, "uvwxyz").code(), absl::StatusCode::kUnavailable);
    EXPECT_EQ(Contents(files, directory / "f").value(), "uvwxy");
  });
}

TEST(PosixFilesTest, SyncThatFindsNoRoomIsIndeterminate) {
  const TemporaryDirectory directory;
  InChild([&] {
    PosixFileSystem files;
    const auto file = files.CreateAppend(directory / "f");
    ASSERT_TRUE(file.ok()) << file.status();
    ASSERT_TRUE((*file)->Append("ab").ok());
    FailSystemCall(SYS_fdatasync, ENOSPC);
    EXPECT_EQ((*file)->Sync().code(), absl::StatusCode::kUnavailable);
  });
}

}  // namespace
}  // namespace varve::posix
