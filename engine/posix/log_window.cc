#include "engine/posix/log_window.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "engine/base/status.h"

namespace varve::posix {
namespace {

// Whether the filesystem has `capacity` bytes left, going by its own account. Asked first because a
// doomed allocation takes all the space there is before it fails, and for that moment every other
// writer of the filesystem fails too. An answer of "yes" promises nothing.
bool MayHaveRoom(const FileDescriptor& fd, uint64_t capacity) {
  struct statvfs space {};
  if (::fstatvfs(fd.get(), &space) != 0 || space.f_blocks == 0) return true;  // it does not say
  const uint64_t block = space.f_frsize;
  return capacity / block <= space.f_bfree;
}

absl::Status Allocate(const FileDescriptor& fd, const std::string& path, uint64_t capacity) {
  if (!MayHaveRoom(fd, capacity)) return ErrnoStatus(path, "posix_fallocate", ENOSPC);
  int error = EINTR;
  while (error == EINTR) {
    error = ::posix_fallocate(fd.get(), 0, static_cast<off_t>(capacity));  // errno is not set
  }
  return error == 0 ? absl::OkStatus() : ErrnoStatus(path, "posix_fallocate", error);
}

absl::StatusOr<std::span<char>> Map(const FileDescriptor& fd, const std::string& path,
                                    uint64_t capacity) {
  void* const base = ::mmap(nullptr, capacity, PROT_READ | PROT_WRITE, MAP_SHARED, fd.get(), 0);
  if (base == MAP_FAILED) return IndeterminateStatus(path, "mmap", errno);
  return std::span<char>(static_cast<char*>(base), capacity);
}

// Brought at once ahead of the reservations, and unmapped at once behind the commits; whole pages,
// however large a machine has them.
constexpr uint64_t kSlideBytes = uint64_t{64} << 10;

// Removes the file of a creation that failed with `reason`: an allocation leaves what it got.
absl::Status Abandon(const std::string& path, const absl::Status& reason) {
  if (::unlink(path.c_str()) == 0) return reason;
  return absl::UnavailableError(absl::StrCat(reason.message(), "; then ",
                                             IndeterminateStatus(path, "unlink", errno).message()));
}

}  // namespace

absl::StatusOr<std::unique_ptr<LogWindow>> PosixLogWindow::Create(const std::string& path,
                                                                  uint64_t capacity) {
  if (capacity == 0 || capacity > static_cast<uint64_t>(std::numeric_limits<off_t>::max())) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": a log window cannot have ", capacity, " bytes"));
  }
  VARVE_ASSIGN_OR_RETURN(FileDescriptor fd, OpenFile(path, O_RDWR | O_CREAT | O_EXCL));
  if (absl::Status allocated = Allocate(fd, path, capacity); !allocated.ok()) {
    return Abandon(path, allocated);
  }
  absl::StatusOr<std::span<char>> mapping = Map(fd, path, capacity);
  if (!mapping.ok()) return Abandon(path, mapping.status());
  return std::make_unique<PosixLogWindow>(path, std::move(fd), *mapping);
}

PosixLogWindow::PosixLogWindow(std::string path, FileDescriptor fd, std::span<char> mapping)
    : path_(std::move(path)), fd_(std::move(fd)), mapping_(mapping) {}

PosixLogWindow::~PosixLogWindow() { ::munmap(mapping_.data(), mapping_.size()); }

uint64_t PosixLogWindow::committed() const { return committed_.Load(std::memory_order_acquire); }

absl::StatusOr<std::span<char>> PosixLogWindow::Reserve(size_t size) {
  const uint64_t begin = committed_.Load(std::memory_order_relaxed);
  const uint64_t left = mapping_.size() - begin;
  if (size > left) {
    return absl::ResourceExhaustedError(
        absl::StrCat(path_, ": log window has ", left, " bytes left of the ", size, " asked for"));
  }
  if (begin + size > populated_) Slide(begin + size);
  reserved_ = size;
  return mapping_.subspan(begin, size);
}

void PosixLogWindow::Slide(uint64_t end) {
  const uint64_t through =
      std::min<uint64_t>(mapping_.size(), (end + kSlideBytes - 1) / kSlideBytes * kSlideBytes);
  const uint64_t behind = committed_.Load(std::memory_order_relaxed) / kSlideBytes * kSlideBytes;
  // Both are only hints. What was stored into a page stays in the file's page when it is unmapped.
  if (behind > released_) {
    (void)::madvise(mapping_.data() + released_, behind - released_, MADV_DONTNEED);
    released_ = behind;
  }
#ifdef MADV_POPULATE_WRITE
  // Where the kernel does not know it, the stores fault the pages in.
  (void)::madvise(mapping_.data() + populated_, through - populated_, MADV_POPULATE_WRITE);
#endif
  populated_ = through;
}

absl::Status PosixLogWindow::Commit(size_t size) {
  VARVE_CHECK(size <= reserved_, "a commit lies within its reservation");
  if (failed_.Load(std::memory_order_acquire)) return failure_;
  reserved_ = 0;
  committed_.Store(committed_.Load(std::memory_order_relaxed) + size, std::memory_order_release);
  return absl::OkStatus();
}

absl::StatusOr<uint64_t> PosixLogWindow::Sync() {
  const std::lock_guard<std::mutex> lock(sync_mutex_);
  if (failed_.Load(std::memory_order_acquire)) return failure_;
  const uint64_t covered = committed_.Load(std::memory_order_acquire);
  if (absl::Status synced = SyncData(fd_, path_); !synced.ok()) {
    failure_ = synced;
    failed_.Store(true, std::memory_order_release);
    return synced;
  }
  return covered;
}

}  // namespace varve::posix
