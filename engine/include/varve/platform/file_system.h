// The filesystem seam. Every method states what is durable when it returns.
//
// Words used below. A *process crash* ends the process and keeps the operating system's cache. A
// *machine crash* keeps only what was synced for certain; of the rest any part may survive, in any
// order. Paths are absolute or relative to the process, with '/' between components, and never end
// in '/'. A directory entry (the name of a file) and the file's content are made durable by
// different calls: `SyncDirectory` and the file's own `Sync`.
//
// Errors. `kNotFound`, `kAlreadyExists`, `kResourceExhausted` (no space, no descriptors),
// `kFailedPrecondition` (lock held elsewhere) and `kInvalidArgument` mean what they say and nothing
// has happened; every other error (`kUnavailable`, an I/O error) leaves the effect of the call
// *indeterminate*: it may have happened wholly, in part, or not at all. Messages name the path.
//
// Thread safety: a FileSystem may be used from any task. A file object may be used by one task at a
// time unless its class says otherwise.
#ifndef VARVE_PLATFORM_FILE_SYSTEM_H_
#define VARVE_PLATFORM_FILE_SYSTEM_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace varve {

/// A file opened for reading at any position. Methods may be called from many tasks at once. The
/// content may still be read after the file's name is removed.
class RandomAccessFile {
 public:
  virtual ~RandomAccessFile() = default;

  /// Fills `out` from the bytes at `offset`. Returns how many were read: fewer than asked for only
  /// where the file ends.
  [[nodiscard]] virtual absl::StatusOr<size_t> Read(uint64_t offset, std::span<char> out) const = 0;

  /// Size in bytes at the moment of the call.
  [[nodiscard]] virtual absl::StatusOr<uint64_t> Size() const = 0;
};

/// A new file that grows at its end.
class AppendFile {
 public:
  /// Closes the file. Bytes handed to `Append` have survived the process since it returned.
  virtual ~AppendFile() = default;

  /// Adds `data` at the end. On success the bytes survive a process crash, not a machine crash. On
  /// error any prefix of `data` may have been added.
  [[nodiscard]] virtual absl::Status Append(std::string_view data) = 0;

  /// On success every byte appended so far, and the file's size, survive a machine crash (the
  /// file's name does not: `SyncDirectory`). After an error nothing is known of the bytes appended
  /// since the last success, and a later success proves nothing about them.
  [[nodiscard]] virtual absl::Status Sync() = 0;
};

/// An existing file opened for changes in place.
class PositionalFile {
 public:
  virtual ~PositionalFile() = default;

  /// Overwrites (and extends with) `data` at `offset`. Survives a process crash on success; a
  /// machine crash may keep any 512-byte sectors of it.
  [[nodiscard]] virtual absl::Status Write(uint64_t offset, std::string_view data) = 0;

  /// Cuts the file to `size` bytes or extends it with zeros.
  [[nodiscard]] virtual absl::Status Truncate(uint64_t size) = 0;

  /// As `AppendFile::Sync`, for everything written or truncated so far.
  [[nodiscard]] virtual absl::Status Sync() = 0;
};

/// A log segment of fixed capacity, fully allocated and mapped, so that bytes survive the process
/// without a system call. The bytes never written are zero.
///
/// `Reserve` and `Commit` belong to one task at a time; `Sync` may run in another task beside them.
class LogWindow {
 public:
  /// Releases the mapping. Committed bytes keep surviving a process crash.
  virtual ~LogWindow() = default;

  [[nodiscard]] virtual uint64_t capacity() const = 0;

  /// Bytes committed so far: the offset at which the next reservation begins.
  [[nodiscard]] virtual uint64_t committed() const = 0;

  /// `size` writable bytes at offset `committed()`, valid until the next call of `Reserve` or
  /// `Commit`. Bytes stored there may survive any crash, in any part, even if never committed.
  /// `kResourceExhausted` when fewer than `size` bytes are left; nothing has happened then.
  [[nodiscard]] virtual absl::StatusOr<std::span<char>> Reserve(size_t size) = 0;

