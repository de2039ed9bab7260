// Encodes sorted entries as the payload of a data block (engine/format/README.md, "Table"):
//
//   entry*  | fixed32 restart offset* | fixed32 number of restarts
//   entry:  varint shared | varint unshared | u8 kind | varint seqno | varint value_bytes
//           | user key's last `unshared` bytes | value
//
// `shared` counts the leading bytes that an entry's user key has in common with that of the entry
// before: all of them, except at restart points, where it is 0. There is a restart point at the
// first entry and after every `restart_interval` entries; a reader can begin decoding at any.
#ifndef VARVE_ENGINE_TABLE_BLOCK_BUILDER_H_
#define VARVE_ENGINE_TABLE_BLOCK_BUILDER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/format/internal_key.h"

namespace varve {

/// Thread safety: one task at a time.
class BlockBuilder {
 public:
  /// An interval of 0 means 1: every key whole.
  explicit BlockBuilder(size_t restart_interval);

  /// Adds an entry, which comes behind the last one in internal order (the table builder checks).
  /// Both arguments are copied. The first 4 GiB must hold the beginning of every entry.
  void Add(const InternalKey& key, std::string_view value);

  /// Size of the payload if it were finished now.
  [[nodiscard]] size_t bytes() const { return payload_.size() + 4 * restarts_.size() + 4; }
  [[nodiscard]] bool empty() const { return restarts_.empty(); }

  /// The payload, valid until `Clear`. Requires an entry; nothing may be added before `Clear`.
  [[nodiscard]] std::string_view Finish();

  /// Forgets everything and keeps the memory.
  void Clear();

 private:
  const size_t restart_interval_;
  std::string payload_;
  std::vector<uint32_t> restarts_;
  size_t since_restart_ = 0;
  std::string last_user_key_;
};

}  // namespace varve

#endif  // VARVE_ENGINE_TABLE_BLOCK_BUILDER_H_
