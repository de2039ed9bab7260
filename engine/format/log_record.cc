#include "engine/format/log_record.h"

#include <algorithm>

#include "engine/base/coding.h"

namespace varve {

size_t EncodedBytes(const Operation& operation) {
  const size_t key = VarintBytes(operation.key.size()) + operation.key.size();
  const size_t value = operation.kind == EntryKind::kValue
                           ? VarintBytes(operation.value.size()) + operation.value.size()
                           : 0;
  return 1 + VarintBytes(operation.keyspace.value) + key + value;
}

void StoreOperation(const Operation& operation, char* to) {
  *to++ = static_cast<char>(operation.kind);
  to = StoreVarint(to, operation.keyspace.value);
  to = StoreLengthPrefixed(to, operation.key);
  if (operation.kind == EntryKind::kValue) (void)StoreLengthPrefixed(to, operation.value);
}

std::string EncodeBatchHeader(SeqNo first_seqno, uint64_t count) {
  std::string out(1, static_cast<char>(LogRecord::Type::kBatch));
  PutVarint(out, first_seqno);
  PutVarint(out, count);
  return out;
}

std::string EncodeClear(SeqNo seqno, KeyspaceId keyspace) {
  std::string out(1, static_cast<char>(LogRecord::Type::kClear));
  PutVarint(out, seqno);
  PutVarint(out, 1);
  PutVarint(out, keyspace.value);
  return out;
}

absl::StatusOr<LogRecord> DecodeLogRecord(std::string_view payload) {
  const absl::Status malformed = absl::InvalidArgumentError("malformed log record");
  LogRecord record;
  uint8_t type = 0;
  if (!GetByte(&payload, &type) || !GetVarint64(&payload, &record.first_seqno) ||
      !GetVarint64(&payload, &record.count)) {
    return malformed;
  }
  // S1: an operation has at least one byte, so a count over the payload's size is a lie.
  if (record.first_seqno == 0 || record.first_seqno >= kSeqNoLimit || record.count == 0 ||
      record.count > payload.size() || record.count >= kSeqNoLimit - record.first_seqno) {
    return malformed;
  }
  record.type = static_cast<LogRecord::Type>(type);
  if (record.type == LogRecord::Type::kClear) {
    const bool whole = GetVarint32(&payload, &record.keyspace.value) && payload.empty();
    if (!whole || record.count != 1) return malformed;
    return record;
  }
  if (record.type != LogRecord::Type::kBatch) return malformed;
  record.operations = payload;
  OperationReader reader(payload);
  Operation operation;
  uint64_t operations = 0;
  while (reader.Next(&operation)) ++operations;
  if (!reader.AtEnd() || operations != record.count) return malformed;
  return record;
}

}  // namespace varve
