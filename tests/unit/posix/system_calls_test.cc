#include "engine/posix/system_calls.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

#include "engine/base/strings.h"
#include "tests/conformance/temporary_directory.h"

namespace varve::posix {
namespace {

using conformance::TemporaryDirectory;

bool IsOpen(int fd) { return ::fcntl(fd, F_GETFD) != -1; }

FileDescriptor OpenNull() { return OpenFile("/dev/null", O_RDONLY).value(); }

TEST(FileDescriptorTest, ClosesItself) {
  int number = -1;
  {
    const FileDescriptor fd = OpenNull();
    number = fd.get();
    EXPECT_TRUE(IsOpen(number));
  }
  EXPECT_FALSE(IsOpen(number));
}

TEST(FileDescriptorTest, MoveHandsTheDescriptorOver) {
  FileDescriptor from = OpenNull();
  const int number = from.get();
  {
    const FileDescriptor to = std::move(from);
    EXPECT_EQ(to.get(), number);
    EXPECT_TRUE(IsOpen(number));
  }
  EXPECT_FALSE(IsOpen(number));
}

TEST(FileDescriptorTest, AssignmentClosesTheFormerOneInTheEnd) {
  FileDescriptor target = OpenNull();
  const int former = target.get();
  {
    FileDescriptor source = OpenNull();
    target = std::move(source);
    EXPECT_NE(target.get(), former);
  }
  EXPECT_FALSE(IsOpen(former));
  EXPECT_TRUE(IsOpen(target.get()));
}

TEST(FileDescriptorTest, ReleaseGivesTheDescriptorAway) {
  int number = -1;
  {
    FileDescriptor fd = OpenNull();
    number = fd.Release();
    EXPECT_EQ(fd.get(), -1);
  }
  EXPECT_TRUE(IsOpen(number));
  ::close(number);
}

TEST(RetryInterruptedTest, CallsAgainUntilNoSignalInterferes) {
  int calls = 0;
  const int result = RetryInterrupted([&] {
    if (++calls == 4) return 42;
    errno = EINTR;
    return -1;
  });
  EXPECT_EQ(result, 42);
  EXPECT_EQ(calls, 4);
}

TEST(RetryInterruptedTest, ReturnsOtherErrorsAtOnce) {
  int calls = 0;
  const int result = RetryInterrupted([&] {
    ++calls;
    errno = EIO;
    return -1;
  });
  EXPECT_EQ(result, -1);
  EXPECT_EQ(calls, 1);
}

TEST(ErrnoStatusTest, CodesAreThoseOfTheInterface) {
  const auto code = [](int error) { return ErrnoStatus("p", "c", error).code(); };
  EXPECT_EQ(code(ENOENT), absl::StatusCode::kNotFound);
  EXPECT_EQ(code(EEXIST), absl::StatusCode::kAlreadyExists);
  for (const int error : {ENOSPC, EDQUOT, EMFILE, ENFILE}) {
    EXPECT_EQ(code(error), absl::StatusCode::kResourceExhausted) << error;
  }
  for (const int error : {EIO, EACCES, EROFS, EFBIG, EINVAL, ENOTDIR, ENOMEM, ESTALE}) {
    EXPECT_EQ(code(error), absl::StatusCode::kUnavailable) << error;
  }
}

TEST(ErrnoStatusTest, MessageNamesPathCallAndReason) {
  EXPECT_EQ(FromAbsl(ErrnoStatus("/db/CURRENT", "open", ENOENT).message()),
            "/db/CURRENT: open: No such file or directory");
}

TEST(ErrnoStatusTest, IndeterminateIsUnavailableWhateverTheReason) {
  for (const int error : {ENOSPC, ENOENT, EEXIST, EIO}) {
    EXPECT_EQ(IndeterminateStatus("p", "fdatasync", error).code(), absl::StatusCode::kUnavailable);
  }
  EXPECT_EQ(FromAbsl(IndeterminateStatus("p", "fdatasync", ENOSPC).message()),
            "p: fdatasync: No space left on device");
}

TEST(OpenFileTest, DescriptorIsClosedOnExec) {
  const FileDescriptor fd = OpenNull();
  EXPECT_NE(::fcntl(fd.get(), F_GETFD) & FD_CLOEXEC, 0);
}

TEST(OpenFileTest, NewFileIsWritableByItsOwnerOnly) {
  const TemporaryDirectory directory;
  ASSERT_TRUE(OpenFile(directory / "f", O_WRONLY | O_CREAT).ok());
  struct stat attributes {};
  ASSERT_EQ(::stat((directory / "f").c_str(), &attributes), 0);
  EXPECT_EQ(attributes.st_mode & 0133, 0u);
  EXPECT_EQ(attributes.st_mode & 0600, 0600u);
}

TEST(WriteAtTest, WritesAtTheOffset) {
  const TemporaryDirectory directory;
  const auto fd = OpenFile(directory / "f", O_RDWR | O_CREAT);
  ASSERT_TRUE(fd.ok()) << fd.status();
  const WriteResult result = WriteAt(*fd, "f", 3, "abc");
  EXPECT_TRUE(result.status.ok()) << result.status;
  EXPECT_EQ(result.written, 3u);
  std::array<char, 8> bytes{};
  EXPECT_EQ(::pread(fd->get(), bytes.data(), bytes.size(), 0), 6);
  EXPECT_EQ(std::string_view(bytes.data(), 6), std::string_view("\0\0\0abc", 6));
}

TEST(WriteAtTest, ReportsAnErrorWithWhatWasWritten) {
  const auto fd = OpenFile("/dev/full", O_WRONLY);
  ASSERT_TRUE(fd.ok()) << fd.status();
  const WriteResult result = WriteAt(*fd, "/dev/full", 0, "abc");
  EXPECT_EQ(FromAbsl(result.status.message()), "/dev/full: pwrite: No space left on device");
  EXPECT_EQ(result.status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(result.written, 0u);
}

TEST(SyncDataTest, RefusalIsIndeterminate) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const FileDescriptor read_end(ends[0]);
  const FileDescriptor write_end(ends[1]);
  const absl::Status status = SyncData(write_end, "pipe");  // which has nothing to sync to
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(FromAbsl(status.message()), "pipe: fdatasync: Invalid argument");
}

}  // namespace
}  // namespace varve::posix
