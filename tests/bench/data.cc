#include "tests/bench/data.h"

#include <utility>

namespace varve::bench {
namespace {

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers with every standard library.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t Next() {
    uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

 private:
  uint64_t state_;
};

}  // namespace

Op MakeOp(uint64_t number) {
  Op op;
  op.number = number;
  for (size_t i = kKeyBytes; i-- > 0; number /= 10) {
    op.bytes[i] = static_cast<char>('0' + number % 10);
  }
  return op;
}

Ops Ascending(uint64_t count, uint64_t stride) {
  Ops ops;
  ops.reserve(count);
  for (uint64_t i = 0; i < count; ++i) ops.push_back(MakeOp(i * stride));
  return ops;
}

Ops Shuffled(uint64_t count, uint64_t seed) {
  Ops ops = Ascending(count);
  Random random(seed);
  for (uint64_t i = count; i > 1; --i) std::swap(ops[i - 1], ops[random.Next() % i]);
  return ops;
}

Ops Drawn(uint64_t count, uint64_t below, uint64_t seed, uint64_t stride, uint64_t offset) {
  Ops ops;
  ops.reserve(count);
  Random random(seed);
  for (uint64_t i = 0; i < count; ++i) {
    ops.push_back(MakeOp(random.Next() % below * stride + offset));
  }
  return ops;
}

Values::Values(size_t value_bytes) : value_bytes_(value_bytes) {
  Random random(0x706f6f6c);
  pool_.resize(kStarts + value_bytes);
  for (char& byte : pool_) byte = static_cast<char>(random.Next());
}

}  // namespace varve::bench
