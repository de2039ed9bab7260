#include "sim/choice/digest.h"

#include <xxhash.h>

namespace varve::sim {

void Digest::Fold(uint64_t value) {
  // One multiply-xorshift round (the finaliser of splitmix64) over the sum of state and value.
  uint64_t x = (state_ ^ value) * 0xbf58476d1ce4e5b9ULL;
  x ^= x >> 27;
  x *= 0x94d049bb133111ebULL;
  state_ = x ^ (x >> 31) ^ (state_ << 1);
  ++folds_;
}

void Digest::Fold(std::string_view bytes) {
  Fold(bytes.size());
  Fold(XXH3_64bits(bytes.data(), bytes.size()));
}

}  // namespace varve::sim
