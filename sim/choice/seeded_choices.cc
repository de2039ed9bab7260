#include "sim/choice/seeded_choices.h"

#include "sim/choice/internal_error.h"
#include "sim/choice/mix.h"

namespace varve::sim {

SeededChoices::SeededChoices(uint64_t seed, ChoiceLog* log, Digest& digest)
    : RecordingChoices(log, digest), seed_(Mix(seed + kGolden)) {}

uint64_t SeededChoices::Draw(const Stream& stream) const {
  // splitmix64 started at the stream's own state and asked for its ordinal-th output.
  return Mix(Mix(stream.key ^ seed_) + (stream.ordinal + 1) * kGolden);
}

uint32_t SeededChoices::Uniform(Stream& stream, uint32_t candidates) {
  // The upper 32 bits scaled down (Lemire 2019, without rejection: the bias is below 2^-32 times
  // the number of candidates).
  return static_cast<uint32_t>(((Draw(stream) >> 32) * candidates) >> 32);
}

uint32_t SeededChoices::Weighted(Stream& stream, std::span<const uint32_t> weights) {
  uint64_t sum = 0;
  for (const uint32_t weight : weights) sum += weight;
  if (sum == 0) InternalError("a weighted choice whose weights are all 0");
  // The bias of the remainder is below sum / 2^64.
  uint64_t rest = Draw(stream) % sum;
  uint32_t pick = 0;
  while (rest >= weights[pick]) rest -= weights[pick++];
  return pick;
}

uint32_t SeededChoices::Decided(Stream&, uint32_t, uint32_t pick) { return pick; }

}  // namespace varve::sim
