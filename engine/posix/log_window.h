// The log window: a segment that is fully allocated and mapped, so that a commit is a store.
//
//   offset 0                    committed()            capacity
//   | records, in the order of   | reserved, then zeros |
//   | their commits              |                      |
//
// Why committed bytes survive the process: they are stored in pages of the operating system's cache
// (MAP_SHARED), which belong to the file and not to the process; nothing has to be written out.
//
// Why stores cannot run out of room: the whole capacity is allocated before it is mapped. A store
// into a hole of a sparse file would raise SIGBUS on a full disk; into an allocated extent it does
// not. What remains is SIGBUS when the device cannot read back a page that the cache has dropped,
// or when somebody else truncates the file: both end the process, as a process crash.
//
// Why fdatasync alone suffices for `Sync`: on Linux a page made dirty through a shared mapping is a
// dirty page of the file like any other, and fdatasync writes out all of those, converts the
// extents from "allocated" to "written", and waits for the device. `msync(MS_SYNC)` would do the
// same for a range of the mapping and add nothing.
//
// Why a few pages are populated ahead of the reservations: a page that is faulted in by the first
// store into it costs 4 to 8 microseconds here (ext4 has to be told of each fault), one of sixteen
// that MADV_POPULATE_WRITE brings together 1.8. That is 65 ns against 146 to 313 ns for a record of
// 150 bytes, in pauses of less than 30 microseconds; more at a time gains nothing but longer
// pauses.
//
// Why committed pages are unmapped again, 64 KiB at a time: before a page that is mapped is written
// to the device, the kernel makes its mapping read-only, and tells every processor that runs this
// process so, page by page. For a segment of 64 MiB that is 16,384 interrupts, which the writer of
// the moment pays. A page that is not mapped is written out as if `write` had filled it.
#ifndef VARVE_ENGINE_POSIX_LOG_WINDOW_H_
#define VARVE_ENGINE_POSIX_LOG_WINDOW_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>

#include "engine/base/atomic.h"
#include "engine/posix/system_calls.h"
#include "varve/platform/file_system.h"

namespace varve::posix {

/// Thread safety: `Reserve` and `Commit` one task at a time; `Sync`, `committed` and `capacity` any
/// task at any time. Progress: `Commit` is wait-free, and so is
/// `Reserve` but for two system calls in 64 KiB, which map pages; `Sync` blocks.
class PosixLogWindow final : public LogWindow {
 public:
  /// As `FileSystem::CreateLogWindow`; a capacity of 0 is `kInvalidArgument`. A call that fails
  /// with a code that says that nothing has happened leaves no file of its own behind.
  [[nodiscard]] static absl::StatusOr<std::unique_ptr<LogWindow>> Create(const std::string& path,
                                                                         uint64_t capacity);

  /// Takes over `fd`, and `mapping`, which `munmap` releases: a shared mapping of the whole file.
  PosixLogWindow(std::string path, FileDescriptor fd, std::span<char> mapping);
  ~PosixLogWindow() override;

  [[nodiscard]] uint64_t capacity() const override { return mapping_.size(); }
  [[nodiscard]] uint64_t committed() const override;
  [[nodiscard]] absl::StatusOr<std::span<char>> Reserve(size_t size) override;
  [[nodiscard]] absl::Status Commit(size_t size) override;
  [[nodiscard]] absl::StatusOr<uint64_t> Sync() override;

 private:
  const std::string path_;
  const FileDescriptor fd_;
  const std::span<char> mapping_;

  // Moves the mapped part of the window: to begin at the last boundary of 64 KiB before what is
  // committed, and to end at the first that is not below `end`, or with the window.
  void Slide(uint64_t end);

  // The committing task's alone.
  size_t reserved_ = 0;     // of the last Reserve
  uint64_t populated_ = 0;  // pages below were brought
  uint64_t released_ = 0;   // pages below were unmapped
  Atomic<uint64_t> committed_{0};

  // One sync at a time: the operating system reports a failed write-back once per open file, so of
  // two syncs that overlap the wrong one might get the error and the other a success that is a lie.
  std::mutex sync_mutex_;
  absl::Status failure_;        // written once, before `failed_`; read only after it
  Atomic<bool> failed_{false};  // a sync has failed: the window is finished
};

}  // namespace varve::posix

#endif  // VARVE_ENGINE_POSIX_LOG_WINDOW_H_
