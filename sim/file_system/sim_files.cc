#include "sim/file_system/sim_files.h"

#include "sim/heap/heap.h"

namespace varve::sim {

absl::StatusOr<size_t> SimRandomAccessFile::Read(uint64_t offset, std::span<char> out) const {
  file_.Before(FileOperation::kRead, {}, offset, out.size());
  const Fault fault = file_.Decide(FileOperation::kRead, out.size());
  file_.MayDropForsaken();
  if (fault != Fault::kNone) {
    // What an I/O error leaves in the caller's memory is no promise: all, some or nothing.
    if (fault == Fault::kPartial) out = out.first(out.size() / 2);
    if (fault != Fault::kBefore) (void)file_.inode().running().Read(offset, out);
    return file_.Ended(FileOperation::kRead, fault);
  }
  const size_t read = file_.inode().running().Read(offset, out);
  file_.After(FileOperation::kRead, std::string_view(out.data(), read), read);
  return read;
}

absl::StatusOr<uint64_t> SimRandomAccessFile::Size() const {
  file_.Before(FileOperation::kRead);
  const Fault fault = file_.Decide(FileOperation::kRead);
  if (fault != Fault::kNone) return file_.Ended(FileOperation::kRead, fault);
  const uint64_t size = file_.inode().running().size();
  file_.After(FileOperation::kRead, {}, size);
  return size;
}

absl::Status SimAppendFile::Append(std::string_view data) {
  return file_.Write(FileOperation::kAppend, std::nullopt, data);
}

absl::Status SimAppendFile::Sync() { return file_.Sync(); }

absl::Status SimPositionalFile::Write(uint64_t offset, std::string_view data) {
  return file_.Write(FileOperation::kWrite, offset, data);
}

absl::Status SimPositionalFile::Truncate(uint64_t size) { return file_.Truncate(size); }

absl::Status SimPositionalFile::Sync() { return file_.Sync(); }

SimFileLock::~SimFileLock() {
  if (!file_.alive()) return;
  const HeapScope world(nullptr);
  file_.seam().disk.Unlock(file_.id());
}

}  // namespace varve::sim
