// One entry of a data block, as its bytes have it (engine/format/README.md, "Table"):
//
//   u8 kind (bits 0 to 2), bytes of the seqno (bits 3 to 6), long form (bit 7)
//   u8 bytes of the suffix, lower 8 bits | u16 bytes of the value, lower 16 bits
//   long form only: u16 shared bytes | u8 and u16, the upper bits of those two numbers
//   seqno | suffix | value
//
// The header of the short form is one load of four bytes, and nothing behind it needs a branch. An
// entry says where it ends, so a block can be read front to back without any table of offsets.
#ifndef VARVE_ENGINE_TABLE_BLOCK_ENTRY_H_
#define VARVE_ENGINE_TABLE_BLOCK_ENTRY_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/base/coding.h"
#include "engine/format/internal_key.h"

namespace varve {

struct BlockEntry {
  uint32_t shared = 0;      // bytes of the restart point's suffix that come before `suffix`
  std::string_view suffix;  // of the user key
  SeqNo seqno = 0;
  EntryKind kind = EntryKind::kValue;
  std::string_view value;

  [[nodiscard]] const char* end() const { return value.data() + value.size(); }
};

inline constexpr size_t kShortHeaderBytes = 4;
inline constexpr size_t kLongHeaderBytes = 9;
inline constexpr uint32_t kLongForm = 0x80;

/// A key shares bytes with its restart point when it can share at least this many: fewer save
/// hardly more than the long form costs, and reading them touches the restart point's cache line.
inline constexpr size_t kLeastShared = 8;

/// Bytes behind an entry that `ReadEntry` may read, and a copy of a suffix in words.
inline constexpr size_t kReadAhead = 16;

/// Bytes of `seqno` without leading zeros.
[[nodiscard]] inline uint32_t SeqNoBytes(SeqNo seqno) {
  return (static_cast<uint32_t>(std::bit_width(seqno)) + 7) / 8;
}

/// The entry at `at`, which is known to be sound; `kReadAhead` bytes behind it may be read.
[[nodiscard]] inline BlockEntry ReadEntry(const char* at) {
  constexpr uint64_t kMasks[16] = {0,           0xff,         0xffff,         0xffffff,
                                   0xffffffff,  0xffffffffff, 0xffffffffffff, 0xffffffffffffff,
                                   ~uint64_t{0}};
  const uint32_t head = LoadFixed32(at);
  size_t suffix_bytes = (head >> 8) & 0xff;
  size_t value_bytes = head >> 16;
  BlockEntry entry;
  at += kShortHeaderBytes;
  if ((head & kLongForm) != 0) [[unlikely]] {
    entry.shared = LoadFixed16(at);
    suffix_bytes |= size_t{static_cast<uint8_t>(at[2])} << 8;
    value_bytes |= size_t{LoadFixed16(at + 3)} << 16;
    at += kLongHeaderBytes - kShortHeaderBytes;
  }
  const uint32_t seqno_bytes = (head >> 3) & 0xf;
  entry.seqno = LoadFixed64(at) & kMasks[seqno_bytes];
  entry.kind = static_cast<EntryKind>(head & 7);
  at += seqno_bytes;
  entry.suffix = {at, suffix_bytes};
  entry.value = {at + suffix_bytes, value_bytes};
  return entry;
}

/// Decodes the entry at the front of `in`, `kReadAhead` bytes behind which may be read. False when
/// there is no whole entry, a field is out of its range, or the entry is not in its shortest form.
/// What `shared` may be depends on other entries (block.cc).
[[nodiscard]] inline bool DecodeEntry(std::string_view in, BlockEntry* entry) {
  if (in.size() < kShortHeaderBytes) return false;
  const uint32_t head = LoadFixed32(in.data());
  const uint32_t seqno_bytes = (head >> 3) & 0xf;
  const bool long_form = (head & kLongForm) != 0;
  const size_t header_bytes = long_form ? kLongHeaderBytes : kShortHeaderBytes;
  if (in.size() < header_bytes + seqno_bytes || seqno_bytes > 8 || !IsValidKind(head & 7)) {
    return false;
  }
  *entry = ReadEntry(in.data());
  const size_t left = in.size() - header_bytes - seqno_bytes;
  if (entry->suffix.size() > left || entry->value.size() > left - entry->suffix.size()) {
    return false;
  }
  if (long_form && entry->shared == 0 && entry->suffix.size() <= 0xff &&
      entry->value.size() <= 0xffff) {
    return false;
  }
  return entry->seqno < kSeqNoLimit && SeqNoBytes(entry->seqno) == seqno_bytes;
}

}  // namespace varve

#endif  // VARVE_ENGINE_TABLE_BLOCK_ENTRY_H_
