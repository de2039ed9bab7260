#include "engine/wal/log_reader.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "engine/base/status.h"
#include "engine/format/file_names.h"
#include "engine/wal/log_file.h"
#include "engine/wal/log_scan.h"

namespace varve {
namespace {

// One of the given logs, as it was found.
struct Log {
  std::unique_ptr<LogFile> file;
  std::optional<LogHeader> header;  // nothing where it is absent or bad
  // Where the valid records end; 0 for a log that is not part of the sequence.
  uint64_t end = 0;
};

class Replay {
 public:
  Replay(const Platform& platform, const std::string& directory, uint64_t first_log)
      : platform_(platform), directory_(directory), first_log_(first_log) {
    summary_.end = {first_log, 0};
  }

  // The steps, in order.
  absl::Status OpenLogs(std::span<const uint64_t> numbers);
  absl::Status FindSequence();
  absl::Status LookForDamage();
  absl::Status Apply(const std::function<absl::Status(const ReplayedRecord&)>& apply);

  const ReplaySummary& summary() const { return summary_; }

 private:
  bool Continues(const Log& log) const;
  absl::Status FindRecords(Log& log);
  absl::Status ApplyLog(Log& log, const std::function<absl::Status(const ReplayedRecord&)>& apply);
  absl::Status Damage(LogPosition proven) const;
  std::string PathOfLog(uint64_t number) const { return PathOf(directory_, LogName(number)); }

