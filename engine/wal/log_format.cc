#include "engine/wal/log_format.h"

#include <xxhash.h>

#include <cstring>

#include "engine/base/check.h"
#include "engine/base/coding.h"

namespace varve {
namespace {

constexpr uint32_t kLogMagic = 0x474f4c56;  // "VLOG"

// Offsets of the segment header's fields.
constexpr size_t kVersionAt = 4;
constexpr size_t kNumberAt = 8;
constexpr size_t kPreviousNumberAt = 16;
constexpr size_t kPreviousOffsetAt = 24;
constexpr size_t kProvenNumberAt = 32;
constexpr size_t kProvenOffsetAt = 40;
constexpr size_t kReservedAt = 48;
constexpr size_t kHeaderChecksumAt = 56;

// Offsets of the record header's fields; the checksum stands first.
constexpr size_t kPayloadBytesAt = 8;
constexpr size_t kRecordMagicAt = 12;
constexpr size_t kRecordProvenNumberAt = 16;
constexpr size_t kRecordProvenOffsetAt = 24;

// Ties the hash of a record's bytes to the place they stand at.
uint64_t RecordChecksum(LogPosition at, uint64_t hash) {
  char place[24];
  StoreFixed64(place, at.number);
  StoreFixed64(place + 8, at.offset);
  StoreFixed64(place + 16, hash);
  return XXH3_64bits(place, sizeof place);
}

}  // namespace

void EncodeLogHeader(const LogHeader& header, std::span<char, kLogHeaderBytes> out) {
  char* const to = out.data();
  StoreFixed32(to, kLogMagic);
  StoreFixed32(to + kVersionAt, header.version);
  StoreFixed64(to + kNumberAt, header.number);
  StoreFixed64(to + kPreviousNumberAt, header.previous.number);
  StoreFixed64(to + kPreviousOffsetAt, header.previous.offset);
  StoreFixed64(to + kProvenNumberAt, header.proven.number);
  StoreFixed64(to + kProvenOffsetAt, header.proven.offset);
  StoreFixed64(to + kReservedAt, 0);
  StoreFixed64(to + kHeaderChecksumAt, XXH3_64bits(to, kHeaderChecksumAt));
}

std::optional<LogHeader> DecodeLogHeader(std::span<const char, kLogHeaderBytes> in) {
  const char* const from = in.data();
  if (LoadFixed32(from) != kLogMagic) return std::nullopt;
  if (LoadFixed64(from + kHeaderChecksumAt) != XXH3_64bits(from, kHeaderChecksumAt)) {
    return std::nullopt;
  }
  return LogHeader{
      .version = LoadFixed32(from + kVersionAt),
      .number = LoadFixed64(from + kNumberAt),
      .previous = {LoadFixed64(from + kPreviousNumberAt), LoadFixed64(from + kPreviousOffsetAt)},
      .proven = {LoadFixed64(from + kProvenNumberAt), LoadFixed64(from + kProvenOffsetAt)},
  };
}

void SealRecord(LogPosition at, LogPosition proven, size_t payload_bytes, char* record) {
  VARVE_CHECK(payload_bytes <= kMaxRecordPayloadBytes, "the payload's length fits its field");
  StoreFixed32(record + kPayloadBytesAt, static_cast<uint32_t>(payload_bytes));
  StoreFixed32(record + kRecordMagicAt, kRecordMagic);
  StoreFixed64(record + kRecordProvenNumberAt, proven.number);
  StoreFixed64(record + kRecordProvenOffsetAt, proven.offset);
  const size_t end = kRecordHeaderBytes + payload_bytes;
  std::memset(record + end, 0, RecordBytes(payload_bytes) - end);
  const uint64_t hash = XXH3_64bits(record + kRecordChecksumBytes, end - kRecordChecksumBytes);
  StoreFixed64(record, RecordChecksum(at, hash));
}

std::optional<RecordHeader> DecodeRecordHeader(std::span<const char, kRecordHeaderBytes> in) {
  const char* const from = in.data();
  if (LoadFixed32(from + kRecordMagicAt) != kRecordMagic) return std::nullopt;
  return RecordHeader{
      .checksum = LoadFixed64(from),
      .payload_bytes = LoadFixed32(from + kPayloadBytesAt),
      .proven = {LoadFixed64(from + kRecordProvenNumberAt),
                 LoadFixed64(from + kRecordProvenOffsetAt)},
  };
}

RecordHasher::RecordHasher(LogPosition at) : at_(at), state_(XXH3_createState()) {
  XXH3_64bits_reset(state_.get());
}

void RecordHasher::Update(std::string_view bytes) {
  XXH3_64bits_update(state_.get(), bytes.data(), bytes.size());
}

uint64_t RecordHasher::Finish() const {
  return RecordChecksum(at_, XXH3_64bits_digest(state_.get()));
}

void RecordHasher::Free::operator()(XXH3_state_s* state) const { XXH3_freeState(state); }

}  // namespace varve
