// What all file objects of the simulated filesystem share: the disk behind them, one open inode,
// and the rule that an object of an ended lifetime is dead.
#ifndef VARVE_SIM_FILE_SYSTEM_OPEN_FILE_H_
#define VARVE_SIM_FILE_SYSTEM_OPEN_FILE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "sim/choice/choices.h"
#include "sim/file_system/disk.h"
#include "sim/file_system/gate.h"

namespace varve::sim {

/// Borrowed; outlives every file object.
struct DiskSeam {
  Disk& disk;
  OperationGate& gate;
  Choices& choices;
};

/// `path`: what went wrong, in the codes of varve/platform/file_system.h. On the caller's heap.
[[nodiscard]] absl::Status ToStatus(DiskError error, const std::string& path);

/// How many of `size` bytes are written before the gate is passed again: usually all.
[[nodiscard]] size_t DrawFirstPart(const DiskSeam& seam, size_t size);

/// Tells the gate that `operation` ended so; returns `status`.
[[nodiscard]] absl::Status Ended(const DiskSeam& seam, FileOperation operation, absl::Status status,
                                 std::string_view result = {}, uint64_t number = 0);

/// Holds one inode open. Thread safety: that of the file object around it.
class OpenFile {
 public:
  /// `inode` was counted as open by `Disk::Open`; this object closes it.
  OpenFile(const DiskSeam& seam, std::string path, InodeId inode)
      : seam_(seam), path_(std::move(path)), inode_(inode), lifetime_(seam.disk.lifetime()) {}
  /// Closes the inode, unless the lifetime has ended: the crash closed it then.
  ~OpenFile();
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  /// Passes the gate. The file must be alive.
  void Before(FileOperation operation, std::string_view bytes = {}, uint64_t offset = 0,
              uint64_t size = 0) const;
  /// Tells the gate that `operation` succeeded.
  void After(FileOperation operation, std::string_view result = {}, uint64_t number = 0) const;

  /// Writes in one part or two, passing the gate before each, and tells it of the end. `offset`
  /// absent: at the end of the file, which only its one writer moves.
  void Write(FileOperation operation, std::optional<uint64_t> offset, std::string_view data) const;

  /// The whole of a file's sync.
  void Sync() const;

  [[nodiscard]] bool alive() const { return seam_.disk.lifetime() == lifetime_; }
  [[nodiscard]] const DiskSeam& seam() const { return seam_; }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] InodeId id() const { return inode_; }
  /// The file must be alive.
  [[nodiscard]] Inode& inode() const;

 private:
  DiskSeam seam_;
  std::string path_;
  InodeId inode_;
  uint64_t lifetime_;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_FILE_SYSTEM_OPEN_FILE_H_
