#include "engine/wal/log_scan.h"

#include <algorithm>
#include <span>
#include <vector>

#include "engine/base/check.h"
#include "engine/base/coding.h"
#include "engine/base/status.h"

namespace varve {
namespace {

constexpr uint64_t kHashedPerByte = 8;
constexpr uint64_t kWordBytes = 8;
// The second word of a record's header holds the magic number in its upper half.
constexpr uint64_t kMagicWordAt = 8;

class Scanner {
 public:
  Scanner(LogFile& file, uint64_t from, LogPosition end)
      : file_(file), from_(from), end_(end), budget_(kHashedPerByte * file.bytes()) {}

  absl::StatusOr<LogScan> Run() {
    const uint64_t stop = file_.bytes() / kWordBytes * kWordBytes;
    // A buffer apart from the file's own, which looking at candidates moves about.
    std::vector<char> piece;
    for (uint64_t at = from_; at < stop && !scan_.proven.has_value(); at += piece.size()) {
      piece.resize(std::min<uint64_t>(stop - at, LogFile::kPieceBytes));
      VARVE_RETURN_IF_ERROR(file_.ReadInto(at, piece));
      VARVE_RETURN_IF_ERROR(ScanPiece(at, piece));
    }
    return scan_;
  }

 private:
  absl::Status ScanPiece(uint64_t at, std::span<const char> piece) {
    for (size_t i = 0; i < piece.size() && !scan_.proven.has_value(); i += kWordBytes) {
      const uint64_t word = LoadFixed64(piece.data() + i);
      if (word == 0) continue;  // nearly all of a log that was not full
      scan_.all_zero = false;
      if (word >> 32 == kRecordMagic && at + i >= from_ + kMagicWordAt) {
        VARVE_RETURN_IF_ERROR(Consider(at + i - kMagicWordAt));
      }
    }
    return absl::OkStatus();
  }

  absl::Status Consider(uint64_t offset) {
    VARVE_ASSIGN_OR_RETURN(const std::optional<RecordHeader> header, file_.PeekRecord(offset));
    if (!header.has_value() || header->proven <= end_) return absl::OkStatus();
    const uint64_t cost = kRecordHeaderBytes + uint64_t{header->payload_bytes};
    if (cost > budget_) {
      return Corruption(file_.path(), offset, "too much that looks like records and is none");
    }
    budget_ -= cost;
    VARVE_ASSIGN_OR_RETURN(const bool valid, file_.VerifyRecord(offset, *header));
    if (valid) scan_.proven = header->proven;
    return absl::OkStatus();
  }

  LogFile& file_;
  const uint64_t from_;
  const LogPosition end_;
  uint64_t budget_;  // bytes that may still be hashed
  LogScan scan_;
};

}  // namespace

absl::StatusOr<LogScan> ScanForProof(LogFile& file, uint64_t from, LogPosition end) {
  VARVE_CHECK(from % kWordBytes == 0, "records are aligned");
  return Scanner(file, from, end).Run();
}

}  // namespace varve
