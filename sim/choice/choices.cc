#include "sim/choice/choices.h"

#include <algorithm>
#include <array>
#include <bit>

namespace varve::sim {
namespace {

// A wide range is drawn as digits of this many bits, the most significant one first.
constexpr int kDigitBits = 31;

}  // namespace

bool Choices::OneIn(std::string_view label, uint32_t one_in) {
  // Two alternatives rather than `one_in`, so that the common answer is the simplest one and leaves
  // nothing in the trace.
  const std::array<uint32_t, 2> weights = {one_in - 1, 1};
  return PickWeighted(label, weights) == 1;
}

uint64_t Choices::Range(std::string_view label, uint64_t low, uint64_t high) {
  const uint64_t most = high - low;
  if (most < UINT32_MAX) return low + Pick(label, static_cast<uint32_t>(most + 1));
  // The first digit has kDigitBits significant bits; the rest follows in one or two more digits.
  int shift = std::bit_width(most) - kDigitBits;
  uint64_t value = Pick(label, static_cast<uint32_t>(most >> shift) + 1);
  while (shift > 0) {
    const int bits = std::min(shift, kDigitBits);
    value = value << bits | Pick(label, uint32_t{1} << bits);
    shift -= bits;
  }
  // Only the last of some 2^30 first digits can lead beyond the range.
  return low + std::min(value, most);
}

}  // namespace varve::sim
