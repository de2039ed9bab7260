// A log segment opened for recovery: reads it in bounded pieces and verifies its records.
#ifndef VARVE_ENGINE_WAL_LOG_FILE_H_
#define VARVE_ENGINE_WAL_LOG_FILE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/wal/log_format.h"
#include "varve/platform/file_system.h"

namespace varve {

/// Thread safety: one task at a time. Errors: those of the filesystem; `kDataLoss` when the file
/// has become shorter since it was opened. Bytes that make no record are no error.
class LogFile {
 public:
  /// The largest piece that is read, and held in memory, on the word of unverified bytes.
  static constexpr size_t kPieceBytes = size_t{64} << 10;

  [[nodiscard]] static absl::StatusOr<std::unique_ptr<LogFile>> Open(FileSystem& file_system,
                                                                     const std::string& directory,
                                                                     uint64_t number);

  [[nodiscard]] uint64_t number() const { return number_; }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] uint64_t bytes() const { return bytes_; }

  /// The segment's header; nothing where it is absent or bad, or is another log's.
  [[nodiscard]] absl::StatusOr<std::optional<LogHeader>> ReadHeader();

  /// What stands at `offset`, if the fields of a record header do and the record would end within
  /// the file. The checksum is not verified.
  [[nodiscard]] absl::StatusOr<std::optional<RecordHeader>> PeekRecord(uint64_t offset);

  /// Whether the checksum of the record that `PeekRecord` found holds. Reads the payload in pieces.
  [[nodiscard]] absl::StatusOr<bool> VerifyRecord(uint64_t offset, const RecordHeader& header);

  /// The bytes [offset, offset + size), which must lie within the file; valid until the next call.
  /// Memory for `size` bytes is allocated: above `kPieceBytes` only for verified lengths.
  [[nodiscard]] absl::StatusOr<std::string_view> Read(uint64_t offset, size_t size);

  /// As `Read`, into memory of the caller's; leaves alone what the last `Read` returned.
  [[nodiscard]] absl::Status ReadInto(uint64_t offset, std::span<char> out) const;

 private:
  LogFile(uint64_t number, std::string path, std::unique_ptr<RandomAccessFile> file,
          uint64_t bytes);

  const uint64_t number_;
  const std::string path_;
  const std::unique_ptr<RandomAccessFile> file_;
  const uint64_t bytes_;
  // The bytes of the file from `buffered_at_` on that were read last.
  std::vector<char> buffer_;
  uint64_t buffered_at_ = 0;
};

}  // namespace varve

#endif  // VARVE_ENGINE_WAL_LOG_FILE_H_
