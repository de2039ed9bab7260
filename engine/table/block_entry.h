// Decodes one entry of a data block. Written against hostile input: it reads nothing outside the
// view it is given and accepts only the one encoding that the builder makes of an entry.
#ifndef VARVE_ENGINE_TABLE_BLOCK_ENTRY_H_
#define VARVE_ENGINE_TABLE_BLOCK_ENTRY_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/base/coding.h"
#include "engine/format/internal_key.h"

namespace varve {

struct BlockEntry {
  size_t shared = 0;        // bytes of the user key taken from the entry before
  std::string_view suffix;  // the rest of it
  SeqNo seqno = 0;
  EntryKind kind = EntryKind::kValue;
  std::string_view value;
  size_t end = 0;  // offset just behind the entry
};

/// As `GetVarint64`, with the one-byte case, which most fields are, in line.
[[nodiscard]] inline bool GetShortVarint(std::string_view* in, uint64_t* value) {
  if (!in->empty() && static_cast<uint8_t>(in->front()) < 0x80) [[likely]] {
    *value = static_cast<uint8_t>(in->front());
    in->remove_prefix(1);
    return true;
  }
  return GetVarint64(in, value);
}

/// Decodes the entry at `offset`, at most `entries.size()`. Its views borrow from `entries`. False
/// when there is no whole entry or a field is out of its range; `*entry` is then unspecified.
[[nodiscard]] inline bool DecodeEntry(std::string_view entries, size_t offset, BlockEntry* entry) {
  std::string_view in = entries.substr(offset);
  uint64_t shared = 0;
  uint64_t unshared = 0;
  uint64_t value_bytes = 0;
  uint8_t kind = 0;
  if (!GetShortVarint(&in, &shared) || !GetShortVarint(&in, &unshared) || !GetByte(&in, &kind) ||
      !GetShortVarint(&in, &entry->seqno) || !GetShortVarint(&in, &value_bytes)) {
    return false;
  }
  if (shared > kMaxKeyBytes || unshared > kMaxKeyBytes - shared || !IsValidKind(kind) ||
      entry->seqno >= kSeqNoLimit || unshared > in.size() || value_bytes > in.size() - unshared) {
    return false;
  }
  entry->shared = shared;
  entry->suffix = in.substr(0, unshared);
  entry->kind = static_cast<EntryKind>(kind);
  entry->value = in.substr(unshared, value_bytes);
  entry->end = entries.size() - in.size() + unshared + value_bytes;
  return true;
}

}  // namespace varve

#endif  // VARVE_ENGINE_TABLE_BLOCK_ENTRY_H_
