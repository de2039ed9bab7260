// What a log record's payload says: a batch with its place in the order, or a wholesale drop.
//
//   u8 type (1 batch, 2 clear) | varint first seqno | varint operations | operation...
//   operation: u8 kind | varint keyspace | varint length, key | value only: varint length, value
//
// A clear holds no operation bytes: its count is 1 and its keyspace follows as a varint.
#ifndef VARVE_ENGINE_FORMAT_LOG_RECORD_H_
#define VARVE_ENGINE_FORMAT_LOG_RECORD_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/coding.h"
#include "varve/types.h"

namespace varve {

/// One operation of a batch; borrowed from the encoded bytes.
struct Operation {
  EntryKind kind = EntryKind::kValue;
  KeyspaceId keyspace;
  std::string_view key;
  std::string_view value;
};

/// The bytes that one operation takes.
[[nodiscard]] size_t EncodedBytes(const Operation& operation);
/// Stores them at `to`.
void StoreOperation(const Operation& operation, char* to);
/// Appends them to a string, or to a vector of bytes.
template <typename Bytes>
void EncodeOperation(const Operation& operation, Bytes& out) {
  const size_t at = out.size();
  out.resize(at + EncodedBytes(operation));
  StoreOperation(operation, out.data() + at);
}

/// Reads the operations of a batch one after the other.
class OperationReader {
 public:
  explicit OperationReader(std::string_view operations) : rest_(operations) {}

  /// The next operation, or false at the end or where the bytes are malformed.
  [[nodiscard]] bool Next(Operation* operation);
  /// Whether everything was read and well-formed.
  [[nodiscard]] bool AtEnd() const { return rest_.empty() && !malformed_; }

 private:
  std::string_view rest_;
  bool malformed_ = false;
};

inline bool OperationReader::Next(Operation* operation) {
  if (rest_.empty() || malformed_) return false;
  uint8_t kind = 0;
  *operation = {};
  malformed_ = true;
  if (!GetByte(&rest_, &kind)) return false;
  operation->kind = static_cast<EntryKind>(kind);
  const bool has_value = operation->kind == EntryKind::kValue;
  if (!has_value && operation->kind != EntryKind::kTombstone) return false;
  if (!GetVarint32(&rest_, &operation->keyspace.value)) return false;
  if (!GetLengthPrefixed(&rest_, &operation->key)) return false;
  if (has_value && !GetLengthPrefixed(&rest_, &operation->value)) return false;
  if (operation->key.size() > kMaxKeyBytes || operation->value.size() > kMaxValueBytes) {
    return false;
  }
  malformed_ = false;
  return true;
}

struct LogRecord {
  enum class Type : uint8_t { kBatch = 1, kClear = 2 };
  Type type = Type::kBatch;
  SeqNo first_seqno = 0;
  uint64_t count = 0;
  KeyspaceId keyspace;          // of a clear
  std::string_view operations;  // of a batch; borrowed

  [[nodiscard]] SeqNo last_seqno() const { return first_seqno + count - 1; }
};

/// The bytes that precede a batch's operations, or a whole clear.
[[nodiscard]] std::string EncodeBatchHeader(SeqNo first_seqno, uint64_t count);
[[nodiscard]] std::string EncodeClear(SeqNo seqno, KeyspaceId keyspace);

/// `kInvalidArgument` unless the payload is exactly one record whose operations are all
/// well-formed, within the limits on keys and values, and as many as it says.
[[nodiscard]] absl::StatusOr<LogRecord> DecodeLogRecord(std::string_view payload);

}  // namespace varve

#endif  // VARVE_ENGINE_FORMAT_LOG_RECORD_H_
