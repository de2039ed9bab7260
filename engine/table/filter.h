// A Bloom filter over a table's user keys, one cache line a key.
//
//   line*  | u8 probes            a line has 64 bytes = 512 bits
//
// A key is hashed once (XXH3-64). The upper half of the hash picks the line, by multiplication with
// the number of lines; the whole hash, remixed by a multiplication for each probe, picks `probes`
// bits of it. (Putze, Sanders and Singler, "Cache-, Hash- and Space-Efficient Bloom Filters",
// 2007: a blocked filter costs about half a bit a key over a plain one.)
#ifndef VARVE_ENGINE_TABLE_FILTER_H_
#define VARVE_ENGINE_TABLE_FILTER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/base/coding.h"

namespace varve {

inline constexpr size_t kFilterLineBytes = 64;
inline constexpr uint8_t kMaxFilterProbes = 32;

[[nodiscard]] uint64_t FilterHash(std::string_view user_key);

/// The line of a hash, below `lines` (which is at least 1 and below 2^32).
[[nodiscard]] inline uint64_t FilterLine(uint64_t hash, uint64_t lines) {
  return ((hash >> 32) * lines) >> 32;
}

/// The bits of a hash within its line, one a call of Next, each below 512.
class FilterProbes {
 public:
  explicit FilterProbes(uint64_t hash) : state_(hash) {}
  [[nodiscard]] uint32_t Next() {
    state_ *= 0x9e3779b97f4a7c15ULL;  // 2^64 divided by the golden ratio: odd, well mixed above
    return static_cast<uint32_t>(state_ >> 55);
  }

 private:
  uint64_t state_;
};

/// A filter read from a table. Immutable, so usable from many tasks.
class Filter {
 public:
  /// Copies `contents`. `kDataLoss`, naming `path` and the filter's place, unless they are a whole
  /// number of lines, at least one, and 1 .. kMaxFilterProbes probes.
  [[nodiscard]] static absl::StatusOr<Filter> Parse(std::string_view contents,
                                                    std::string_view path, uint64_t file_offset);

  /// False only if no key with this `FilterHash` was added. Wait-free; touches one cache line.
  [[nodiscard]] bool MayContain(uint64_t hash) const {
    const char* const line = LineOf(hash);
    FilterProbes probes(hash);
    // All bits, since the line is there: leaving early would be a branch to mispredict.
    uint64_t all = 1;
    for (uint8_t i = 0; i < probes_; ++i) {
      const uint32_t bit = probes.Next();
      all &= LoadFixed64(line + bit / 64 * 8) >> (bit % 64);
    }
    return (all & 1) != 0;
  }

  /// Has the line fetched that `MayContain` will touch.
  void Prefetch(uint64_t hash) const { __builtin_prefetch(LineOf(hash)); }

  /// What it keeps in memory.
  [[nodiscard]] size_t bytes() const { return lines_ * kFilterLineBytes; }

 private:
  Filter() = default;

  [[nodiscard]] const char* LineOf(uint64_t hash) const {
    return first_line_ + FilterLine(hash, lines_) * kFilterLineBytes;
  }

  std::unique_ptr<char[]> memory_;
  const char* first_line_ = nullptr;  // in memory_, at the beginning of a cache line
  uint64_t lines_ = 0;
  uint8_t probes_ = 0;
};

}  // namespace varve

#endif  // VARVE_ENGINE_TABLE_FILTER_H_
