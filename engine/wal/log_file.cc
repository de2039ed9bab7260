#include "engine/wal/log_file.h"

#include <algorithm>
#include <span>
#include <utility>

#include "engine/base/check.h"
#include "engine/base/status.h"
#include "engine/format/file_names.h"

namespace varve {

absl::StatusOr<std::unique_ptr<LogFile>> LogFile::Open(FileSystem& file_system,
                                                       const std::string& directory,
                                                       uint64_t number) {
  std::string path = PathOf(directory, LogName(number));
  VARVE_ASSIGN_OR_RETURN(std::unique_ptr<RandomAccessFile> file,
                         file_system.OpenRandomAccess(path));
  VARVE_ASSIGN_OR_RETURN(const uint64_t bytes, file->Size());
  return std::unique_ptr<LogFile>(new LogFile(number, std::move(path), std::move(file), bytes));
}

LogFile::LogFile(uint64_t number, std::string path, std::unique_ptr<RandomAccessFile> file,
                 uint64_t bytes)
    : number_(number), path_(std::move(path)), file_(std::move(file)), bytes_(bytes) {}

absl::StatusOr<std::optional<LogHeader>> LogFile::ReadHeader() {
  if (bytes_ < kLogHeaderBytes) return std::nullopt;
  VARVE_ASSIGN_OR_RETURN(const std::string_view bytes, Read(0, kLogHeaderBytes));
  std::optional<LogHeader> header = DecodeLogHeader(std::span(bytes).first<kLogHeaderBytes>());
  if (header.has_value() && header->number != number_) return std::nullopt;
  return header;
}

absl::StatusOr<std::optional<RecordHeader>> LogFile::PeekRecord(uint64_t offset) {
  if (offset > bytes_ || bytes_ - offset < kRecordHeaderBytes) return std::nullopt;
  VARVE_ASSIGN_OR_RETURN(const std::string_view bytes, Read(offset, kRecordHeaderBytes));
  std::optional<RecordHeader> header =
      DecodeRecordHeader(std::span(bytes).first<kRecordHeaderBytes>());
  if (header.has_value() && RecordBytes(header->payload_bytes) > bytes_ - offset) {
    return std::nullopt;
  }
  return header;
}

absl::StatusOr<bool> LogFile::VerifyRecord(uint64_t offset, const RecordHeader& header) {
  RecordHasher hasher({number_, offset});
  uint64_t at = offset + kRecordChecksumBytes;
  uint64_t left = kRecordHeaderBytes - kRecordChecksumBytes + uint64_t{header.payload_bytes};
  while (left > 0) {
    const size_t size = std::min<uint64_t>(left, kPieceBytes);
    VARVE_ASSIGN_OR_RETURN(const std::string_view piece, Read(at, size));
    hasher.Update(piece);
    at += size;
    left -= size;
  }
  return hasher.Finish() == header.checksum;
}

absl::StatusOr<std::string_view> LogFile::Read(uint64_t offset, size_t size) {
  VARVE_CHECK(offset <= bytes_ && size <= bytes_ - offset, "reads stay within the file");
  const bool buffered = offset >= buffered_at_ && offset - buffered_at_ <= buffer_.size() &&
                        size <= buffer_.size() - (offset - buffered_at_);
  if (!buffered) {
    // A whole piece even where less is asked for: the next read most often wants what follows.
    buffer_.resize(std::min<uint64_t>(std::max(size, kPieceBytes), bytes_ - offset));
    buffered_at_ = offset;
    if (absl::Status read = ReadInto(offset, buffer_); !read.ok()) {
      buffer_.clear();
      return read;
    }
  }
  return std::string_view(buffer_.data() + (offset - buffered_at_), size);
}

absl::Status LogFile::ReadInto(uint64_t offset, std::span<char> out) const {
  VARVE_ASSIGN_OR_RETURN(const size_t got, file_->Read(offset, out));
  if (got == out.size()) return absl::OkStatus();
  return Corruption(path_, offset + got, "the file has become shorter while it was read");
}

}  // namespace varve
