// Files over plain system calls: one call, or as few as short transfers allow, for each method, and
// no buffer in the process, so that what returned success survives it.
#ifndef VARVE_ENGINE_POSIX_FILES_H_
#define VARVE_ENGINE_POSIX_FILES_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "engine/posix/system_calls.h"
#include "varve/platform/file_system.h"

namespace varve::posix {

/// Reads by `pread`, which shares no position between callers.
class PosixRandomAccessFile final : public RandomAccessFile {
 public:
  PosixRandomAccessFile(std::string path, FileDescriptor fd)
      : path_(std::move(path)), fd_(std::move(fd)) {}

  [[nodiscard]] absl::StatusOr<size_t> Read(uint64_t offset, std::span<char> out) const override;
  [[nodiscard]] absl::StatusOr<uint64_t> Size() const override;

 private:
  const std::string path_;
  const FileDescriptor fd_;
};

/// `kResourceExhausted` from `Append` means, as everywhere, that nothing has happened: when only a
/// prefix found room the file is cut back first, and where that fails too the error is
/// `kUnavailable`. After an error that left a prefix behind, the next `Append` continues after it.
class PosixAppendFile final : public AppendFile {
 public:
  /// `fd` is a new, empty file.
  PosixAppendFile(std::string path, FileDescriptor fd)
      : path_(std::move(path)), fd_(std::move(fd)) {}

  [[nodiscard]] absl::Status Append(std::string_view data) override;
  [[nodiscard]] absl::Status Sync() override { return SyncData(fd_, path_); }

 private:
  const std::string path_;
  const FileDescriptor fd_;
  uint64_t size_ = 0;
};

/// A `Write` that found room for a part of its bytes only is `kUnavailable`, since what they have
/// overwritten cannot be brought back.
class PosixPositionalFile final : public PositionalFile {
 public:
  PosixPositionalFile(std::string path, FileDescriptor fd)
      : path_(std::move(path)), fd_(std::move(fd)) {}

  [[nodiscard]] absl::Status Write(uint64_t offset, std::string_view data) override;
  [[nodiscard]] absl::Status Truncate(uint64_t size) override;
  [[nodiscard]] absl::Status Sync() override { return SyncData(fd_, path_); }

 private:
  const std::string path_;
  const FileDescriptor fd_;
};

}  // namespace varve::posix

#endif  // VARVE_ENGINE_POSIX_FILES_H_
