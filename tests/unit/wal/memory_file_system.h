// A filesystem in memory, with just what the log needs: windows, names that become durable by
// `SyncDirectory`, and errors on demand. What the log does not use answers `kUnimplemented`.
#ifndef VARVE_TESTS_UNIT_WAL_MEMORY_FILE_SYSTEM_H_
#define VARVE_TESTS_UNIT_WAL_MEMORY_FILE_SYSTEM_H_

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "varve/platform/file_system.h"

namespace varve {

/// Thread safety: as the interface asks. The hooks are set before the filesystem is shared.
class MemoryFileSystem : public FileSystem {
 public:
  struct File {
    std::string bytes;
    uint64_t synced = 0;        // bytes below survive a machine crash
    bool name_durable = false;  // so does the name
  };

  /// Called with the path before each operation; an error is what the operation then answers. The
  /// hook of `Sync` runs after the bytes that the sync will cover have been settled.
  std::function<absl::Status(const std::string&)> on_create, on_commit, on_sync, on_sync_directory,
      on_remove;

  /// Replaces the content of a file, or makes it.
  void Put(const std::string& path, std::string bytes);
  [[nodiscard]] std::string Get(const std::string& path) const;
  [[nodiscard]] bool Has(const std::string& path) const;
  /// The successful operations, in order: "create PATH", "sync PATH", "sync directory", "remove
  /// PATH".
  [[nodiscard]] std::vector<std::string> operations() const;
  /// How many times `operation` succeeded.
  [[nodiscard]] int Count(const std::string& operation) const;
  /// Keeps what is certain after a machine crash: durable names, and of their files' bytes the
  /// synced ones, zeros following. Windows that are still open must not be used any more.
  void CrashMachine();

  absl::StatusOr<std::unique_ptr<RandomAccessFile>> OpenRandomAccess(
      const std::string& path) override;
  absl::StatusOr<std::unique_ptr<LogWindow>> CreateLogWindow(const std::string& path,
                                                             uint64_t capacity) override;
  absl::Status Remove(const std::string& path) override;
  absl::Status SyncDirectory(const std::string& path) override;
  absl::StatusOr<std::vector<std::string>> List(const std::string& directory) override;

  absl::StatusOr<std::unique_ptr<AppendFile>> CreateAppend(const std::string&) override;
  absl::StatusOr<std::unique_ptr<PositionalFile>> OpenPositional(const std::string&) override;
  absl::Status Rename(const std::string&, const std::string&) override;
  absl::Status HardLink(const std::string&, const std::string&) override;
  absl::Status CreateDirectory(const std::string&) override;
  absl::StatusOr<std::unique_ptr<FileLock>> LockFile(const std::string&) override;
  absl::StatusOr<bool> Exists(const std::string&) override;
  absl::StatusOr<uint64_t> FreeSpace(const std::string&) override;

 private:
  class Window;

  void Note(std::string operation);

  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<File>> files_;
  std::vector<std::string> operations_;
};

}  // namespace varve

#endif  // VARVE_TESTS_UNIT_WAL_MEMORY_FILE_SYSTEM_H_
