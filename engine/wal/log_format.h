// The bytes of a log segment: its header and its records. Layout: engine/format/README.md, "Log".
//
// Checksums cover the log's number and the record's offset, so that bytes left over from another
// log, or standing at another place than where they were written, never pass for a record.
#ifndef VARVE_ENGINE_WAL_LOG_FORMAT_H_
#define VARVE_ENGINE_WAL_LOG_FORMAT_H_

#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

struct XXH3_state_s;

namespace varve {

inline constexpr uint32_t kLogFormatVersion = 1;
inline constexpr size_t kLogHeaderBytes = 64;
inline constexpr size_t kRecordHeaderBytes = 32;
inline constexpr size_t kRecordAlignment = 8;
inline constexpr uint32_t kRecordMagic = 0x43455256;  // "VREC"
/// The length field has 32 bits.
inline constexpr uint64_t kMaxRecordPayloadBytes = 0xffffffff;

/// A place in the sequence of logs: everything below it was written earlier. (0, 0) is below all.
struct LogPosition {
  uint64_t number = 0;  // of the log
  uint64_t offset = 0;  // within it

  friend auto operator<=>(const LogPosition&, const LogPosition&) = default;
};

/// What a segment says of itself.
struct LogHeader {
  uint32_t version = kLogFormatVersion;
  uint64_t number = 0;
  LogPosition previous;  // where the log before this one ended; (0, 0) where the sequence starts
  LogPosition proven;    // proven synced when the segment was created (rule D7)

  friend bool operator==(const LogHeader&, const LogHeader&) = default;
};

/// What precedes a record's payload.
struct RecordHeader {
  uint64_t checksum = 0;
  uint32_t payload_bytes = 0;
  LogPosition proven;  // proven synced when the record was written (rule D7)
};

/// Bytes that a record with this payload takes in a log, padding included.
constexpr uint64_t RecordBytes(uint64_t payload_bytes) {
  return (kRecordHeaderBytes + payload_bytes + kRecordAlignment - 1) & ~(kRecordAlignment - 1);
}

/// Writes the header, with its checksum, over `out`.
void EncodeLogHeader(const LogHeader& header, std::span<char, kLogHeaderBytes> out);

/// Nothing when the bytes are no log header of any version. The version may be one this code does
/// not know, the number another than the file's name: the caller compares.
[[nodiscard]] std::optional<LogHeader> DecodeLogHeader(std::span<const char, kLogHeaderBytes> in);

/// Finishes the record that begins at `record` and whose payload of `payload_bytes` already stands
/// behind the header: writes the header, the padding and the checksum. `at` is where the record
/// will stand.
void SealRecord(LogPosition at, LogPosition proven, size_t payload_bytes, char* record);

/// Nothing when the magic number is missing. The checksum is not verified: that takes the payload.
[[nodiscard]] std::optional<RecordHeader> DecodeRecordHeader(
    std::span<const char, kRecordHeaderBytes> in);

/// The checksum of the record at `at`, fed piece by piece: every byte of header and payload from
/// offset `kRecordChecksumBytes` on, without the padding.
inline constexpr size_t kRecordChecksumBytes = 8;
class RecordHasher {
 public:
  explicit RecordHasher(LogPosition at);
  void Update(std::string_view bytes);
  [[nodiscard]] uint64_t Finish() const;

 private:
  struct Free {
    void operator()(XXH3_state_s* state) const;
  };

  LogPosition at_;
  std::unique_ptr<XXH3_state_s, Free> state_;
};

}  // namespace varve

#endif  // VARVE_ENGINE_WAL_LOG_FORMAT_H_
