#include "sim/file_system/open_file.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "sim/base/check.h"
#include "sim/heap/heap.h"

namespace varve::sim {

absl::Status ToStatus(DiskError error, const std::string& path) {
  switch (error) {
    case DiskError::kNone:
      return absl::OkStatus();
    case DiskError::kNotFound:
      return absl::NotFoundError(absl::StrCat(path, ": no such file or directory"));
    case DiskError::kAlreadyExists:
      return absl::AlreadyExistsError(absl::StrCat(path, ": exists already"));
    case DiskError::kNotADirectory:
      return absl::InvalidArgumentError(absl::StrCat(path, ": not a directory"));
    case DiskError::kIsADirectory:
      return absl::InvalidArgumentError(absl::StrCat(path, ": is a directory"));
    case DiskError::kBadPath:
      return absl::InvalidArgumentError(absl::StrCat("'", path, "': not a path"));
  }
  return absl::InternalError(path);
}

size_t DrawFirstPart(const DiskSeam& seam, size_t size) {
  if (size < 2) return size;
  const HeapScope world(nullptr);
  if (!seam.choices.OneIn("fs.split", 8)) return size;
  return static_cast<size_t>(seam.choices.Range("fs.split_at", 1, size - 1));
}

absl::Status Ended(const DiskSeam& seam, FileOperation operation, absl::Status status,
                   std::string_view result, uint64_t number) {
  seam.gate.After(operation, status.code(), result, number);
  return status;
}

OpenFile::~OpenFile() {
  if (!alive()) return;
  const HeapScope world(nullptr);
  seam_.disk.Close(inode_);
}

Inode& OpenFile::inode() const {
  VARVE_SIM_CHECK(alive(), "a file object of a crashed lifetime is never used");
  return seam_.disk.file(inode_);
}

void OpenFile::Before(FileOperation operation, std::string_view bytes, uint64_t offset,
                      uint64_t size) const {
  VARVE_SIM_CHECK(alive(), "a file object of a crashed lifetime is never used");
  seam_.gate.Before(operation, path_, bytes, offset, size);
  VARVE_SIM_CHECK(alive(), "the gate does not return to a crashed lifetime");
}

void OpenFile::After(FileOperation operation, std::string_view result, uint64_t number) const {
  seam_.gate.After(operation, absl::StatusCode::kOk, result, number);
}

void OpenFile::Write(FileOperation operation, std::optional<uint64_t> offset,
                     std::string_view data) const {
  const uint64_t begin = offset.value_or(inode().running().size());
  Before(operation, data, begin, data.size());
  const size_t first = DrawFirstPart(seam_, data.size());
  {
    const HeapScope world(nullptr);
    seam_.disk.Write(inode_, begin, data.substr(0, first));
  }
  if (first < data.size()) {
    const std::string_view rest = data.substr(first);
    Before(operation, rest, begin + first, rest.size());
    const HeapScope world(nullptr);
    seam_.disk.Write(inode_, begin + first, rest);
  }
  After(operation);
}

void OpenFile::Sync() const {
  const EffectSequence through = seam_.disk.last_effect();
  Before(FileOperation::kSync);
  Before(FileOperation::kSync);
  {
    const HeapScope world(nullptr);
    seam_.disk.SyncFile(inode_, through);
  }
  After(FileOperation::kSync);
}

}  // namespace varve::sim
