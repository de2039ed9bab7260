#include "engine/format/log_record.h"

#include <string>

#include "gtest/gtest.h"

namespace varve {
namespace {

std::string BatchBytes() {
  std::string operations;
  EncodeOperation({EntryKind::kValue, kDefaultKeyspace, "key", "value"}, operations);
  EncodeOperation({EntryKind::kTombstone, kDefaultKeyspace, "gone", ""}, operations);
  return EncodeBatchHeader(7, 2) + operations;
}

TEST(LogRecordTest, BatchRoundTrip) {
  const std::string bytes = BatchBytes();
  const auto record = DecodeLogRecord(bytes);
  ASSERT_TRUE(record.ok()) << record.status();
  EXPECT_EQ(record->type, LogRecord::Type::kBatch);
  EXPECT_EQ(record->first_seqno, 7u);
  EXPECT_EQ(record->last_seqno(), 8u);
  OperationReader reader(record->operations);
  Operation operation;
  ASSERT_TRUE(reader.Next(&operation));
  EXPECT_EQ(operation.key, "key");
  EXPECT_EQ(operation.value, "value");
  ASSERT_TRUE(reader.Next(&operation));
  EXPECT_EQ(operation.kind, EntryKind::kTombstone);
  EXPECT_EQ(operation.key, "gone");
  EXPECT_FALSE(reader.Next(&operation));
  EXPECT_TRUE(reader.AtEnd());
}

TEST(LogRecordTest, ClearRoundTrip) {
  const std::string bytes = EncodeClear(9, KeyspaceId{3});
  const auto record = DecodeLogRecord(bytes);
  ASSERT_TRUE(record.ok());
  EXPECT_EQ(record->type, LogRecord::Type::kClear);
  EXPECT_EQ(record->first_seqno, 9u);
  EXPECT_EQ(record->last_seqno(), 9u);
  EXPECT_EQ(record->keyspace, KeyspaceId{3});
}

TEST(LogRecordTest, EveryTruncationIsRejected) {
  for (const std::string& bytes : {BatchBytes(), EncodeClear(9, kDefaultKeyspace)}) {
    for (size_t size = 0; size < bytes.size(); ++size) {
      EXPECT_FALSE(DecodeLogRecord(std::string_view(bytes).substr(0, size)).ok()) << size;
    }
  }
}

TEST(LogRecordTest, TrailingBytesAreRejected) {
  EXPECT_FALSE(DecodeLogRecord(BatchBytes() + '\0').ok());
  EXPECT_FALSE(DecodeLogRecord(EncodeClear(9, kDefaultKeyspace) + '\0').ok());
}

TEST(LogRecordTest, WrongCountIsRejected) {
  std::string operations;
  EncodeOperation({EntryKind::kValue, kDefaultKeyspace, "k", "v"}, operations);
  EXPECT_FALSE(DecodeLogRecord(EncodeBatchHeader(1, 2) + operations).ok());
  EXPECT_FALSE(DecodeLogRecord(EncodeBatchHeader(1, 0) + operations).ok());
  EXPECT_FALSE(DecodeLogRecord(EncodeBatchHeader(1, UINT64_MAX) + operations).ok());
}

TEST(LogRecordTest, SeqnosOutOfRangeAreRejected) {
  std::string operations;
  EncodeOperation({EntryKind::kValue, kDefaultKeyspace, "k", "v"}, operations);
  EXPECT_FALSE(DecodeLogRecord(EncodeBatchHeader(0, 1) + operations).ok());
  EXPECT_FALSE(DecodeLogRecord(EncodeBatchHeader(kSeqNoLimit, 1) + operations).ok());
  EXPECT_TRUE(DecodeLogRecord(EncodeBatchHeader(kSeqNoLimit - 2, 1) + operations).ok());
}

TEST(LogRecordTest, UnknownKindsAndTypesAreRejected) {
  std::string bytes = BatchBytes();
  bytes[0] = 3;
  EXPECT_FALSE(DecodeLogRecord(bytes).ok());
  std::string operations(1, static_cast<char>(EntryKind::kRangeTombstone));
  operations.append("\0\1k", 3);
  EXPECT_FALSE(DecodeLogRecord(EncodeBatchHeader(1, 1) + operations).ok());
}

}  // namespace
}  // namespace varve
