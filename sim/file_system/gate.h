// What the simulated filesystem asks of the world at each operation.
#ifndef VARVE_SIM_FILE_SYSTEM_GATE_H_
#define VARVE_SIM_FILE_SYSTEM_GATE_H_

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "sim/file_system/fault.h"

namespace varve::sim {

enum class FileOperation : uint8_t {
  kOpenRead,
  kRead,
  kCreateAppend,
  kAppend,
  kSync,
  kCreateWindow,
  kCommit,
  kSyncWindow,
  kOpenPositional,
  kWrite,
  kTruncate,
  kRename,
  kHardLink,
  kRemove,
  kList,
  kCreateDirectory,
  kSyncDirectory,
  kLock,
  kExists,
  kFreeSpace,
};
inline constexpr int kFileOperationCount = 20;
std::string_view Name(FileOperation operation);

/// Whether a part of the operation's effect can be told from all of it and from none.
[[nodiscard]] bool HasParts(FileOperation operation);

/// Whether the operation may need room on the disk.
[[nodiscard]] bool NeedsRoom(FileOperation operation);

/// Told of each operation as it begins and as it ends. Both are folded into the run's digest, so
/// that runs which differ in anything that the engine asks of the disk, or gets from it, differ in
/// their digests too.
class OperationGate {
 public:
  virtual ~OperationGate() = default;
  /// Called before each operation, and between the two halves of an operation that a crash may cut
  /// in two. It is a scheduling point, a crash point, and where time passes; on a crash it never
  /// returns. `bytes` is what the operation writes, or the new name; `offset` where it reads or
  /// writes; `size` how much it may read, the capacity of a window, the size cut to. Empty and
  /// nought where they have no meaning.
  virtual void Before(FileOperation operation, std::string_view path, std::string_view bytes,
                      uint64_t offset, uint64_t size) = 0;
  /// Called once for each operation, after `Before` returned (the last one of a sync, else the
  /// first) and right before the effect: what goes wrong with it. `size` is what it writes or may
  /// read, the capacity of a window, the size cut to. Does not schedule.
  [[nodiscard]] virtual Fault Decide(FileOperation /*operation*/, std::string_view /*path*/,
                                     uint64_t /*size*/) {
    return Fault::kNone;
  }
  /// Called once after each operation, with no scheduling point since its effect. Neither
  /// schedules nor allocates. `result` is the bytes it read or the names it listed; `number` what
  /// else it answered: a size, an offset, how many names, whether a file exists.
  virtual void After(FileOperation operation, absl::StatusCode code, std::string_view result,
                     uint64_t number) = 0;
};

/// Asks the gate, and reduces its answer to one that has a meaning for the operation: where there
/// are no parts `kPartial` is `kBefore`, where no room is needed `kNoSpace` is no fault.
[[nodiscard]] Fault DecideFault(OperationGate& gate, FileOperation operation, std::string_view path,
                                uint64_t size = 0);

}  // namespace varve::sim

#endif  // VARVE_SIM_FILE_SYSTEM_GATE_H_
