#include "engine/table/filter_builder.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/table/filter.h"

namespace varve {
namespace {

constexpr double kLineBits = 8.0 * kFilterLineBytes;

// A plain Bloom filter is best with ln 2 = 0.69 probes for each bit per key; keys crowd in some of
// a blocked filter's lines, which moves the best number down.
constexpr double kProbesPerBit = 0.6;

}  // namespace

FilterBuilder::FilterBuilder(double bits_per_key)
    : bits_per_key_(bits_per_key > 0 ? std::min(bits_per_key, kMaxBitsPerKey) : 0) {}

void FilterBuilder::Add(std::string_view user_key) {
  if (bits_per_key_ == 0) return;
  const uint64_t hash = FilterHash(user_key);
  // Equal hashes have equal bits, so leaving out a repetition is right even between unequal keys.
  if (hashes_.empty() || hashes_.back() != hash) hashes_.push_back(hash);
}

uint64_t FilterBuilder::Lines() const {
  const double lines = std::ceil(static_cast<double>(hashes_.size()) * bits_per_key_ / kLineBits);
  constexpr double kMaxLines = std::numeric_limits<uint32_t>::max();
  return static_cast<uint64_t>(std::clamp(lines, 1.0, kMaxLines));
}

size_t FilterBuilder::bytes() const {
  return bits_per_key_ == 0 ? 0 : Lines() * kFilterLineBytes + 1;
}

std::string FilterBuilder::Finish() const {
  if (bits_per_key_ == 0) return {};
  const uint64_t lines = Lines();
  const auto probes = static_cast<uint8_t>(
      std::clamp(std::round(bits_per_key_ * kProbesPerBit), 1.0, double{kMaxFilterProbes}));
  std::string contents(lines * kFilterLineBytes, '\0');
  for (const uint64_t hash : hashes_) {
    char* line = contents.data() + FilterLine(hash, lines) * kFilterLineBytes;
    FilterProbes bits(hash);
    for (uint8_t i = 0; i < probes; ++i) {
      const uint32_t bit = bits.Next();
      line[bit / 8] = static_cast<char>(static_cast<uint8_t>(line[bit / 8]) | 1U << (bit % 8));
    }
  }
  contents.push_back(static_cast<char>(probes));
  return contents;
}

}  // namespace varve
