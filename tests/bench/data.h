// Keys, values and their order: made before a measurement begins, the same for every engine.
//
// Key number n is n in decimal, zero padded to 16 bytes, as LevelDB's db_bench makes it (all keys
// share a long prefix, so nothing that orders by the first word has it easy). Its value is a piece
// of a pool of random bytes small enough to stay in the second-level cache; where it begins follows
// from the number and a generation, so that a reader can tell what it should have found.
#ifndef VARVE_TESTS_BENCH_DATA_H_
#define VARVE_TESTS_BENCH_DATA_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace varve::bench {

inline constexpr size_t kKeyBytes = 16;

/// One operation's key, formatted.
struct Op {
  char bytes[kKeyBytes];
  uint64_t number;

  [[nodiscard]] std::string_view key() const { return {bytes, kKeyBytes}; }
};

/// What a thread does, in order: read straight through, so that it costs a prefetched cache line
/// each few operations.
using Ops = std::vector<Op>;

[[nodiscard]] Op MakeOp(uint64_t number);

/// 0, stride, 2 * stride ...: `count` of them.
[[nodiscard]] Ops Ascending(uint64_t count, uint64_t stride = 1);
/// Each of 0 ... count - 1 once, shuffled.
[[nodiscard]] Ops Shuffled(uint64_t count, uint64_t seed);
/// `count` numbers drawn from 0 ... below - 1 with repeats, as db_bench's random workloads draw
/// them; each is multiplied by `stride`, then `offset` is added.
[[nodiscard]] Ops Drawn(uint64_t count, uint64_t below, uint64_t seed, uint64_t stride = 1,
                        uint64_t offset = 0);

/// Thread-safe once made.
class Values {
 public:
  explicit Values(size_t value_bytes);

  [[nodiscard]] std::string_view Of(uint64_t number, uint64_t generation = 0) const {
    const size_t begin = (number * 101 + generation * 4099) & (kStarts - 1);
    return std::string_view(pool_).substr(begin, value_bytes_);
  }

 private:
  static constexpr size_t kStarts = size_t{1} << 16;

  const size_t value_bytes_;
  std::string pool_;
};

}  // namespace varve::bench

#endif  // VARVE_TESTS_BENCH_DATA_H_
