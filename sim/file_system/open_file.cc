#include "sim/file_system/open_file.h"

#include <algorithm>
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
    case DiskError::kNoSpace:
      return absl::ResourceExhaustedError(absl::StrCat(path, ": no space left"));
  }
  return absl::InternalError(path);
}

absl::Status Answer(Fault fault, FileOperation operation, const std::string& path,
                    absl::Status natural) {
  if (fault == Fault::kNone) return natural;
  const std::string name(Name(operation));
  if (fault == Fault::kNoSpace) {
    return absl::ResourceExhaustedError(absl::StrCat(path, ": no space left on ", name));
  }
  return absl::UnavailableError(absl::StrCat(path, ": injected I/O error on ", name));
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

absl::Status OpenFile::Ended(FileOperation operation, Fault fault) const {
  return sim::Ended(seam_, operation, Answer(fault, operation, path_));
}

Fault OpenFile::Fit(Fault fault, uint64_t end) const {
  const uint64_t size = inode().running().size();
  if (fault == Fault::kBefore || end <= size) return fault;
  const HeapScope world(nullptr);
  if (seam_.disk.HasRoom(end - size)) return fault;
  return fault == Fault::kNone ? Fault::kNoSpace : Fault::kBefore;
}

size_t OpenFile::KeptOf(Fault fault, FileOperation operation, std::string_view data) const {
  if (data.size() < 2) return 0;
  const HeapScope world(nullptr);
  if (fault == Fault::kPartial) {
    return static_cast<size_t>(seam_.choices.Range("fault.kept", 1, data.size() - 1));
  }
  if (fault != Fault::kNoSpace || operation != FileOperation::kAppend) return 0;
  const uint64_t fits = std::min<uint64_t>(seam_.disk.free_bytes(), data.size() - 1);
  return static_cast<size_t>(seam_.choices.Range("fs.fitted", 0, fits));
}

void OpenFile::Store(uint64_t offset, std::string_view data) const {
  const HeapScope world(nullptr);
  seam_.disk.Write(inode_, offset, data);
}

absl::Status OpenFile::Write(FileOperation operation, std::optional<uint64_t> offset,
                             std::string_view data) const {
  const uint64_t begin = offset.value_or(inode().running().size());
  Before(operation, data, begin, data.size());
  const Fault fault = Fit(Decide(operation, data.size()), begin + data.size());
  if (!TakesEffect(fault)) {
    Store(begin, data.substr(0, KeptOf(fault, operation, data)));
    return Ended(operation, fault);
  }
  const size_t first = DrawFirstPart(seam_, data.size());
  Store(begin, data.substr(0, first));
  if (first < data.size()) {
    const std::string_view rest = data.substr(first);
    Before(operation, rest, begin + first, rest.size());
    Store(begin + first, rest);
  }
  return Ended(operation, fault);
}

absl::Status OpenFile::Truncate(uint64_t size) const {
  Before(FileOperation::kTruncate, {}, 0, size);
  const Fault fault = Fit(Decide(FileOperation::kTruncate, size), size);
  if (TakesEffect(fault)) {
    const HeapScope world(nullptr);
    seam_.disk.Truncate(inode_, size);
  }
  return Ended(FileOperation::kTruncate, fault);
}

absl::Status OpenFile::Sync() const {
  const EffectSequence through = seam_.disk.last_effect();
  Before(FileOperation::kSync);
  Before(FileOperation::kSync);
  const Fault fault = Decide(FileOperation::kSync);
  {
    const HeapScope world(nullptr);
    if (TakesEffect(fault)) {
      seam_.disk.SyncFile(inode_, through);
    } else {
      seam_.disk.FailFileSync(inode_, through, fault == Fault::kPartial, seam_.choices);
    }
  }
  return Ended(FileOperation::kSync, fault);
}

void OpenFile::MayDropForsaken() const {
  const HeapScope world(nullptr);
  seam_.disk.MayDropForsaken(inode_, seam_.choices);
}

}  // namespace varve::sim