  const Platform& platform_;
  const std::string& directory_;
  const uint64_t first_log_;
  std::vector<Log> logs_;  // the first `summary_.logs_read` make up the sequence
  ReplaySummary summary_;
};

absl::Status Replay::OpenLogs(std::span<const uint64_t> numbers) {
  VARVE_CHECK(std::is_sorted(numbers.begin(), numbers.end()), "logs are given in ascending order");
  const auto first = std::lower_bound(numbers.begin(), numbers.end(), first_log_);
  if (first == numbers.end() || *first != first_log_) {
    return Corruption(PathOfLog(first_log_), 0, "the first log to read is missing");
  }
  for (const uint64_t number : numbers.subspan(static_cast<size_t>(first - numbers.begin()))) {
    Log log;
    VARVE_ASSIGN_OR_RETURN(log.file, LogFile::Open(platform_.file_system, directory_, number));
    VARVE_ASSIGN_OR_RETURN(log.header, log.file->ReadHeader());
    if (log.header.has_value() && log.header->version != kLogFormatVersion) {
      return Corruption(log.file->path(), 0,
                        absl::StrCat("log format version ", log.header->version,
                                     " is not the one that can be read, ", kLogFormatVersion));
    }
    logs_.push_back(std::move(log));
  }
  return absl::OkStatus();
}

absl::Status Replay::FindSequence() {
  for (Log& log : logs_) {
    if (!Continues(log)) break;
    VARVE_RETURN_IF_ERROR(FindRecords(log));
    ++summary_.logs_read;
    summary_.end = {log.file->number(), log.end};
  }
  summary_.cut_before_later_log = summary_.logs_read < logs_.size();
  return absl::OkStatus();
}

// Whether `log` is where the sequence goes on from `summary_.end`. The first log may have had a
// predecessor: what that held was flushed, else it would be the first.
bool Replay::Continues(const Log& log) const {
  if (!log.header.has_value()) return false;
  return summary_.logs_read == 0 || log.header->previous == summary_.end;
}

absl::Status Replay::FindRecords(Log& log) {
  summary_.proven = std::max(summary_.proven, log.header->proven);
  log.end = kLogHeaderBytes;
  for (;;) {
    VARVE_ASSIGN_OR_RETURN(const std::optional<RecordHeader> record, log.file->PeekRecord(log.end));
    if (!record.has_value()) return absl::OkStatus();
    VARVE_ASSIGN_OR_RETURN(const bool valid, log.file->VerifyRecord(log.end, *record));
    if (!valid) return absl::OkStatus();
    summary_.proven = std::max(summary_.proven, record->proven);
    ++summary_.records;
    log.end += RecordBytes(record->payload_bytes);
  }
}

absl::Status Replay::LookForDamage() {
  if (summary_.proven > summary_.end) return Damage(summary_.proven);
  bool torn = false;
  // Behind the last log of the sequence lies nothing that belongs to an earlier one: each of those
  // was read to where its successor says that it ended.
  const size_t last = summary_.logs_read == 0 ? 0 : summary_.logs_read - 1;
  for (size_t i = last; i < logs_.size(); ++i) {
    Log& log = logs_[i];
    if (log.header.has_value()) {
      summary_.proven = std::max(summary_.proven, log.header->proven);
      if (summary_.proven > summary_.end) return Damage(summary_.proven);
    }
    const uint64_t from = std::max<uint64_t>(log.end, kLogHeaderBytes);
    VARVE_ASSIGN_OR_RETURN(const LogScan scan, ScanForProof(*log.file, from, summary_.end));
    if (scan.proven.has_value()) return Damage(*scan.proven);
    if (log.end != 0 && !scan.all_zero) torn = true;
  }
  if (torn) platform_.instrumentation.Hit(Probe::kLogTornTail);
  if (summary_.cut_before_later_log) platform_.instrumentation.Hit(Probe::kLogSequenceCut);
  return absl::OkStatus();
}

// The error that names the place where the sequence ended although it was proven to go on.
absl::Status Replay::Damage(LogPosition proven) const {
  const std::string what =
      absl::StrCat("damaged or missing, though everything below offset ", proven.offset, " of log ",
                   proven.number, " was proven synced");
  const LogPosition end = summary_.end;
  const bool has_next = summary_.logs_read < logs_.size();
  const Log* const next = has_next ? &logs_[summary_.logs_read] : nullptr;
  if (summary_.logs_read > 0) {
    // Either the log that was read last should have gone on, ...
    const bool next_names_it =
        has_next && next->header.has_value() && next->header->previous.number == end.number;
    if (proven.number <= end.number || next_names_it) {
      return Corruption(PathOfLog(end.number), end.offset, absl::StrCat("record ", what));
    }
    // ... or a log between it and the next one is missing, ...
    const uint64_t missing = !has_next                  ? proven.number
                             : next->header.has_value() ? next->header->previous.number
                                                        : end.number;
    if (missing > end.number && (!has_next || missing < next->file->number())) {
      return Corruption(PathOfLog(missing), 0, absl::StrCat("log ", what));
    }
  }
  // ... or the next log's header is bad.
  return Corruption(has_next ? next->file->path() : PathOfLog(end.number), 0,
                    absl::StrCat("log header ", what));
}

absl::Status Replay::Apply(const std::function<absl::Status(const ReplayedRecord&)>& apply) {
  for (size_t i = 0; i < summary_.logs_read; ++i) VARVE_RETURN_IF_ERROR(ApplyLog(logs_[i], apply));
  return absl::OkStatus();
}

absl::Status Replay::ApplyLog(Log& log,
                              const std::function<absl::Status(const ReplayedRecord&)>& apply) {
  LogFile& file = *log.file;
  uint64_t at = kLogHeaderBytes;
  while (at < log.end) {
    // Read anew, so verified anew: the bytes given to `apply` are those whose checksum held.
    VARVE_ASSIGN_OR_RETURN(const std::optional<RecordHeader> record, file.PeekRecord(at));
    bool valid = record.has_value() && RecordBytes(record->payload_bytes) <= log.end - at;
    std::string_view bytes;
    if (valid) {
      const size_t size = kRecordHeaderBytes + size_t{record->payload_bytes};
      VARVE_ASSIGN_OR_RETURN(bytes, file.Read(at, size));
      RecordHasher hasher({file.number(), at});
      hasher.Update(bytes.substr(kRecordChecksumBytes));
      valid = hasher.Finish() == record->checksum;
    }
    if (!valid) return Corruption(file.path(), at, "the record changed between two readings");
    VARVE_RETURN_IF_ERROR(apply({{file.number(), at}, bytes.substr(kRecordHeaderBytes)}));
    at += RecordBytes(record->payload_bytes);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ReplaySummary> ReplayLogs(
    const Platform& platform, const std::string& directory, uint64_t first_log,
    std::span<const uint64_t> numbers,
    const std::function<absl::Status(const ReplayedRecord&)>& apply) {
  Replay replay(platform, directory, first_log);
  VARVE_RETURN_IF_ERROR(replay.OpenLogs(numbers));
  VARVE_RETURN_IF_ERROR(replay.FindSequence());
  VARVE_RETURN_IF_ERROR(replay.LookForDamage());
  VARVE_RETURN_IF_ERROR(replay.Apply(apply));
  return replay.summary();
}

}  // namespace varve