  /// Adds the first `size` reserved bytes to the log. On success they survive a process crash
  /// whole; a machine crash may keep any of their bytes, the window's pages in any order. An error
  /// is final for this window: the bytes are indeterminate and nothing may be committed after it.
  [[nodiscard]] virtual absl::Status Commit(size_t size) = 0;

  /// On success returns an offset, at least the value of `committed()` when the call began, below
  /// which every byte survives a machine crash. An error is final for this window: nothing is known
  /// of the bytes above the last offset returned, and no later success would prove anything.
  [[nodiscard]] virtual absl::StatusOr<uint64_t> Sync() = 0;
};

/// Holds an exclusive lock until destroyed or until the process ends, however it ends.
class FileLock {
 public:
  virtual ~FileLock() = default;
};

class FileSystem {
 public:
  virtual ~FileSystem() = default;

  /// Opens an existing file for reading. `kNotFound` when there is none.
  [[nodiscard]] virtual absl::StatusOr<std::unique_ptr<RandomAccessFile>> OpenRandomAccess(
      const std::string& path) = 0;

  /// Creates a file that must not exist (`kAlreadyExists`). Neither the name nor the content
  /// survives a machine crash before `SyncDirectory` and `Sync`.
  [[nodiscard]] virtual absl::StatusOr<std::unique_ptr<AppendFile>> CreateAppend(
      const std::string& path) = 0;

  /// Creates a log segment of `capacity` bytes that must not exist. Its space is reserved when the
  /// call returns: later stores into it cannot run out of room. On `kResourceExhausted` no file is
  /// left behind. Durable after `Sync` and `SyncDirectory`, as any file.
  [[nodiscard]] virtual absl::StatusOr<std::unique_ptr<LogWindow>> CreateLogWindow(
      const std::string& path, uint64_t capacity) = 0;

  /// Opens an existing file for changes in place. `kNotFound` when there is none.
  [[nodiscard]] virtual absl::StatusOr<std::unique_ptr<PositionalFile>> OpenPositional(
      const std::string& path) = 0;

  /// Gives the file `from` the name `to`, replacing a file of that name. Atomic: after any crash
  /// the file has the one name or the other. Durable after `SyncDirectory` of both directories.
  [[nodiscard]] virtual absl::Status Rename(const std::string& from, const std::string& to) = 0;

  /// Gives the file `existing` the second name `link`, which must not exist. Durable after
  /// `SyncDirectory`.
  [[nodiscard]] virtual absl::Status HardLink(const std::string& existing,
                                              const std::string& link) = 0;

  /// Removes a name; the content goes with the last name and the last open file object. Durable
  /// after `SyncDirectory`: until then a machine crash may bring the file back. `kNotFound` when
  /// there is none.
  [[nodiscard]] virtual absl::Status Remove(const std::string& path) = 0;

  /// The names (no path, "." and ".." left out) in a directory, in ascending byte order.
  [[nodiscard]] virtual absl::StatusOr<std::vector<std::string>> List(
      const std::string& directory) = 0;

  /// Creates a directory whose parent exists. Succeeds when it already exists. Durable after
  /// `SyncDirectory` of the parent.
  [[nodiscard]] virtual absl::Status CreateDirectory(const std::string& path) = 0;

  /// On success every change of names made in `path` before the call survives a machine crash.
  [[nodiscard]] virtual absl::Status SyncDirectory(const std::string& path) = 0;

  /// Takes the exclusive lock on `path`, creating the file where needed. `kFailedPrecondition` when
  /// it is held, by this process or another.
  [[nodiscard]] virtual absl::StatusOr<std::unique_ptr<FileLock>> LockFile(
      const std::string& path) = 0;

  /// Whether a file or directory has this name.
  [[nodiscard]] virtual absl::StatusOr<bool> Exists(const std::string& path) = 0;

  /// Bytes that may still be allocated on the filesystem holding `path`.
  [[nodiscard]] virtual absl::StatusOr<uint64_t> FreeSpace(const std::string& path) = 0;
};

}  // namespace varve

#endif  // VARVE_PLATFORM_FILE_SYSTEM_H_
