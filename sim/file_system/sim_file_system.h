// `varve::FileSystem` over a simulated disk.
//
// Every operation first passes the gate: there the world schedules, lets time pass, or ends the
// lifetime. Operations that a crash can catch halfway pass it twice: a write of more than one byte
// or the creation of a log window, one time in eight (labels "fs.split", "fs.split_at"), and each
// sync, whose effect comes with its end, so that other tasks run in the midst of it and a crash
// there leaves any part of it undone. Right before the effect the gate is asked what goes wrong
// (fault.h). When the operation has ended, the gate is told its answer.
//
// Memory: called with the lifetime's heap current. What it changes on the disk is allocated on the
// world's heap, what it returns on the caller's. Nothing on the world's heap is owned by a local
// variable while the gate is called, since a crash there never returns.
#ifndef VARVE_SIM_FILE_SYSTEM_SIM_FILE_SYSTEM_H_
#define VARVE_SIM_FILE_SYSTEM_SIM_FILE_SYSTEM_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sim/choice/choices.h"
#include "sim/file_system/disk.h"
#include "sim/file_system/gate.h"
#include "sim/file_system/open_file.h"
#include "varve/platform/file_system.h"

namespace varve::sim {

/// Borrows its three arguments, which must outlive it and every file object it returned. Holds no
/// state of its own: one may serve all lifetimes of a world, or each lifetime have its own.
class SimFileSystem final : public FileSystem {
 public:
  SimFileSystem(Disk& disk, OperationGate& gate, Choices& choices) : seam_{disk, gate, choices} {}

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
  DiskSeam seam_;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_FILE_SYSTEM_SIM_FILE_SYSTEM_H_
