// The order of entries (rule V1): user key ascending by bytes, then sequence number descending.
#ifndef VARVE_ENGINE_FORMAT_INTERNAL_KEY_H_
#define VARVE_ENGINE_FORMAT_INTERNAL_KEY_H_

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "varve/types.h"

namespace varve {

/// An entry's key: a value type over borrowed bytes.
struct InternalKey {
  std::string_view user_key;
  SeqNo seqno = 0;
  EntryKind kind = EntryKind::kValue;
};

/// V1. Negative when `a` comes first. Kinds do not take part: no two entries share (key, seqno).
inline int Compare(const InternalKey& a, const InternalKey& b) {
  if (const int by_key = a.user_key.compare(b.user_key); by_key != 0) return by_key;
  if (a.seqno != b.seqno) return a.seqno > b.seqno ? -1 : 1;
  return 0;
}

/// The first eight bytes of a key, zeros for those it lacks, as a number: where two of them differ
/// they order as their keys do, where they are equal they say nothing.
inline uint64_t KeyPrefix(std::string_view user_key) {
  uint64_t word = 0;
  if (user_key.size() >= sizeof(word)) [[likely]] {
    std::memcpy(&word, user_key.data(), sizeof(word));
  } else if (!user_key.empty()) {
    std::memcpy(&word, user_key.data(), user_key.size());
  }
  static_assert(std::endian::native == std::endian::little, "other machines need no swap");
  return __builtin_bswap64(word);
}

/// The position just before every entry of `user_key` that the instant `snapshot` sees (seqno <
/// snapshot): seeking it finds the newest such entry.
inline InternalKey SeekKey(std::string_view user_key, SeqNo snapshot) {
  return {user_key, snapshot == 0 ? 0 : snapshot - 1, EntryKind::kValue};
}

/// The position just before every entry of `user_key`.
inline InternalKey FirstOf(std::string_view user_key) {
  return {user_key, kSeqNoLimit, EntryKind::kValue};
}

inline bool IsValidKind(uint8_t byte) {
  return byte <= static_cast<uint8_t>(EntryKind::kBlobReference);
}

/// Whether the entry answers "absent" for its key (rule V2).
inline bool IsTombstone(EntryKind kind) {
  return kind == EntryKind::kTombstone || kind == EntryKind::kWeakTombstone;
}

}  // namespace varve

#endif  // VARVE_ENGINE_FORMAT_INTERNAL_KEY_H_
