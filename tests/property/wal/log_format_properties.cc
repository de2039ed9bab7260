#include <array>
#include <string>
#include <vector>

#include "engine/wal/log_format.h"
#include "tests/property/support/generators.h"
#include "tests/property/support/property.h"

namespace varve {
namespace {

using HeaderBytes = std::array<char, kLogHeaderBytes>;

LogPosition DrawPosition() { return {*AnyNumber(), *AnyNumber()}; }

LogHeader DrawHeader() {
  LogHeader header;
  header.version = static_cast<uint32_t>(*AnyNumber());
  header.number = *AnyNumber();
  header.previous = DrawPosition();
  header.proven = DrawPosition();
  return header;
}

std::string Encode(const LogHeader& header) {
  HeaderBytes bytes;
  EncodeLogHeader(header, bytes);
  return {bytes.begin(), bytes.end()};
}

std::optional<LogHeader> Decode(const std::string& bytes) {
  return DecodeLogHeader(std::span<const char, kLogHeaderBytes>(bytes.data(), kLogHeaderBytes));
}

/// A sealed record, with its padding.
std::string Seal(LogPosition at, LogPosition proven, const std::string& payload) {
  std::string record(RecordBytes(payload.size()), '#');
  record.replace(kRecordHeaderBytes, payload.size(), payload);
  SealRecord(at, proven, payload.size(), record.data());
  return record;
}

std::optional<RecordHeader> DecodeRecord(const std::string& record) {
  return DecodeRecordHeader(
      std::span<const char, kRecordHeaderBytes>(record.data(), kRecordHeaderBytes));
}

/// Whether `record` is one of `payload_bytes` at `at`, read in the pieces that the draw says.
bool Verifies(LogPosition at, const std::string& record, size_t payload_bytes) {
  const auto header = DecodeRecord(record);
  if (!header || header->payload_bytes != payload_bytes) return false;
  RecordHasher hasher(at);
  std::string_view rest = std::string_view(record).substr(
      kRecordChecksumBytes, kRecordHeaderBytes - kRecordChecksumBytes + payload_bytes);
  while (!rest.empty()) {
    const size_t piece = *rc::gen::inRange<size_t>(1, rest.size() + 1);
    hasher.Update(rest.substr(0, piece));
    rest.remove_prefix(piece);
  }
  return hasher.Finish() == header->checksum;
}

VARVE_PROPERTY(LogFormatProperties, AHeaderRoundTrips) {
  const LogHeader header = DrawHeader();
  RC_ASSERT(Decode(Encode(header)) == header);
}

VARVE_PROPERTY(LogFormatProperties, AHeaderWithAnyBitChangedIsNone) {
  const std::string bytes = Encode(DrawHeader());
  RC_ASSERT(!Decode(*OneBitFlipped(bytes)).has_value());
}

VARVE_PROPERTY(LogFormatProperties, ArbitraryBytesAreNoHeader) {
  std::string bytes = *rc::gen::container<std::string>(
      kLogHeaderBytes, rc::gen::resize(100, rc::gen::arbitrary<char>()));
  if (*rc::gen::arbitrary<bool>()) bytes.replace(0, 4, "VLOG");
  RC_ASSERT(!Decode(bytes).has_value());
}

VARVE_PROPERTY(LogFormatProperties, ARecordRoundTripsHoweverItIsHashed) {
  const LogPosition at = DrawPosition();
  const LogPosition proven = DrawPosition();
  const std::string payload = *AnyBytes();
  const std::string record = Seal(at, proven, payload);
  RC_ASSERT(record.size() % kRecordAlignment == 0u);
  RC_ASSERT(record.size() < kRecordHeaderBytes + payload.size() + kRecordAlignment);
  RC_ASSERT(record.substr(kRecordHeaderBytes, payload.size()) == payload);
  RC_ASSERT(record.find_first_not_of('\0', kRecordHeaderBytes + payload.size()) ==
            std::string::npos);
  RC_ASSERT(DecodeRecord(record)->proven == proven);
  RC_ASSERT(Verifies(at, record, payload.size()));
}

VARVE_PROPERTY(LogFormatProperties, ARecordIsTiedToItsPlace) {
  const LogPosition at = DrawPosition();
  const LogPosition elsewhere = DrawPosition();
  const std::string payload = *AnyBytes();
  const std::string record = Seal(at, DrawPosition(), payload);
  RC_ASSERT(Verifies(elsewhere, record, payload.size()) == (elsewhere == at));
}

VARVE_PROPERTY(LogFormatProperties, AChangedBitOutsideThePaddingIsFound) {
  const LogPosition at = DrawPosition();
  const std::string payload = *AnyBytes();
  std::string record = Seal(at, DrawPosition(), payload);
  record.resize(kRecordHeaderBytes + payload.size());
  RC_ASSERT(!Verifies(at, *OneBitFlipped(record), payload.size()));
}

}  // namespace
}  // namespace varve
