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

/// What an operation answers: `natural`, what it came to by itself, unless there is a fault
/// ("/db/000012.sst: injected I/O error on sync"). On the caller's heap.
[[nodiscard]] absl::Status Answer(Fault fault, FileOperation operation, const std::string& path,
                                  absl::Status natural = absl::OkStatus());

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
  /// Asks the gate what goes wrong with `operation`, which is about to take effect.
  [[nodiscard]] Fault Decide(FileOperation operation, uint64_t size = 0) const {
    return DecideFault(seam_.gate, operation, path_, size);
  }
  /// Tells the gate that `operation` succeeded.
  void After(FileOperation operation, std::string_view result = {}, uint64_t number = 0) const;
  /// Tells the gate that `operation` ended so, and answers.
  [[nodiscard]] absl::Status Ended(FileOperation operation, Fault fault) const;

  /// Writes in one part or two, passing the gate before each, and tells it of the end. `offset`
  /// absent: at the end of the file, which only its one writer moves. Room for all of it must be
  /// there when it begins; an append that has none may keep what fits (label "fs.fitted").
  [[nodiscard]] absl::Status Write(FileOperation operation, std::optional<uint64_t> offset,
                                   std::string_view data) const;

  /// Cuts or extends the file, and tells the gate of the end.
  [[nodiscard]] absl::Status Truncate(uint64_t size) const;

  /// The whole of a file's sync.
  [[nodiscard]] absl::Status Sync() const;

  /// The cache may drop what a failed sync left behind.
  void MayDropForsaken() const;

  [[nodiscard]] bool alive() const { return seam_.disk.lifetime() == lifetime_; }
  [[nodiscard]] const DiskSeam& seam() const { return seam_; }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] InodeId id() const { return inode_; }
  /// The file must be alive.
  [[nodiscard]] Inode& inode() const;

 private:
  /// `kNoSpace` where there was no other fault and the file has no room to grow up to `end`.
  [[nodiscard]] Fault Fit(Fault fault, uint64_t end) const;
  /// How many bytes of `data` a write that fails so keeps.
  [[nodiscard]] size_t KeptOf(Fault fault, FileOperation operation, std::string_view data) const;
  void Store(uint64_t offset, std::string_view data) const;

  DiskSeam seam_;
  std::string path_;
  InodeId inode_;
  uint64_t lifetime_;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_FILE_SYSTEM_OPEN_FILE_H_
