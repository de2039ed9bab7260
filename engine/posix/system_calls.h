// What every file operation of this folder shares: descriptors that close themselves, system calls
// that begin again when a signal interrupts them, and errors worded "PATH: CALL: REASON".
#ifndef VARVE_ENGINE_POSIX_SYSTEM_CALLS_H_
#define VARVE_ENGINE_POSIX_SYSTEM_CALLS_H_

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace varve::posix {

/// Owns one open descriptor, or none (-1). An error of closing is ignored: by then the bytes are
/// with the operating system, and whoever needs more has called a sync.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int fd) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept;
  ~FileDescriptor();

  [[nodiscard]] int get() const { return fd_; }
  /// Gives the descriptor away; the caller closes it.
  [[nodiscard]] int Release() { return std::exchange(fd_, -1); }

 private:
  int fd_ = -1;
};

/// Calls `call` again for as long as it answers -1 because a signal came.
template <typename Call>
[[nodiscard]] auto RetryInterrupted(Call call) {
  auto result = call();
  while (result == -1 && errno == EINTR) result = call();
  return result;
}

/// The error of a call that has had no effect: `kNotFound` (ENOENT), `kAlreadyExists` (EEXIST),
/// `kResourceExhausted` (ENOSPC, EDQUOT, EMFILE, ENFILE); `kUnavailable` for every other `error`,
/// whose effect is indeterminate.
[[nodiscard]] absl::Status ErrnoStatus(std::string_view path, std::string_view call, int error);

/// The error of a call that may have had an effect, whatever `error` says: `kUnavailable`. A sync
/// is one: when it finds no room for bytes that the cache had accepted, those bytes may be lost.
[[nodiscard]] absl::Status IndeterminateStatus(std::string_view path, std::string_view call,
                                               int error);

/// Opens with `flags` and closed on exec; a file that this creates has mode 0644 less the umask.
[[nodiscard]] absl::StatusOr<FileDescriptor> OpenFile(const std::string& path, int flags);

struct WriteResult {
  absl::Status status;
  size_t written = 0;  // the length of the prefix that was written; all of it when `status` is OK
};

/// Writes `data` at `offset`, however many calls that takes.
[[nodiscard]] WriteResult WriteAt(const FileDescriptor& fd, std::string_view path, uint64_t offset,
                                  std::string_view data);

/// fdatasync: on success the file's bytes, those stored through a shared mapping included, survive
/// a machine crash, and so does the metadata needed to read them back, the size above all. What it
/// leaves out of an fsync are the times of change, which nothing here depends on.
[[nodiscard]] absl::Status SyncData(const FileDescriptor& fd, std::string_view path);

}  // namespace varve::posix

#endif  // VARVE_ENGINE_POSIX_SYSTEM_CALLS_H_
