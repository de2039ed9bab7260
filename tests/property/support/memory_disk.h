// A whole filesystem in memory: what the engine needs to run fast and without leaving traces, and
// the picture of it that a process would leave if it died now.
#ifndef VARVE_TESTS_PROPERTY_SUPPORT_MEMORY_DISK_H_
#define VARVE_TESTS_PROPERTY_SUPPORT_MEMORY_DISK_H_

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "varve/platform/file_system.h"

namespace varve {

/// Directories are not told from the absence of files: every path may be created. Nothing fails but
/// what the interface says must. Thread safety: as the interface says.
class MemoryDisk final : public FileSystem {
 public:
  /// The content of every file by path, as the next process would find it.
  using Picture = std::map<std::string, std::string>;

  MemoryDisk() = default;
  explicit MemoryDisk(const Picture& picture);

  /// Taken at one moment, whatever runs beside. No lock is held in the picture.
  [[nodiscard]] Picture Take() const;
  /// Replaces, or makes, one file. Files that are open keep their old content.
  void Put(const std::string& path, std::string bytes);

  absl::StatusOr<std::unique_ptr<RandomAccessFile>> OpenRandomAccess(
      const std::string& path) override;
  absl::StatusOr<std::unique_ptr<AppendFile>> CreateAppend(const std::string& path) override;
  absl::StatusOr<std::unique_ptr<LogWindow>> CreateLogWindow(const std::string& path,
                                                             uint64_t capacity) override;
  absl::StatusOr<std::unique_ptr<PositionalFile>> OpenPositional(const std::string& path) override;
  absl::Status Rename(const std::string& from, const std::string& to) override;
  absl::Status HardLink(const std::string& existing, const std::string& link) override;
  absl::Status Remove(const std::string& path) override;
  absl::StatusOr<std::vector<std::string>> List(const std::string& directory) override;
  absl::Status CreateDirectory(const std::string& path) override;
  absl::Status SyncDirectory(const std::string& path) override;
  absl::StatusOr<std::unique_ptr<FileLock>> LockFile(const std::string& path) override;
  absl::StatusOr<bool> Exists(const std::string& path) override;
  absl::StatusOr<uint64_t> FreeSpace(const std::string& path) override;

 private:
  class Reader;
  class Appender;
  class Window;
  class Lock;
  /// Guarded by the disk's mutex, but for the reserved part of a window, which its writer owns.
  struct File {
    std::string bytes;
    uint64_t visible = UINT64_MAX;  // of a window: what is committed; the rest reads as zeros
  };
  using FilePtr = std::shared_ptr<File>;

  absl::StatusOr<FilePtr> Find(const std::string& path) const;
  absl::StatusOr<FilePtr> Create(const std::string& path);

  mutable std::mutex mutex_;
  std::map<std::string, FilePtr> files_;
  std::set<std::string> locked_;
};

}  // namespace varve

#endif  // VARVE_TESTS_PROPERTY_SUPPORT_MEMORY_DISK_H_
