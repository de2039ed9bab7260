// One entry of a memtable, as it lies in the arena: written once, never changed, never moved.
//
// Layout, aligned to 8:
//   0   seqno u64
//   8   value length u32
//   12  key length u16
//   14  kind u8
//   15  unused, zero
//   16  the key's bytes, then the value's
#ifndef VARVE_ENGINE_MEMTABLE_ENTRY_H_
#define VARVE_ENGINE_MEMTABLE_ENTRY_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <string_view>

#include "engine/base/check.h"
#include "engine/format/internal_key.h"
#include "engine/memtable/arena.h"

namespace varve {

/// Thread safety: immutable. Lives as long as its arena.
class Entry {
 public:
  /// Copies an entry into the arena. Checks that the lengths are within the limits.
  static const Entry* Create(Arena& arena, const InternalKey& key, std::string_view value) {
    VARVE_CHECK(key.user_key.size() <= kMaxKeyBytes, "the key's length fits its field");
    VARVE_CHECK(value.size() <= kMaxValueBytes, "the value's length fits its field");
    char* const memory = arena.Allocate(sizeof(Entry) + key.user_key.size() + value.size());
    return new (memory) Entry(key, value);
  }

  [[nodiscard]] InternalKey key() const { return {user_key(), seqno_, kind_}; }
  [[nodiscard]] std::string_view user_key() const { return {bytes(), key_bytes_}; }
  [[nodiscard]] SeqNo seqno() const { return seqno_; }
  [[nodiscard]] EntryKind kind() const { return kind_; }
  [[nodiscard]] std::string_view value() const { return {bytes() + key_bytes_, value_bytes_}; }

 private:
  Entry(const InternalKey& key, std::string_view value)
      : seqno_(key.seqno),
        value_bytes_(static_cast<uint32_t>(value.size())),
        key_bytes_(static_cast<uint16_t>(key.user_key.size())),
        kind_(key.kind) {
    char* const to = reinterpret_cast<char*>(this + 1);
    // An empty view's pointer may be null, which memcpy must not be given.
    if (!key.user_key.empty()) std::memcpy(to, key.user_key.data(), key.user_key.size());
    if (!value.empty()) std::memcpy(to + key_bytes_, value.data(), value.size());
  }

  const char* bytes() const { return reinterpret_cast<const char*>(this + 1); }

  const SeqNo seqno_;
  const uint32_t value_bytes_;
  const uint16_t key_bytes_;
  const EntryKind kind_;
  [[maybe_unused]] const uint8_t unused_ = 0;
};

static_assert(sizeof(Entry) == 16 && alignof(Entry) == 8, "the layout is documented");

/// An entry and sixteen bits of the hash of its key, in one word: whether it is worth looking at.
class TaggedEntry {
 public:
  constexpr TaggedEntry() = default;  // no entry
  explicit constexpr TaggedEntry(uint64_t bits) : bits_(bits) {}
  TaggedEntry(const Entry& entry, uint64_t hash)
      : bits_((hash & ~kAddressMask) | reinterpret_cast<uint64_t>(&entry)) {
    VARVE_CHECK(this->entry() == &entry, "an address has 48 bits");
  }

  [[nodiscard]] uint64_t bits() const { return bits_; }
  [[nodiscard]] const Entry* entry() const {
    return reinterpret_cast<const Entry*>(bits_ & kAddressMask);
  }
  /// Whether the entry's key may have this hash.
  [[nodiscard]] bool Matches(uint64_t hash) const { return (bits_ ^ hash) >> kAddressBits == 0; }

 private:
  static constexpr int kAddressBits = 48;
  static constexpr uint64_t kAddressMask = (uint64_t{1} << kAddressBits) - 1;

  uint64_t bits_ = 0;
};

}  // namespace varve

#endif  // VARVE_ENGINE_MEMTABLE_ENTRY_H_
