// What tests of the log share: a platform in memory, and shorthands for writing and replaying.
#ifndef VARVE_TESTS_UNIT_WAL_LOG_WORLD_H_
#define VARVE_TESTS_UNIT_WAL_LOG_WORLD_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/format/file_names.h"
#include "engine/wal/log_reader.h"
#include "engine/wal/log_writer.h"
#include "gtest/gtest.h"
#include "tests/unit/wal/memory_file_system.h"
#include "tests/unit/wal/test_platform.h"

namespace varve {

inline const char* const kDirectory = "db";
inline std::string LogPath(uint64_t number) { return PathOf(kDirectory, LogName(number)); }

struct Replayed {
  ReplaySummary summary;
  std::vector<std::string> payloads;
  std::vector<LogPosition> starts;
};

struct LogWorld {
  MemoryFileSystem file_system;
  CountingScheduler scheduler;
  StoppedClock clock;
  Recorder recorder;

  Platform platform() { return {clock, file_system, scheduler, recorder}; }

  /// Replays from `first_log` all logs that the directory holds. On an error nothing may have been
  /// applied: that is checked here, for every test.
  absl::StatusOr<Replayed> Replay(uint64_t first_log = 1) {
    std::vector<uint64_t> numbers;
    const absl::StatusOr<std::vector<std::string>> names = file_system.List(kDirectory);
    for (const std::string& name : *names) numbers.push_back(ParseFileName(name)->number);
    Replayed replayed;
    absl::StatusOr<ReplaySummary> summary =
        ReplayLogs(platform(), kDirectory, first_log, numbers, [&](const ReplayedRecord& record) {
          replayed.payloads.emplace_back(record.payload);
          replayed.starts.push_back(record.start);
          return absl::OkStatus();
        });
    if (!summary.ok()) {
      EXPECT_TRUE(replayed.payloads.empty()) << "applied although " << summary.status();
      return summary.status();
    }
    replayed.summary = *summary;
    return replayed;
  }

  /// Changes bytes of a file in place.
  void Overwrite(uint64_t number, uint64_t offset, std::string_view bytes) {
    std::string content = file_system.Get(LogPath(number));
    content.replace(offset, bytes.size(), bytes);
    file_system.Put(LogPath(number), content);
  }
  void FlipBit(uint64_t number, uint64_t offset) {
    std::string content = file_system.Get(LogPath(number));
    content[offset] = static_cast<char>(content[offset] ^ 0x10);
    file_system.Put(LogPath(number), content);
  }
};

/// Appends `payload` as one part and expects success.
inline LogPosition MustAppend(LogWriter& writer, std::string_view payload, SeqNo largest_seqno) {
  const std::string_view parts[] = {payload};
  const absl::StatusOr<LogPosition> end = writer.Append(parts, largest_seqno);
  EXPECT_TRUE(end.ok()) << end.status();
  return end.value_or(LogPosition{});
}

}  // namespace varve

#endif  // VARVE_TESTS_UNIT_WAL_LOG_WORLD_H_
