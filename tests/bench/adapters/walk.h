// The loops over an engine's cursor, and the sum that tells whether they saw the right entries.
#ifndef VARVE_TESTS_BENCH_ADAPTERS_WALK_H_
#define VARVE_TESTS_BENCH_ADAPTERS_WALK_H_

#include <cstdint>
#include <cstring>
#include <string_view>

#include "tests/bench/adapters/engine.h"

namespace varve::bench {

/// The size and the first eight bytes: touches what a reader of the value would touch first, at the
/// price of one load.
inline uint64_t DigestValue(std::string_view value) {
  uint64_t word = 0;
  if (value.size() >= sizeof(word)) {
    std::memcpy(&word, value.data(), sizeof(word));
  } else if (!value.empty()) {
    std::memcpy(&word, value.data(), value.size());
  }
  return word + value.size();
}

/// The last eight bytes of a key (which has at least as many) and its value's digest.
inline uint64_t DigestEntry(std::string_view key, std::string_view value) {
  uint64_t word = 0;
  std::memcpy(&word, key.data() + (key.size() - sizeof(word)), sizeof(word));
  return word * 31 + DigestValue(value);
}

/// Walks `cursor`, which stands where the walk begins, to its end or over `limit` entries, by
/// `step`. Fits cursors that spell `Valid`, `key` and `value` as LevelDB's do.
template <typename Cursor, typename Step>
Walked Walk(Cursor& cursor, uint64_t limit, Step step) {
  Walked walked;
  while (cursor.Valid()) {
    const auto key = cursor.key();
    const auto value = cursor.value();
    walked.digest += DigestEntry({key.data(), key.size()}, {value.data(), value.size()});
    if (++walked.entries == limit) break;
    step(cursor);
  }
  return walked;
}

inline constexpr uint64_t kNoLimit = ~uint64_t{0};

}  // namespace varve::bench

#endif  // VARVE_TESTS_BENCH_ADAPTERS_WALK_H_
