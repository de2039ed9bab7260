#include "engine/wal/log_format.h"

#include <string>

#include "engine/base/coding.h"
#include "gtest/gtest.h"

namespace varve {
namespace {

std::string Encoded(const LogHeader& header) {
  std::string bytes(kLogHeaderBytes, '\xff');
  EncodeLogHeader(header, std::span(bytes).first<kLogHeaderBytes>());
  return bytes;
}

std::optional<LogHeader> Decoded(const std::string& bytes) {
  return DecodeLogHeader(std::span(bytes).first<kLogHeaderBytes>());
}

const LogHeader kHeader{.number = 7, .previous = {5, 4096}, .proven = {4, 128}};

TEST(LogFormat, HeaderRoundTrips) { EXPECT_EQ(Decoded(Encoded(kHeader)), kHeader); }

TEST(LogFormat, HeaderStandsAsSpecified) {
  const std::string bytes = Encoded(kHeader);
  EXPECT_EQ(bytes.substr(0, 4), "VLOG");
  EXPECT_EQ(LoadFixed32(bytes.data() + 4), 1u);
  EXPECT_EQ(LoadFixed64(bytes.data() + 8), 7u);
  EXPECT_EQ(LoadFixed64(bytes.data() + 16), 5u);
  EXPECT_EQ(LoadFixed64(bytes.data() + 24), 4096u);
  EXPECT_EQ(LoadFixed64(bytes.data() + 32), 4u);
  EXPECT_EQ(LoadFixed64(bytes.data() + 40), 128u);
  EXPECT_EQ(LoadFixed64(bytes.data() + 48), 0u);
}

TEST(LogFormat, EveryAlteredHeaderByteIsNoticed) {
  const std::string good = Encoded(kHeader);
  for (size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 1);
    EXPECT_FALSE(Decoded(bad).has_value()) << i;
  }
}

TEST(LogFormat, ZerosAreNoHeader) {
  EXPECT_FALSE(Decoded(std::string(kLogHeaderBytes, '\0')).has_value());
}

TEST(LogFormat, RecordBytesRoundUpToTheAlignment) {
  EXPECT_EQ(RecordBytes(0), 32u);
  EXPECT_EQ(RecordBytes(1), 40u);
  EXPECT_EQ(RecordBytes(8), 40u);
  EXPECT_EQ(RecordBytes(kMaxRecordPayloadBytes), uint64_t{1} << 32 | 32u);
}

std::string Sealed(LogPosition at, LogPosition proven, const std::string& payload) {
  std::string record(RecordBytes(payload.size()), '\xff');
  record.replace(kRecordHeaderBytes, payload.size(), payload);
  SealRecord(at, proven, payload.size(), record.data());
  return record;
}

uint64_t ChecksumOf(LogPosition at, const std::string& record, size_t payload_bytes, size_t step) {
  RecordHasher hasher(at);
  const size_t end = kRecordHeaderBytes + payload_bytes;
  for (size_t i = kRecordChecksumBytes; i < end; i += step) {
    hasher.Update(std::string_view(record).substr(i, std::min(step, end - i)));
  }
  return hasher.Finish();
}

TEST(LogFormat, RecordStandsAsSpecified) {
  const std::string record = Sealed({3, 64}, {2, 96}, "hello");
  const std::optional<RecordHeader> header =
      DecodeRecordHeader(std::span(record).first<kRecordHeaderBytes>());
  ASSERT_TRUE(header.has_value());
  EXPECT_EQ(header->payload_bytes, 5u);
  EXPECT_EQ(header->proven, (LogPosition{2, 96}));
  EXPECT_EQ(record.substr(12, 4), "VREC");
  EXPECT_EQ(record.substr(32), std::string("hello\0\0\0", 8));
}

TEST(LogFormat, ChecksumIsTheSameWhateverThePieces) {
  const std::string payload(1000, 'x');
  const std::string record = Sealed({3, 64}, {}, payload);
  const uint64_t sealed = LoadFixed64(record.data());
  for (const size_t step : {size_t{1}, size_t{7}, size_t{24}, size_t{5000}}) {
    EXPECT_EQ(ChecksumOf({3, 64}, record, payload.size(), step), sealed) << step;
  }
}

TEST(LogFormat, ChecksumCoversThePlace) {
  const std::string record = Sealed({3, 64}, {}, "hello");
  const uint64_t sealed = LoadFixed64(record.data());
  EXPECT_NE(ChecksumOf({4, 64}, record, 5, 64), sealed);
  EXPECT_NE(ChecksumOf({3, 72}, record, 5, 64), sealed);
}

TEST(LogFormat, PositionsOrderByLogThenOffset) {
  EXPECT_LT((LogPosition{1, 900}), (LogPosition{2, 64}));
  EXPECT_LT((LogPosition{2, 64}), (LogPosition{2, 72}));
}

}  // namespace
}  // namespace varve
