// Keys as numbers: the eight bytes behind a prefix that all keys of some set have in common. Where
// two such words differ they order as their keys do; where they are equal they say nothing.
#ifndef VARVE_ENGINE_TABLE_KEY_WORD_H_
#define VARVE_ENGINE_TABLE_KEY_WORD_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/base/coding.h"
#include "engine/format/internal_key.h"

namespace varve {

/// Length of the longest common prefix.
[[nodiscard]] inline size_t CommonPrefix(std::string_view a, std::string_view b) {
  const size_t limit = std::min(a.size(), b.size());
  size_t common = 0;
  while (common + 8 <= limit) {
    const uint64_t difference = LoadFixed64(a.data() + common) ^ LoadFixed64(b.data() + common);
    if (difference != 0) return common + static_cast<size_t>(std::countr_zero(difference)) / 8;
    common += 8;
  }
  while (common < limit && a[common] == b[common]) ++common;
  return common;
}

/// The word of `key` behind its first `skip` bytes, at most its size. Reads nothing outside it.
[[nodiscard]] inline uint64_t WordBehind(std::string_view key, size_t skip) {
  const size_t rest = key.size() - skip;
  if (rest < 8 && rest > 0 && key.size() >= 8) {
    // The last eight bytes, those before the rest pushed out: no loop over a few bytes.
    return __builtin_bswap64(LoadFixed64(key.data() + key.size() - 8)) << (64 - 8 * rest);
  }
  return KeyPrefix(key.substr(skip));
}

/// Where a key stands to all keys that begin with `prefix`: below zero before them, above behind,
/// zero when it begins with `prefix` itself.
[[nodiscard]] inline int ComparePrefix(std::string_view key, std::string_view prefix) {
  if (prefix.empty()) return 0;
  return key.substr(0, prefix.size()).compare(prefix);
}

/// Index of the first of `count` ascending words that is at least `word`; `count` when there is
/// none. Binary search without a branch to mispredict.
template <typename Word>
[[nodiscard]] inline size_t LowerBoundOfWords(const Word* words, size_t count, Word word) {
  if (count == 0) return 0;
  const Word* base = words;
  while (count > 1) {
    const size_t half = count / 2;
    base += (base[half - 1] < word ? 1 : 0) * half;
    count -= half;
  }
  return static_cast<size_t>(base - words) + (*base < word ? 1 : 0);
}

}  // namespace varve

#endif  // VARVE_ENGINE_TABLE_KEY_WORD_H_
