// Looks for evidence in the part of a log that is not in the valid sequence: a record that was
// written when more had been proven synced than recovery finds (rule D7).
#ifndef VARVE_ENGINE_WAL_LOG_SCAN_H_
#define VARVE_ENGINE_WAL_LOG_SCAN_H_

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "engine/wal/log_file.h"
#include "engine/wal/log_format.h"

namespace varve {

struct LogScan {
  bool all_zero = true;               // nothing was ever written in the part looked at
  std::optional<LogPosition> proven;  // what the first such record says was proven, above `end`
};

/// Looks at every aligned place of `file` from `from` (a multiple of 8) on for a valid record whose
/// proven position is above `end`, and stops at the first.
///
/// Only a candidate that makes such a claim is hashed, of which a crash alone leaves none; hostile
/// content may hold many that overlap. Once eight times the file's size has been hashed in vain the
/// answer is `kDataLoss`: it is unknown what was lost.
[[nodiscard]] absl::StatusOr<LogScan> ScanForProof(LogFile& file, uint64_t from, LogPosition end);

}  // namespace varve

#endif  // VARVE_ENGINE_WAL_LOG_SCAN_H_
