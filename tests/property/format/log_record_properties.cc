#include <string>
#include <vector>

#include "engine/format/log_record.h"
#include "tests/property/support/generators.h"
#include "tests/property/support/property.h"

namespace varve {
namespace {

struct OwnedOperation {
  bool put = false;
  uint32_t keyspace = 0;
  std::string key{};
  std::string value{};

  [[nodiscard]] Operation View() const {
    return {put ? EntryKind::kValue : EntryKind::kTombstone, KeyspaceId{keyspace}, key,
            put ? std::string_view(value) : std::string_view()};
  }
};

void showValue(const OwnedOperation& operation, std::ostream& out) {
  out << (operation.put ? "put " : "delete ") << operation.keyspace << ":";
  rc::show(operation.key, out);
  if (operation.put) rc::show(operation.value, out);
}

struct Encoded {
  SeqNo first = 0;
  std::vector<OwnedOperation> operations{};

  [[nodiscard]] std::string Bytes() const {
    std::string bytes = EncodeBatchHeader(first, operations.size());
    for (const OwnedOperation& operation : operations) EncodeOperation(operation.View(), bytes);
    return bytes;
  }
};

Encoded DrawBatch() {
  const auto operation = rc::gen::apply(
      [](bool put, uint64_t keyspace, std::string key, std::string value) {
        return OwnedOperation{put, static_cast<uint32_t>(keyspace), std::move(key),
                              std::move(value)};
      },
      rc::gen::arbitrary<bool>(), NumberIn(0, uint64_t{1} << 32), SmallKey(), AnyBytes());
  Encoded batch;
  batch.first = *NumberIn(1, kSeqNoLimit - 1000);
  batch.operations = *rc::gen::nonEmpty(rc::gen::container<std::vector<OwnedOperation>>(operation));
  return batch;
}

/// The bytes that a decoded record stands for.
std::string Reencode(const LogRecord& record) {
  if (record.type == LogRecord::Type::kClear) {
    return EncodeClear(record.first_seqno, record.keyspace);
  }
  std::string bytes = EncodeBatchHeader(record.first_seqno, record.count);
  OperationReader reader(record.operations);
  Operation operation;
  while (reader.Next(&operation)) EncodeOperation(operation, bytes);
  return bytes;
}

VARVE_PROPERTY(LogRecordProperties, ABatchRoundTrips) {
  const Encoded batch = DrawBatch();
  const std::string bytes = batch.Bytes();
  const auto record = DecodeLogRecord(bytes);
  RC_ASSERT(record.ok());
  RC_ASSERT(record->type == LogRecord::Type::kBatch);
  RC_ASSERT(record->first_seqno == batch.first);
  RC_ASSERT(record->count == batch.operations.size());
  OperationReader reader(record->operations);
  for (const OwnedOperation& expected : batch.operations) {
    Operation operation;
    RC_ASSERT(reader.Next(&operation));
    RC_ASSERT(operation.kind == expected.View().kind);
    RC_ASSERT(operation.keyspace == expected.View().keyspace);
    RC_ASSERT(operation.key == expected.View().key);
    RC_ASSERT(operation.value == expected.View().value);
  }
  RC_ASSERT(reader.AtEnd());
}

VARVE_PROPERTY(LogRecordProperties, AClearRoundTrips) {
  const SeqNo seqno = *NumberIn(1, kSeqNoLimit - 1);
  const KeyspaceId keyspace{static_cast<uint32_t>(*NumberIn(0, uint64_t{1} << 32))};
  const std::string bytes = EncodeClear(seqno, keyspace);
  const auto record = DecodeLogRecord(bytes);
  RC_ASSERT(record.ok());
  RC_ASSERT(record->type == LogRecord::Type::kClear);
  RC_ASSERT(record->first_seqno == seqno);
  RC_ASSERT(record->last_seqno() == seqno);
  RC_ASSERT(record->keyspace == keyspace);
  ForEachTruncation(bytes, [](std::string_view in) { RC_ASSERT(!DecodeLogRecord(in).ok()); });
}

VARVE_PROPERTY(LogRecordProperties, NoProperPrefixOrExtensionIsARecord) {
  const std::string bytes = DrawBatch().Bytes();
  ForEachTruncation(bytes, [](std::string_view in) { RC_ASSERT(!DecodeLogRecord(in).ok()); });
  RC_ASSERT(!DecodeLogRecord(bytes + *rc::gen::nonEmpty(AnyBytes())).ok());
}

VARVE_PROPERTY(LogRecordProperties, WhateverIsReadWasWrittenThatWay) {
  const std::string bytes = *Damaged(DrawBatch().Bytes());
  const auto record = DecodeLogRecord(bytes);
  if (record.ok()) RC_ASSERT(Reencode(*record) == bytes);
}

VARVE_PROPERTY(LogRecordProperties, ArbitraryBytesAreReadInOneWayOrNot) {
  std::string bytes = *rc::gen::element<std::string>("\x01", "\x02", "");
  bytes += *AnyBytes();
  const auto record = DecodeLogRecord(bytes);
  if (record.ok()) RC_ASSERT(Reencode(*record) == bytes);
}

}  // namespace
}  // namespace varve
