#include "engine/posix/system_calls.h"

#include <fcntl.h>
#include <unistd.h>

#include <system_error>

#include "absl/strings/str_cat.h"
#include "engine/base/strings.h"

namespace varve::posix {
namespace {

constexpr int kNewFileMode = 0644;

absl::StatusCode CodeOf(int error) {
  switch (error) {
    case ENOENT:
      return absl::StatusCode::kNotFound;
    case EEXIST:
      return absl::StatusCode::kAlreadyExists;
    case ENOSPC:
    case EDQUOT:
    case EMFILE:
    case ENFILE:
      return absl::StatusCode::kResourceExhausted;
    default:
      return absl::StatusCode::kUnavailable;
  }
}

std::string Describe(std::string_view path, std::string_view call, int error) {
  return absl::StrCat(ToAbsl(path), ": ", ToAbsl(call), ": ",
                      std::generic_category().message(error));
}

}  // namespace

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

FileDescriptor::~FileDescriptor() {
  // Not repeated after EINTR: Linux has released the number by then, and another thread may already
  // have been given it.
  if (fd_ != -1) ::close(fd_);
}

absl::Status ErrnoStatus(std::string_view path, std::string_view call, int error) {
  return absl::Status(CodeOf(error), Describe(path, call, error));
}

absl::Status IndeterminateStatus(std::string_view path, std::string_view call, int error) {
  return absl::UnavailableError(Describe(path, call, error));
}

absl::StatusOr<FileDescriptor> OpenFile(const std::string& path, int flags) {
  const int fd =
      RetryInterrupted([&] { return ::open(path.c_str(), flags | O_CLOEXEC, kNewFileMode); });
  if (fd == -1) return ErrnoStatus(path, "open", errno);
  return FileDescriptor(fd);
}

WriteResult WriteAt(const FileDescriptor& fd, std::string_view path, uint64_t offset,
                    std::string_view data) {
  size_t written = 0;
  while (written < data.size()) {
    const std::string_view rest = data.substr(written);
    const ssize_t count = RetryInterrupted([&] {
      return ::pwrite(fd.get(), rest.data(), rest.size(), static_cast<off_t>(offset + written));
    });
    if (count < 0) return {ErrnoStatus(path, "pwrite", errno), written};
    // Linux never answers 0 here; if something did, asking again might go on for ever.
    if (count == 0) return {IndeterminateStatus(path, "pwrite", EIO), written};
    written += static_cast<size_t>(count);
  }
  return {absl::OkStatus(), written};
}

absl::Status SyncData(const FileDescriptor& fd, std::string_view path) {
  if (RetryInterrupted([&] { return ::fdatasync(fd.get()); }) != 0) {
    return IndeterminateStatus(path, "fdatasync", errno);
  }
  return absl::OkStatus();
}

}  // namespace varve::posix
