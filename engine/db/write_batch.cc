#include "absl/strings/str_cat.h"
#include "engine/format/log_record.h"
#include "varve/batch.h"

namespace varve {

void WriteBatch::Put(KeyspaceId keyspace, std::string_view key, std::string_view value) {
  Add(keyspace, EntryKind::kValue, key, value);
}

void WriteBatch::Delete(KeyspaceId keyspace, std::string_view key) {
  Add(keyspace, EntryKind::kTombstone, key, {});
}

void WriteBatch::Add(KeyspaceId keyspace, EntryKind kind, std::string_view key,
                     std::string_view value) {
  if (!status_.ok()) return;
  if (key.size() > kMaxKeyBytes) {
    status_ = absl::InvalidArgumentError(absl::StrCat("operation ", count_, ": key of ", key.size(),
                                                      " bytes, limit ", kMaxKeyBytes));
  } else if (value.size() > kMaxValueBytes) {
    status_ = absl::InvalidArgumentError(absl::StrCat(
        "operation ", count_, ": value of ", value.size(), " bytes, limit ", kMaxValueBytes));
  } else if (keyspace != kDefaultKeyspace) {
    status_ = absl::InvalidArgumentError(
        absl::StrCat("operation ", count_, ": no keyspace has id ", keyspace.value));
  } else {
    EncodeOperation({kind, keyspace, key, value}, operations_);
    ++count_;
  }
}

void WriteBatch::Clear() {
  operations_.resize(0);  // `clear` would give the memory back
  count_ = 0;
  status_ = absl::OkStatus();
}

}  // namespace varve
