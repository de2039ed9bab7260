// What the simulated filesystem asks of the world at each operation.
#ifndef VARVE_SIM_FILE_SYSTEM_GATE_H_
#define VARVE_SIM_FILE_SYSTEM_GATE_H_

#include <cstdint>
#include <string_view>

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

/// Called before each operation, and between the two halves of an operation that a crash may cut in
/// two. It is a scheduling point, a crash point, and where time passes; on a crash it never
/// returns.
class OperationGate {
 public:
  virtual ~OperationGate() = default;
  /// `bytes` is what the operation writes (folded into the run's digest), or empty.
  virtual void Before(FileOperation operation, std::string_view path, std::string_view bytes) = 0;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_FILE_SYSTEM_GATE_H_
