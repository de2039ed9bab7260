#include "sim/file_system/sim_file_system.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "sim/file_system/sim_files.h"
#include "sim/file_system/sim_log_window.h"
#include "sim/heap/heap.h"

namespace varve::sim {
namespace {

// Finds the file, or with `create` makes one, and counts it as open, unless a fault strikes.
absl::StatusOr<InodeId> OpenInode(const DiskSeam& seam, FileOperation operation,
                                  const std::string& path, bool create) {
  const Fault fault = DecideFault(seam.gate, operation, path);
  InodeId inode = 0;
  DiskError error = DiskError::kNone;
  if (TakesEffect(fault)) {
    const HeapScope world(nullptr);
    error = create ? seam.disk.CreateFile(path, &inode) : seam.disk.LookupFile(path, &inode);
    if (error == DiskError::kNone) seam.disk.MayDropForsaken(inode, seam.choices);
    if (error == DiskError::kNone && fault == Fault::kNone) seam.disk.Open(inode);
  }
  if (absl::Status status = Answer(fault, operation, path, ToStatus(error, path)); !status.ok()) {
    return status;
  }
  return inode;
}

// An operation on names alone: `act` changes them. `what` names them in an error.
template <typename Act>
absl::Status ChangeNames(const DiskSeam& seam, FileOperation operation, const std::string& path,
                         const std::string& what, Act act) {
  const Fault fault = DecideFault(seam.gate, operation, path);
  DiskError error = DiskError::kNone;
  if (TakesEffect(fault)) {
    const HeapScope world(nullptr);
    error = act(seam.disk);
  }
  return Ended(seam, operation, Answer(fault, operation, what, ToStatus(error, what)));
}

}  // namespace

absl::StatusOr<std::unique_ptr<RandomAccessFile>> SimFileSystem::OpenRandomAccess(
    const std::string& path) {
  seam_.gate.Before(FileOperation::kOpenRead, path, {}, 0, 0);
  const absl::StatusOr<InodeId> inode =
      OpenInode(seam_, FileOperation::kOpenRead, path, /*create=*/false);
  if (absl::Status status = Ended(seam_, FileOperation::kOpenRead, inode.status()); !status.ok()) {
    return status;
  }
  return std::make_unique<SimRandomAccessFile>(seam_, path, *inode);
}

absl::StatusOr<std::unique_ptr<AppendFile>> SimFileSystem::CreateAppend(const std::string& path) {
  seam_.gate.Before(FileOperation::kCreateAppend, path, {}, 0, 0);
  const absl::StatusOr<InodeId> inode =
      OpenInode(seam_, FileOperation::kCreateAppend, path, /*create=*/true);
  if (absl::Status status = Ended(seam_, FileOperation::kCreateAppend, inode.status());
      !status.ok()) {
    return status;
  }
  return std::make_unique<SimAppendFile>(seam_, path, *inode);
}

absl::StatusOr<std::unique_ptr<LogWindow>> SimFileSystem::CreateLogWindow(const std::string& path,
                                                                          uint64_t capacity) {
  seam_.gate.Before(FileOperation::kCreateWindow, path, {}, 0, capacity);
  const Fault fault = DecideFault(seam_.gate, FileOperation::kCreateWindow, path, capacity);
  InodeId inode = 0;
  DiskError error = DiskError::kNone;
  if (fault != Fault::kBefore && fault != Fault::kNoSpace) {
    const HeapScope world(nullptr);
    error =
        seam_.disk.HasRoom(capacity) ? seam_.disk.CreateFile(path, &inode) : DiskError::kNoSpace;
  }
  // An I/O error may leave the file behind, with its space or, in part, without.
  if (fault == Fault::kAfter && error == DiskError::kNone) {
    const HeapScope world(nullptr);
    seam_.disk.Truncate(inode, capacity);
  }
  if (absl::Status status =
          Answer(fault, FileOperation::kCreateWindow, path, ToStatus(error, path));
      !status.ok()) {
    return Ended(seam_, FileOperation::kCreateWindow, std::move(status));
  }
  {
    const HeapScope world(nullptr);
    seam_.disk.Open(inode);
  }
  // The file is created before its space is reserved, and a crash can come between the two.
  if (DrawFirstPart(seam_, 2) < 2)
    seam_.gate.Before(FileOperation::kCreateWindow, path, {}, 0, capacity);
  {
    const HeapScope world(nullptr);
    seam_.disk.OpenWindow(inode, capacity);
  }
  seam_.gate.After(FileOperation::kCreateWindow, absl::StatusCode::kOk, {}, 0);
  return std::make_unique<SimLogWindow>(seam_, path, inode);
}

absl::StatusOr<std::unique_ptr<PositionalFile>> SimFileSystem::OpenPositional(
    const std::string& path) {
  seam_.gate.Before(FileOperation::kOpenPositional, path, {}, 0, 0);
  const absl::StatusOr<InodeId> inode =
      OpenInode(seam_, FileOperation::kOpenPositional, path, /*create=*/false);
  if (absl::Status status = Ended(seam_, FileOperation::kOpenPositional, inode.status());
      !status.ok()) {
    return status;
  }
  return std::make_unique<SimPositionalFile>(seam_, path, *inode);
}

absl::Status SimFileSystem::Rename(const std::string& from, const std::string& to) {
  seam_.gate.Before(FileOperation::kRename, from, to, 0, 0);
  return ChangeNames(seam_, FileOperation::kRename, from, absl::StrCat(from, " -> ", to),
                     [&](Disk& disk) { return disk.Rename(from, to); });
}

absl::Status SimFileSystem::HardLink(const std::string& existing, const std::string& link) {
  seam_.gate.Before(FileOperation::kHardLink, existing, link, 0, 0);
  return ChangeNames(seam_, FileOperation::kHardLink, existing,
                     absl::StrCat(existing, " -> ", link),
                     [&](Disk& disk) { return disk.HardLink(existing, link); });
}

absl::Status SimFileSystem::Remove(const std::string& path) {
  seam_.gate.Before(FileOperation::kRemove, path, {}, 0, 0);
  return ChangeNames(seam_, FileOperation::kRemove, path, path,
                     [&](Disk& disk) { return disk.Remove(path); });
}

absl::StatusOr<std::vector<std::string>> SimFileSystem::List(const std::string& directory) {
  seam_.gate.Before(FileOperation::kList, directory, {}, 0, 0);
  const Fault fault = DecideFault(seam_.gate, FileOperation::kList, directory);
  InodeId inode = 0;
  if (absl::Status status =
          Answer(fault, FileOperation::kList, directory,
                 ToStatus(seam_.disk.LookupDirectory(directory, &inode), directory));
      !status.ok()) {
    return Ended(seam_, FileOperation::kList, std::move(status));
  }
  std::vector<std::string> names;
  std::string joined;  // a path's component has no '/', so that this is unambiguous
  for (const auto& [name, target] : seam_.disk.entries(inode)) {
    names.push_back(name);
    joined.append(name).append("/");
  }
  seam_.gate.After(FileOperation::kList, absl::StatusCode::kOk, joined, names.size());
  return names;
}

absl::Status SimFileSystem::CreateDirectory(const std::string& path) {
  seam_.gate.Before(FileOperation::kCreateDirectory, path, {}, 0, 0);
  return ChangeNames(seam_, FileOperation::kCreateDirectory, path, path,
                     [&](Disk& disk) { return disk.CreateDirectory(path); });
}

absl::Status SimFileSystem::SyncDirectory(const std::string& path) {
  const EffectSequence through = seam_.disk.last_effect();
  seam_.gate.Before(FileOperation::kSyncDirectory, path, {}, 0, 0);
  InodeId inode = 0;
  if (absl::Status status = ToStatus(seam_.disk.LookupDirectory(path, &inode), path);
      !status.ok()) {
    return Ended(seam_, FileOperation::kSyncDirectory, std::move(status));
  }
  seam_.gate.Before(FileOperation::kSyncDirectory, path, {}, 0, 0);
  const Fault fault = DecideFault(seam_.gate, FileOperation::kSyncDirectory, path);
  if (fault != Fault::kBefore) {
    const HeapScope world(nullptr);
    if (fault == Fault::kPartial) {
      seam_.disk.FailDirectorySync(inode, through, seam_.choices);
    } else {
      seam_.disk.SyncDirectory(inode, through);
    }
  }
  return Ended(seam_, FileOperation::kSyncDirectory,
               Answer(fault, FileOperation::kSyncDirectory, path));
}

absl::StatusOr<std::unique_ptr<FileLock>> SimFileSystem::LockFile(const std::string& path) {
  seam_.gate.Before(FileOperation::kLock, path, {}, 0, 0);
  InodeId existing = 0;
  const bool create = seam_.disk.Lookup(path, &existing) == DiskError::kNotFound;
  const absl::StatusOr<InodeId> inode = OpenInode(seam_, FileOperation::kLock, path, create);
  if (!inode.ok()) return Ended(seam_, FileOperation::kLock, inode.status());
  bool locked = false;
  {
    const HeapScope world(nullptr);
    locked = seam_.disk.TryLock(*inode);
    if (!locked) seam_.disk.Close(*inode);
  }
  if (!locked) {
    return Ended(seam_, FileOperation::kLock,
                 absl::FailedPreconditionError(absl::StrCat(path, ": locked already")));
  }
  seam_.gate.After(FileOperation::kLock, absl::StatusCode::kOk, {}, 0);
  return std::make_unique<SimFileLock>(seam_, path, *inode);
}

absl::StatusOr<bool> SimFileSystem::Exists(const std::string& path) {
  seam_.gate.Before(FileOperation::kExists, path, {}, 0, 0);
  const Fault fault = DecideFault(seam_.gate, FileOperation::kExists, path);
  InodeId inode = 0;
  const DiskError error = seam_.disk.Lookup(path, &inode);
  if (fault != Fault::kNone || error == DiskError::kBadPath) {
    return Ended(seam_, FileOperation::kExists,
                 Answer(fault, FileOperation::kExists, path, ToStatus(error, path)));
  }
  const bool exists = error == DiskError::kNone;
  seam_.gate.After(FileOperation::kExists, absl::StatusCode::kOk, {}, exists ? 1 : 0);
  return exists;
}

absl::StatusOr<uint64_t> SimFileSystem::FreeSpace(const std::string& path) {
  seam_.gate.Before(FileOperation::kFreeSpace, path, {}, 0, 0);
  const Fault fault = DecideFault(seam_.gate, FileOperation::kFreeSpace, path);
  InodeId inode = 0;
  if (absl::Status status = Answer(fault, FileOperation::kFreeSpace, path,
                                   ToStatus(seam_.disk.Lookup(path, &inode), path));
      !status.ok()) {
    return Ended(seam_, FileOperation::kFreeSpace, std::move(status));
  }
  uint64_t free = 0;
  {
    const HeapScope world(nullptr);
    free = seam_.disk.free_bytes();
  }
  seam_.gate.After(FileOperation::kFreeSpace, absl::StatusCode::kOk, {}, free);
  return free;
}

}  // namespace varve::sim
