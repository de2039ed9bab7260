#include "engine/posix/file_system.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"
#include "engine/posix/files.h"
#include "engine/posix/log_window.h"
#include "engine/posix/system_calls.h"

namespace varve::posix {
namespace {

constexpr mode_t kNewDirectoryMode = 0755;

class PosixFileLock final : public FileLock {
 public:
  explicit PosixFileLock(FileDescriptor fd) : fd_(std::move(fd)) {}
  // Released by name and not only by closing: a forked child may hold a copy of the descriptor.
  ~PosixFileLock() override { ::flock(fd_.get(), LOCK_UN); }

 private:
  const FileDescriptor fd_;
};

struct CloseDirectory {
  void operator()(DIR* stream) const { ::closedir(stream); }
};

bool IsDirectory(const std::string& path) {
  struct stat attributes {};
  return ::stat(path.c_str(), &attributes) == 0 && S_ISDIR(attributes.st_mode);
}

}  // namespace

absl::StatusOr<std::unique_ptr<RandomAccessFile>> PosixFileSystem::OpenRandomAccess(
    const std::string& path) {
  VARVE_ASSIGN_OR_RETURN(FileDescriptor fd, OpenFile(path, O_RDONLY));
  return std::make_unique<PosixRandomAccessFile>(path, std::move(fd));
}

absl::StatusOr<std::unique_ptr<AppendFile>> PosixFileSystem::CreateAppend(const std::string& path) {
  VARVE_ASSIGN_OR_RETURN(FileDescriptor fd, OpenFile(path, O_WRONLY | O_CREAT | O_EXCL));
  return std::make_unique<PosixAppendFile>(path, std::move(fd));
}

absl::StatusOr<std::unique_ptr<LogWindow>> PosixFileSystem::CreateLogWindow(const std::string& path,
                                                                            uint64_t capacity) {
  return PosixLogWindow::Create(path, capacity);
}

absl::StatusOr<std::unique_ptr<PositionalFile>> PosixFileSystem::OpenPositional(
    const std::string& path) {
  VARVE_ASSIGN_OR_RETURN(FileDescriptor fd, OpenFile(path, O_WRONLY));
  return std::make_unique<PosixPositionalFile>(path, std::move(fd));
}

absl::Status PosixFileSystem::Rename(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) {
    return ErrnoStatus(absl::StrCat(from, " -> ", to), "rename", errno);
  }
  return absl::OkStatus();
}

absl::Status PosixFileSystem::HardLink(const std::string& existing, const std::string& link) {
  if (::link(existing.c_str(), link.c_str()) != 0) {
    return ErrnoStatus(absl::StrCat(existing, " -> ", link), "link", errno);
  }
  return absl::OkStatus();
}

absl::Status PosixFileSystem::Remove(const std::string& path) {
  if (::unlink(path.c_str()) != 0) return ErrnoStatus(path, "unlink", errno);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> PosixFileSystem::List(const std::string& directory) {
  const std::unique_ptr<DIR, CloseDirectory> stream(::opendir(directory.c_str()));
  if (stream == nullptr) return ErrnoStatus(directory, "opendir", errno);
  std::vector<std::string> names;
  for (;;) {
    errno = 0;  // null means both "no more" and "failed"
    const dirent* const entry = ::readdir(stream.get());
    if (entry == nullptr) break;
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  if (errno != 0) return ErrnoStatus(directory, "readdir", errno);
  std::sort(names.begin(), names.end());
  return names;
}

absl::Status PosixFileSystem::CreateDirectory(const std::string& path) {
  if (::mkdir(path.c_str(), kNewDirectoryMode) == 0) return absl::OkStatus();
  const int error = errno;
  if (error == EEXIST && IsDirectory(path)) return absl::OkStatus();
  return ErrnoStatus(path, "mkdir", error);
}

absl::Status PosixFileSystem::SyncDirectory(const std::string& path) {
  VARVE_ASSIGN_OR_RETURN(const FileDescriptor fd, OpenFile(path, O_RDONLY | O_DIRECTORY));
  if (RetryInterrupted([&] { return ::fsync(fd.get()); }) != 0) {
    return IndeterminateStatus(path, "fsync", errno);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<FileLock>> PosixFileSystem::LockFile(const std::string& path) {
  VARVE_ASSIGN_OR_RETURN(FileDescriptor fd, OpenFile(path, O_RDWR | O_CREAT));
  if (RetryInterrupted([&] { return ::flock(fd.get(), LOCK_EX | LOCK_NB); }) != 0) {
    if (errno != EWOULDBLOCK) return ErrnoStatus(path, "flock", errno);
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": flock: held by this process or another"));
  }
  return std::make_unique<PosixFileLock>(std::move(fd));
}

absl::StatusOr<bool> PosixFileSystem::Exists(const std::string& path) {
  struct stat attributes {};
  if (::lstat(path.c_str(), &attributes) == 0) return true;
  // ENOTDIR: a component is a file, below which nothing has a name.
  if (errno == ENOENT || errno == ENOTDIR) return false;
  return ErrnoStatus(path, "lstat", errno);
}

absl::StatusOr<uint64_t> PosixFileSystem::FreeSpace(const std::string& path) {
  struct statvfs space {};
  if (RetryInterrupted([&] { return ::statvfs(path.c_str(), &space); }) != 0) {
    return ErrnoStatus(path, "statvfs", errno);
  }
  return static_cast<uint64_t>(space.f_bavail) * space.f_frsize;
}

}  // namespace varve::posix
