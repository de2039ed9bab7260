// What the conformance suite cannot show of files: errors of the operating system.
#include "engine/posix/files.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

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

constexpr uint64_t kTinyBytes = 65536;

// No file of this process grows beyond `bytes` from now on; a write that reaches the limit is cut
// short there, and the next one fails.
void LimitFileSize(rlim_t bytes) {
  ::signal(SIGXFSZ, SIG_IGN);
  const rlimit limit{bytes, bytes};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
}

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
  const bool ran = OnTinyFileSystem(kTinyBytes, [](const std::string& directory) {
    PosixFileSystem files;
    const auto file = files.CreateAppend(directory + "/f");
    ASSERT_TRUE(file.ok()) << file.status();
    ASSERT_TRUE((*file)->Append("ab").ok());
    const absl::Status status = (*file)->Append(std::string(2 * kTinyBytes, 'x'));
    EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
    EXPECT_EQ(Contents(files, directory + "/f").value(), "ab");
    EXPECT_TRUE((*file)->Append("cd").ok());
    EXPECT_EQ(Contents(files, directory + "/f").value(), "abcd");
  });
  if (!ran) GTEST_SKIP() << "this machine lets no test mount a filesystem";
}

TEST(PosixFilesTest, OverwriteThatFindsRoomForAPartIsIndeterminate) {
  const bool ran = OnTinyFileSystem(kTinyBytes, [](const std::string& directory) {
    PosixFileSystem files;
    ASSERT_TRUE(Create(files, directory + "/f", "ab").ok());
    const auto file = files.OpenPositional(directory + "/f");
    ASSERT_TRUE(file.ok()) << file.status();
    const absl::Status status = (*file)->Write(0, std::string(2 * kTinyBytes, 'x'));
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
    EXPECT_GT(Contents(files, directory + "/f").value().size(), 2u);
  });
  if (!ran) GTEST_SKIP() << "this machine lets no test mount a filesystem";
}

}  // namespace
}  // namespace varve::posix
