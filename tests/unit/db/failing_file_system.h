// A filesystem that passes everything on to another one, but for the operations that a test makes
// fail.
#ifndef VARVE_TESTS_UNIT_DB_FAILING_FILE_SYSTEM_H_
#define VARVE_TESTS_UNIT_DB_FAILING_FILE_SYSTEM_H_

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "varve/platform/file_system.h"

namespace varve {

/// Thread safety: as the interface asks.
class FailingFileSystem : public FileSystem {
 public:
  /// Called with the operation ("append", "sync", "commit", "sync-window", "create", "rename",
  /// "remove", "sync-directory", "list", "open", "read") and the path; an error is the answer, and
  /// nothing else happens.
  using Verdict = std::function<absl::Status(std::string_view operation, const std::string& path)>;

  explicit FailingFileSystem(FileSystem& base) : base_(base) {}

  void Fail(Verdict verdict) {
    const std::lock_guard<std::mutex> lock(mutex_);
    verdict_ = std::move(verdict);
  }
  /// Every `operation` on a path that contains `part` fails.
  void Fail(std::string operation, std::string part) {
    Fail([operation = std::move(operation), part = std::move(part)](
             std::string_view asked, const std::string& path) -> absl::Status {
      if (asked != operation || path.find(part) == std::string::npos) return absl::OkStatus();
      return absl::UnavailableError(path + ": made to fail");
    });
  }
  void Heal() { Fail(nullptr); }

  [[nodiscard]] absl::Status Check(std::string_view operation, const std::string& path) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return verdict_ ? verdict_(operation, path) : absl::OkStatus();
  }

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
  FileSystem& base_;
  mutable std::mutex mutex_;
  Verdict verdict_;
};

}  // namespace varve

#endif  // VARVE_TESTS_UNIT_DB_FAILING_FILE_SYSTEM_H_
