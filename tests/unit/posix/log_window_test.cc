// What the conformance suite cannot show of log windows: kill -9, full disks, failed syncs.
#include "engine/posix/log_window.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>

#include "engine/base/strings.h"
#include "engine/posix/file_system.h"
#include "tests/conformance/file_helpers.h"
#include "tests/conformance/temporary_directory.h"
#include "tests/unit/posix/child_process.h"

namespace varve::posix {
namespace {

using conformance::CodeOf;
using conformance::CommitBytes;
using conformance::Contents;
using conformance::TemporaryDirectory;

constexpr uint64_t kCapacity = uint64_t{4} << 20;

// Record `i` of a log that any process can write or check; none contains a zero.
std::string Record(uint64_t i) {
  std::string record(1 + i * 37 % 300, '\0');
  for (size_t j = 0; j < record.size(); ++j) record[j] = static_cast<char>(1 + (i * 7 + j) % 255);
  return record;
}

// Commits records to a new window at `path` and reports the committed offset after each, for ever.
void CommitForEver(const std::string& path, const std::function<void(uint64_t)>& report) {
  auto window = PosixLogWindow::Create(path, kCapacity);
  if (!window.ok()) return;
  for (uint64_t i = 0; CommitBytes(**window, Record(i)).ok(); ++i) report((*window)->committed());
  for (;;) ::pause();
}

// How many whole records `log` begins with; `*end` is where the last of them ends.
uint64_t WholeRecords(std::string_view log, uint64_t* end) {
  *end = 0;
  uint64_t i = 0;
  for (; log.substr(*end).starts_with(Record(i)); ++i) *end += Record(i).size();
  return i;
}

// Bytes of the file at `path` that this process has pages for in its mappings.
uint64_t MappedBytes(const std::string& path) {
  std::ifstream smaps("/proc/self/smaps");
  bool inside = false;
  uint64_t kibibytes = 0;
  for (std::string line; std::getline(smaps, line);) {
    if (line.find('-') < line.find(' ')) inside = line.ends_with(path);
    if (inside && line.starts_with("Rss:")) kibibytes += std::stoull(line.substr(4));
  }
  return kibibytes << 10;
}

TEST(PosixLogWindowTest, AcknowledgedCommitsSurviveKill9) {
  const TemporaryDirectory directory;
  PosixFileSystem files;
  for (const uint64_t reports : {1, 100, 5000}) {
    const std::string path = directory / ("log" + std::to_string(reports));
    Reporter committer([&](const auto& report) { CommitForEver(path, report); });
    uint64_t acknowledged = 0;
    for (uint64_t i = 0; i < reports; ++i) ASSERT_TRUE(committer.Next(&acknowledged)) << i;
    committer.Kill();
    while (committer.Next(&acknowledged)) {  // what it reported before it died counts too
    }
    uint64_t end = 0;
    const std::string log = Contents(files, path).value();
    EXPECT_EQ(log.size(), kCapacity);
    EXPECT_GE(WholeRecords(log, &end), reports);
    EXPECT_GE(end, acknowledged) << "bytes that were committed are gone";
    // A commit or two may have got no report; what is left then is at most one torn record.
    EXPECT_EQ(log.find_first_not_of('\0', end + 301), std::string::npos);
  }
}

TEST(PosixLogWindowTest, CommitsAfterASyncSurviveKill9Too) {
  const TemporaryDirectory directory;
  PosixFileSystem files;
  Reporter committer([&](const std::function<void(uint64_t)>& report) {
    auto window = PosixLogWindow::Create(directory / "log", kCapacity);
    for (uint64_t i = 0; i < 20; ++i) {
      if (!CommitBytes(**window, Record(i)).ok() || !(*window)->Sync().ok()) return;
    }
    if (CommitBytes(**window, Record(20)).ok()) report((*window)->committed());
    for (;;) ::pause();
  });
  uint64_t acknowledged = 0;
  ASSERT_TRUE(committer.Next(&acknowledged));
  committer.Kill();
  uint64_t end = 0;
  EXPECT_EQ(WholeRecords(Contents(files, directory / "log").value(), &end), 21u);
  EXPECT_EQ(end, acknowledged);
}

TEST(PosixLogWindowTest, OnlyTheEndOfWhatIsCommittedStaysMapped) {
  const TemporaryDirectory directory;
  PosixFileSystem files;
  const auto window = PosixLogWindow::Create(directory / "w", kCapacity);
  ASSERT_TRUE(window.ok()) << window.status();
  uint64_t i = 0;
  while (CommitBytes(**window, Record(i)).ok()) ++i;
  EXPECT_GT(MappedBytes(directory / "w"), 0u);
  EXPECT_LE(MappedBytes(directory / "w"), uint64_t{256} << 10);
  uint64_t end = 0;
  EXPECT_EQ(WholeRecords(Contents(files, directory / "w").value(), &end), i);
  EXPECT_EQ(end, (*window)->committed());
}

TEST(PosixLogWindowTest, RecordsOfManyPagesAreKept) {
  const TemporaryDirectory directory;
  PosixFileSystem files;
  std::string all;
  const auto window = PosixLogWindow::Create(directory / "w", kCapacity);
  ASSERT_TRUE(window.ok()) << window.status();
  for (const size_t bytes : {1, 65535, 65536, 300000, 5, 1000000, 131072}) {
    const std::string record(bytes, static_cast<char>('a' + all.size() % 26));
    ASSERT_TRUE(CommitBytes(**window, record).ok());
    ASSERT_TRUE((*window)->Sync().ok());
    all += record;
  }
  EXPECT_EQ(Contents(files, directory / "w").value().substr(0, all.size() + 1), all + '\0');
}

TEST(PosixLogWindowTest, ImpossibleCapacitiesAreInvalid) {
  const TemporaryDirectory directory;
  PosixFileSystem files;
  for (const uint64_t capacity : {uint64_t{0}, uint64_t{1} << 63, ~uint64_t{0}}) {
    EXPECT_EQ(CodeOf(PosixLogWindow::Create(directory / "w", capacity).status()),
              "INVALID_ARGUMENT");
  }
  EXPECT_FALSE(files.Exists(directory / "w").value());
}

TEST(PosixLogWindowTest, SpaceIsAllocatedBeforeTheFirstStore) {
  const TemporaryDirectory directory;
  const auto window = PosixLogWindow::Create(directory / "w", kCapacity);
  ASSERT_TRUE(window.ok()) << window.status();
  struct stat attributes {};
  ASSERT_EQ(::stat((directory / "w").c_str(), &attributes), 0);
  EXPECT_GE(static_cast<uint64_t>(attributes.st_blocks) * 512, kCapacity) << "a sparse file";
}

TEST(PosixLogWindowTest, FailedAllocationLeavesNoFileBehind) {
  const TemporaryDirectory directory;
  InChild([&] {
    PosixFileSystem files;
    FailSystemCall(SYS_fallocate, ENOSPC);
    const absl::Status status = PosixLogWindow::Create(directory / "w", kCapacity).status();
    EXPECT_EQ(CodeOf(status), "RESOURCE_EXHAUSTED");
    EXPECT_EQ(FromAbsl(status.message()),
              (directory / "w") + ": posix_fallocate: No space left on device");
    EXPECT_FALSE(files.Exists(directory / "w").value());
  });
}

TEST(PosixLogWindowTest, DoomedAllocationIsNotTried) {
  const TemporaryDirectory directory;
  InChild([&] {
    PosixFileSystem files;
    const uint64_t too_much = files.FreeSpace(directory.path()).value() + (uint64_t{1} << 42);
    FailSystemCall(SYS_fallocate, EIO);
    EXPECT_EQ(CodeOf(PosixLogWindow::Create(directory / "w", too_much).status()),
              "RESOURCE_EXHAUSTED");
  });
}

TEST(PosixLogWindowTest, DeviceErrorOfASyncIsFinal) {
  const TemporaryDirectory directory;
  InChild([&] {
    auto window = PosixLogWindow::Create(directory / "w", kCapacity);
    ASSERT_TRUE(window.ok()) << window.status();
    ASSERT_TRUE(CommitBytes(**window, "synced").ok());
    EXPECT_EQ((*window)->Sync().value(), 6u);
    FailSystemCall(SYS_fdatasync, EIO);
    ASSERT_TRUE(CommitBytes(**window, "not synced").ok());
    const absl::Status failure = (*window)->Sync().status();
    EXPECT_EQ(FromAbsl(failure.message()), (directory / "w") + ": fdatasync: Input/output error");
    EXPECT_EQ(CommitBytes(**window, "refused"), failure);
    EXPECT_EQ((*window)->committed(), 16u);
  });
}

// A window whose file can be written to and not synced.
class UnsyncableWindowTest : public testing::Test {
 protected:
  UnsyncableWindowTest() {
    int ends[2] = {-1, -1};
    EXPECT_EQ(::pipe(ends), 0);
    read_end_ = FileDescriptor(ends[0]);
    void* const base =
        ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    EXPECT_NE(base, MAP_FAILED);
    window_ = std::make_unique<PosixLogWindow>("log", FileDescriptor(ends[1]),
                                               std::span<char>(static_cast<char*>(base), 4096));
  }

