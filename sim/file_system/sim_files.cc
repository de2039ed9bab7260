#include "sim/file_system/sim_files.h"

#include "sim/heap/heap.h"

namespace varve::sim {

absl::StatusOr<size_t> SimRandomAccessFile::Read(uint64_t offset, std::span<char> out) const {
  file_.Before(FileOperation::kRead, {}, offset, out.size());
  const size_t read = file_.inode().running().Read(offset, out);
  file_.After(FileOperation::kRead, std::string_view(out.data(), read), read);
  return read;
}

absl::StatusOr<uint64_t> SimRandomAccessFile::Size() const {
  file_.Before(FileOperation::kRead);
  const uint64_t size = file_.inode().running().size();
  file_.After(FileOperation::kRead, {}, size);
  return size;
}

absl::Status SimAppendFile::Append(std::string_view data) {
  file_.Write(FileOperation::kAppend, std::nullopt, data);
  return absl::OkStatus();
}

absl::Status SimAppendFile::Sync() {
  file_.Sync();
  return absl::OkStatus();
}

absl::Status SimPositionalFile::Write(uint64_t offset, std::string_view data) {
  file_.Write(FileOperation::kWrite, offset, data);
  return absl::OkStatus();
}

absl::Status SimPositionalFile::Truncate(uint64_t size) {
  file_.Before(FileOperation::kTruncate, {}, 0, size);
  {
    const HeapScope world(nullptr);
    file_.seam().disk.Truncate(file_.id(), size);
  }
  file_.After(FileOperation::kTruncate);
  return absl::OkStatus();
}

absl::Status SimPositionalFile::Sync() {
  file_.Sync();
  return absl::OkStatus();
}

SimFileLock::~SimFileLock() {
  if (!file_.alive()) return;
  const HeapScope world(nullptr);
  file_.seam().disk.Unlock(file_.id());
}

}  // namespace varve::sim
