// The kinds of faults that a world can inject into the filesystem: one row for each pair of a class
// of operations and what goes wrong with them. Names are stable; campaigns count by them.
#ifndef VARVE_SIM_FAULTS_FAULT_TABLE_H_
#define VARVE_SIM_FAULTS_FAULT_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "sim/file_system/fault.h"
#include "sim/file_system/gate.h"

namespace varve::sim {

/// Operations that fail for like reasons.
enum class FaultClass : uint8_t {
  kSync,
  kWrite,
  kRename,
  kSyncDirectory,
  kCreate,
  kRemove,
  kOpen,
  kRead,
  kSpace,  // the disk has little room left: no single operation is aimed at
};

/// Never kSpace.
[[nodiscard]] FaultClass ClassOf(FileOperation operation);

struct FaultRow {
  std::string_view name;  // "sync.before"
  std::string_view meaning;
  FaultClass on = FaultClass::kSync;
  Fault effect = Fault::kBefore;  // kNoSpace for kSpace
  uint32_t weight = 1;
  uint64_t latest = 1;  // how far into a lifetime, in operations of its class, it may begin
};

inline constexpr size_t kFaultKindCount = 20;
[[nodiscard]] std::span<const FaultRow, kFaultKindCount> FaultTable();

/// Which files an episode of faults aims at.
enum class FaultTarget : uint8_t { kAny, kLog, kTable, kManifest, kCurrent };
inline constexpr size_t kFaultTargetCount = 5;
[[nodiscard]] std::string_view Name(FaultTarget target);

/// By the last component of the path, as the documentation of a database's directory names files:
/// "000007.log", "000008.sst", "MANIFEST-000005", "CURRENT" and "CURRENT.tmp".
[[nodiscard]] bool Matches(FaultTarget target, std::string_view path);

}  // namespace varve::sim

#endif  // VARVE_SIM_FAULTS_FAULT_TABLE_H_
