// Encodes sorted entries as the payload of a data block (engine/format/README.md, "Table"):
//
//   u8 flags (0) | u8 restart interval | u16 bytes of the prefix | u32 number of entries
//   | prefix | entry*
//
// The prefix is the longest that all user keys have in common, which is what the first and the last
// one have. An entry (block_entry.h) holds the rest of its key; every `restart interval`-th entry,
// from the first on, holds all of it and is a restart point, with which the others up to the next
// one may share more.
#ifndef VARVE_ENGINE_TABLE_BLOCK_BUILDER_H_
#define VARVE_ENGINE_TABLE_BLOCK_BUILDER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/format/internal_key.h"

namespace varve {

inline constexpr size_t kBlockHeaderBytes = 8;

/// Thread safety: one task at a time.
class BlockBuilder {
 public:
  /// An interval of 0 counts as 1 (no key shares), one above 255 as that.
  explicit BlockBuilder(size_t restart_interval);

  /// Adds an entry, which comes behind the last one in internal order (the table builder checks).
  /// Both arguments are copied. The first 4 GiB must hold the beginning of every entry.
  void Add(const InternalKey& key, std::string_view value);

  /// Size of the payload if it were finished now, but for what keys share beyond the prefix: it is
  /// at most so long.
  [[nodiscard]] size_t bytes() const { return Bytes(prefix_bytes_, whole_bytes_, entries_.size()); }

  /// What `bytes` would be behind `Add(key, value)`. That may be far more than the entry's own
  /// size: a key without the prefix makes all others longer. Costs a comparison of the key with it.
  [[nodiscard]] size_t BytesWith(const InternalKey& key, std::string_view value) const;

  [[nodiscard]] bool empty() const { return entries_.empty(); }

  /// The payload, valid until `Clear`. Requires an entry; nothing may be added before `Clear`.
  [[nodiscard]] std::string_view Finish();

  /// Forgets everything and keeps the memory.
  void Clear();

 private:
  /// In `raw_`, key and value behind each other, until the prefix is known.
  struct Pending {
    size_t at;
    SeqNo seqno;
    EntryKind kind;
    size_t key_bytes;
    size_t value_bytes;
  };

  [[nodiscard]] static size_t Bytes(size_t prefix_bytes, size_t whole_bytes, size_t entries) {
    return kBlockHeaderBytes + prefix_bytes + whole_bytes - entries * prefix_bytes;
  }

  /// What `prefix_bytes_` would be behind an entry of this key.
  [[nodiscard]] size_t PrefixWith(std::string_view user_key) const;
  void AppendEntry(const Pending& entry, std::string_view restart_suffix);

  const uint8_t restart_interval_;
  std::string raw_;
  std::vector<Pending> entries_;
  size_t prefix_bytes_ = 0;  // what the first and the last key have in common
  size_t whole_bytes_ = 0;   // of the entries, if they held all of their keys
  std::string payload_;
};

}  // namespace varve

#endif  // VARVE_ENGINE_TABLE_BLOCK_BUILDER_H_
