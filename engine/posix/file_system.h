// The operating system's files, over plain system calls.
#ifndef VARVE_ENGINE_POSIX_FILE_SYSTEM_H_
#define VARVE_ENGINE_POSIX_FILE_SYSTEM_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "varve/platform/file_system.h"

namespace varve::posix {

/// Stateless; every method may run in any number of threads. Made for local filesystems of Linux
/// (ext4, xfs, btrfs, tmpfs). Where a filesystem cannot sync a directory, `SyncDirectory` says so
/// with an error rather than promise what will not be kept.
///
/// Locks are `flock` locks. They belong to an open file, not to a process, so a second lock is
/// refused within the same process too, through this object or another; a child made by `fork`
/// shares its parent's locks until it calls exec. A lock file that is removed while held loses its
/// meaning: the next to come locks another file of that name.
class PosixFileSystem final : public FileSystem {
 public:
  [[nodiscard]] absl::StatusOr<std::unique_ptr<RandomAccessFile>> OpenRandomAccess(
      const std::string& path) override;
  [[nodiscard]] absl::StatusOr<std::unique_ptr<AppendFile>> CreateAppend(
      const std::string& path) override;
  [[nodiscard]] absl::StatusOr<std::unique_ptr<LogWindow>> CreateLogWindow(
      const std::string& path, uint64_t capacity) override;
  [[nodiscard]] absl::StatusOr<std::unique_ptr<PositionalFile>> OpenPositional(
      const std::string& path) override;
  [[nodiscard]] absl::Status Rename(const std::string& from, const std::string& to) override;
  [[nodiscard]] absl::Status HardLink(const std::string& existing,
                                      const std::string& link) override;
  [[nodiscard]] absl::Status Remove(const std::string& path) override;
  [[nodiscard]] absl::StatusOr<std::vector<std::string>> List(
      const std::string& directory) override;
  /// `kAlreadyExists` when the name belongs to something that is not a directory.
  [[nodiscard]] absl::Status CreateDirectory(const std::string& path) override;
  [[nodiscard]] absl::Status SyncDirectory(const std::string& path) override;
  [[nodiscard]] absl::StatusOr<std::unique_ptr<FileLock>> LockFile(
      const std::string& path) override;
  /// A symbolic link counts as a name, wherever it leads: nothing can be created there either.
  [[nodiscard]] absl::StatusOr<bool> Exists(const std::string& path) override;
  /// What a process without privileges may allocate.
  [[nodiscard]] absl::StatusOr<uint64_t> FreeSpace(const std::string& path) override;
};

}  // namespace varve::posix

#endif  // VARVE_ENGINE_POSIX_FILE_SYSTEM_H_