  FileDescriptor read_end_;
  std::unique_ptr<PosixLogWindow> window_;
};

TEST_F(UnsyncableWindowTest, FailedSyncIsFinal) {
  ASSERT_TRUE(CommitBytes(*window_, "before").ok());
  const absl::Status failure = window_->Sync().status();
  ASSERT_EQ(CodeOf(failure), "UNAVAILABLE");
  EXPECT_EQ(window_->Sync().status(), failure);
  EXPECT_EQ(CommitBytes(*window_, "after"), failure);
  EXPECT_EQ(window_->committed(), 6u);
  EXPECT_EQ(window_->Sync().status(), failure);
}

TEST_F(UnsyncableWindowTest, ReservationMadeBeforeAFailedSyncCannotBeCommitted) {
  ASSERT_TRUE(window_->Reserve(10).ok());
  const absl::Status failure = window_->Sync().status();
  ASSERT_FALSE(failure.ok());
  EXPECT_EQ(window_->Commit(10), failure);
  EXPECT_EQ(window_->committed(), 0u);
}

TEST(PosixLogWindowDeathTest, CommitBeyondItsReservationIsABug) {
  const TemporaryDirectory directory;
  auto window = PosixLogWindow::Create(directory / "w", kCapacity);
  ASSERT_TRUE(window.ok()) << window.status();
  ASSERT_TRUE((*window)->Reserve(10).ok());
  EXPECT_DEATH({ const absl::Status ignored = (*window)->Commit(11); },
               "a commit lies within its reservation");
}

}  // namespace
}  // namespace varve::posix
