#include "engine/posix/files.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <limits>

#include "engine/base/strings.h"

namespace varve::posix {
namespace {

constexpr uint64_t kMaxOffset = std::numeric_limits<off_t>::max();

}  // namespace

absl::StatusOr<size_t> PosixRandomAccessFile::Read(uint64_t offset, std::span<char> out) const {
  // No file reaches beyond the largest offset, so a read there ends early like any read at the end;
  // offsets come from bytes on disk, and the system call would take such a one for negative.
  const uint64_t room = kMaxOffset - std::min(offset, kMaxOffset);
  const size_t wanted = std::min<uint64_t>(out.size(), room);
  size_t got = 0;
  while (got < wanted) {
    const ssize_t count = RetryInterrupted([&] {
      return ::pread(fd_.get(), out.data() + got, wanted - got, static_cast<off_t>(offset + got));
    });
    if (count < 0) return ErrnoStatus(path_, "pread", errno);
    if (count == 0) break;  // the end of the file
    got += static_cast<size_t>(count);
  }
  return got;
}

absl::StatusOr<uint64_t> PosixRandomAccessFile::Size() const {
  struct stat attributes {};
  if (::fstat(fd_.get(), &attributes) != 0) return ErrnoStatus(path_, "fstat", errno);
  return static_cast<uint64_t>(attributes.st_size);
}

absl::Status PosixAppendFile::Append(std::string_view data) {
  const WriteResult result = WriteAt(fd_, path_, size_, data);
  if (absl::IsResourceExhausted(result.status)) {
    const bool undone =
        result.written == 0 ||
        RetryInterrupted([&] { return ::ftruncate(fd_.get(), static_cast<off_t>(size_)); }) == 0;
    if (undone) return result.status;
    size_ += result.written;
    return absl::UnavailableError(result.status.message());
  }
  size_ += result.written;
  return result.status;
}

absl::Status PosixPositionalFile::Write(uint64_t offset, std::string_view data) {
  WriteResult result = WriteAt(fd_, path_, offset, data);
  if (!result.status.ok() && result.written > 0) {
    return absl::UnavailableError(result.status.message());
  }
  return result.status;
}

absl::Status PosixPositionalFile::Truncate(uint64_t size) {
  const int result =
      RetryInterrupted([&] { return ::ftruncate(fd_.get(), static_cast<off_t>(size)); });
  if (result != 0) return ErrnoStatus(path_, "ftruncate", errno);
  return absl::OkStatus();
}

}  // namespace varve::posix
