// A data block's payload decoded entry by entry, from front to back, as engine/format/README.md
// says ("Payload of a data block"), without looking at what the engine does.
#ifndef VARVE_FUZZ_SUPPORT_NAIVE_BLOCK_H_
#define VARVE_FUZZ_SUPPORT_NAIVE_BLOCK_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/format/internal_key.h"

namespace varve::fuzz {

struct NaiveEntry {
  std::string user_key;
  uint64_t seqno = 0;
  uint8_t kind = 0;
  std::string value;

  [[nodiscard]] InternalKey key() const { return {user_key, seqno, static_cast<EntryKind>(kind)}; }
  friend bool operator==(const NaiveEntry&, const NaiveEntry&) = default;
};

struct NaiveBlock {
  bool sound = false;
  uint64_t restart_interval = 0;
  std::vector<NaiveEntry> entries;  // all of them, where it is sound
};

[[nodiscard]] NaiveBlock DecodeBlockNaively(std::string_view payload);

/// The payload of a sound block.
[[nodiscard]] std::string EncodeBlockNaively(const NaiveBlock& block);

/// The order of V1, spelled out byte by byte.
[[nodiscard]] bool NaivelyBefore(const NaiveEntry& a, const NaiveEntry& b);

}  // namespace varve::fuzz

#endif  // VARVE_FUZZ_SUPPORT_NAIVE_BLOCK_H_
