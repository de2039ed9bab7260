// Reads back what a crash left of a sequence of logs, and tells a torn tail from damage.
//
// The valid sequence begins with the first log, goes on from record to record, and from log to log
// where the next one's header says that it continues exactly where the last one was read to end. It
// ends at the first record or header that is absent or bad. What lies behind that end may be the
// ordinary remains of a crash: pages become durable in any order. It is damage exactly when some
// record or header, wherever it lies, says that a position behind the end was proven synced when it
// was written (rule D7). Every valid record and header of every given log is asked: those behind a
// bad record are found by looking for the record magic at each aligned place.
#ifndef VARVE_ENGINE_WAL_LOG_READER_H_
#define VARVE_ENGINE_WAL_LOG_READER_H_

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/wal/log_format.h"
#include "varve/platform/platform.h"

namespace varve {

struct ReplayedRecord {
  LogPosition start;
  std::string_view payload;  // borrowed for the call
};

struct ReplaySummary {
  uint64_t logs_read = 0;  // logs that belong to the sequence
  uint64_t records = 0;    // applied
  LogPosition end;         // behind the last record, or header, of the sequence
  // Later logs exist that are not part of the sequence. The caller discards them durably before the
  // first read (rule D7).
  bool cut_before_later_log = false;
  LogPosition proven;  // the highest position that anything found says was synced
};

/// Calls `apply` for each record of the sequence that begins with log `first_log`, in order.
/// `numbers` are the logs found in the directory, ascending; those below `first_log` are ignored.
///
/// Everything is validated before the first call of `apply`, which therefore never sees a record of
/// logs that are reported as corrupt, unless a file gives two readings of the same bytes. Errors:
/// `kDataLoss`, naming file and offset of the bad record, where something proven synced is lost,
/// `first_log` is missing or a format version is unknown; what `apply` returned; I/O errors.
///
/// Reads in pieces of 64 KiB; allocates more only for a record whose checksum was verified. The
/// work is linear in the size of the files, whatever their content.
[[nodiscard]] absl::StatusOr<ReplaySummary> ReplayLogs(
    const Platform& platform, const std::string& directory, uint64_t first_log,
    std::span<const uint64_t> numbers,
    const std::function<absl::Status(const ReplayedRecord&)>& apply);

}  // namespace varve

#endif  // VARVE_ENGINE_WAL_LOG_READER_H_
