// The file objects of the simulated filesystem other than log windows. Contracts:
// varve/platform/file_system.h.
#ifndef VARVE_SIM_FILE_SYSTEM_SIM_FILES_H_
#define VARVE_SIM_FILE_SYSTEM_SIM_FILES_H_

#include <span>
#include <string>
#include <utility>

#include "sim/file_system/open_file.h"
#include "varve/platform/file_system.h"

namespace varve::sim {

class SimRandomAccessFile final : public RandomAccessFile {
 public:
  SimRandomAccessFile(const DiskSeam& seam, std::string path, InodeId inode)
      : file_(seam, std::move(path), inode) {}

  absl::StatusOr<size_t> Read(uint64_t offset, std::span<char> out) const override;
  absl::StatusOr<uint64_t> Size() const override;

 private:
  OpenFile file_;
};

class SimAppendFile final : public AppendFile {
 public:
  SimAppendFile(const DiskSeam& seam, std::string path, InodeId inode)
      : file_(seam, std::move(path), inode) {}

  absl::Status Append(std::string_view data) override;
  absl::Status Sync() override;

 private:
  OpenFile file_;
};

class SimPositionalFile final : public PositionalFile {
 public:
  SimPositionalFile(const DiskSeam& seam, std::string path, InodeId inode)
      : file_(seam, std::move(path), inode) {}

  absl::Status Write(uint64_t offset, std::string_view data) override;
  absl::Status Truncate(uint64_t size) override;
  absl::Status Sync() override;

 private:
  OpenFile file_;
};

/// Releases the lock that the disk holds for `inode`, unless the lifetime has ended.
class SimFileLock final : public FileLock {
 public:
  SimFileLock(const DiskSeam& seam, std::string path, InodeId inode)
      : file_(seam, std::move(path), inode) {}
  ~SimFileLock() override;

 private:
  OpenFile file_;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_FILE_SYSTEM_SIM_FILES_H_
