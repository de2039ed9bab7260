// A list of writes that become visible, and survive, all together or not at all.
//
//   varve::WriteBatch batch;
//   batch.Put("a", "1");
//   batch.Delete("b");
//   absl::Status written = db->Write(batch, {.durability = varve::Durability::kSync});
//
// Thread safety: as a standard container. A batch may be written any number of times.
#ifndef VARVE_BATCH_H_
#define VARVE_BATCH_H_

#include <cstddef>
#include <string_view>

#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "varve/types.h"

namespace varve {

class WriteBatch {
 public:
  /// Sets `key` to `value`. Later operations of the batch win over earlier ones. Keys and values
  /// are copied; a key or value over its limit makes `Write` fail with `kInvalidArgument`.
  void Put(std::string_view key, std::string_view value) { Put(kDefaultKeyspace, key, value); }
  void Put(KeyspaceId keyspace, std::string_view key, std::string_view value);

  /// Removes `key`, whether or not it exists.
  void Delete(std::string_view key) { Delete(kDefaultKeyspace, key); }
  void Delete(KeyspaceId keyspace, std::string_view key);

  /// Forgets all operations and keeps the memory.
  void Clear();

  /// Number of operations; each takes one sequence number (rule S1).
  [[nodiscard]] size_t size() const { return count_; }
  [[nodiscard]] bool empty() const { return count_ == 0; }

  /// Size of the operations in bytes, as they are logged.
  [[nodiscard]] size_t bytes() const { return operations_.size(); }

  /// The operations in the log's format (engine/format/README.md, "Batch").
  [[nodiscard]] std::string_view operations() const {
    return {operations_.data(), operations_.size()};
  }

  /// Not OK when an operation was given a key or a value over its limit; `Write` refuses with it.
  [[nodiscard]] const absl::Status& status() const { return status_; }

 private:
  // A batch this small, most being of one put, takes no memory of its own.
  static constexpr size_t kInlineBytes = 240;

  void Add(KeyspaceId keyspace, EntryKind kind, std::string_view key, std::string_view value);

  absl::InlinedVector<char, kInlineBytes> operations_;
  size_t count_ = 0;
  absl::Status status_;
};

}  // namespace varve

#endif  // VARVE_BATCH_H_
