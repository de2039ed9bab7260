#include "engine/wal/log_scan.h"

#include <memory>
#include <string>

#include "tests/unit/wal/log_world.h"

namespace varve {
namespace {

constexpr LogPosition kEnd{1, 64};

std::string Record(LogPosition at, LogPosition proven, size_t payload_bytes) {
  std::string record(RecordBytes(payload_bytes), 'p');
  SealRecord(at, proven, payload_bytes, record.data());
  return record;
}

// Scans, from `from` on, a file of log 1 that holds `record` at `at` and zeros elsewhere.
LogScan Scan(uint64_t from, uint64_t at, const std::string& record, size_t file_bytes = 400000) {
  MemoryFileSystem file_system;
  std::string content(file_bytes, '\0');
  content.replace(at, record.size(), record);
  file_system.Put(LogPath(1), content);
  absl::StatusOr<std::unique_ptr<LogFile>> file = LogFile::Open(file_system, kDirectory, 1);
  EXPECT_TRUE(file.ok()) << file.status();
  const absl::StatusOr<LogScan> scan = ScanForProof(**file, from, kEnd);
  EXPECT_TRUE(scan.ok()) << scan.status();
  return scan.value_or(LogScan{});
}

TEST(LogScan, FindsAProofAboveTheEnd) {
  const LogPosition proven{1, 104};
  EXPECT_EQ(Scan(64, 1000, Record({1, 1000}, proven, 50)).proven, proven);
}

TEST(LogScan, FindsAProofAcrossThePiecesItReads) {
  const LogPosition proven{1, 104};
  for (uint64_t at = 65536 + 64 - 40; at <= 65536 + 64; at += 8) {
    EXPECT_EQ(Scan(64, at, Record({1, at}, proven, 50)).proven, proven) << at;
  }
}

TEST(LogScan, FindsAProofInTheLastBytesOfTheFile) {
  const LogPosition proven{1, 104};
  const uint64_t at = 400000 - 32;
  EXPECT_EQ(Scan(64, at, Record({1, at}, proven, 0)).proven, proven);
}

TEST(LogScan, WhatWasProvenUpToTheEndIsNoProof) {
  const LogScan scan = Scan(64, 1000, Record({1, 1000}, kEnd, 50));
  EXPECT_FALSE(scan.proven.has_value());
  EXPECT_FALSE(scan.all_zero);
}

TEST(LogScan, ARecordOfAnotherLogIsNoProof) {
  EXPECT_FALSE(Scan(64, 1000, Record({2, 1000}, {1, 104}, 50)).proven.has_value());
}

TEST(LogScan, LooksOnlyFromTheGivenOffsetOn) {
  const LogScan scan = Scan(1032, 1000, Record({1, 1000}, {1, 104}, 0));
  EXPECT_FALSE(scan.proven.has_value());
  EXPECT_TRUE(scan.all_zero);
}

TEST(LogScan, ZerosAreAllZero) { EXPECT_TRUE(Scan(64, 0, "").all_zero); }

}  // namespace
}  // namespace varve
