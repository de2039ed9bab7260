// Choices drawn from a seed.
#ifndef VARVE_SIM_CHOICE_SEEDED_CHOICES_H_
#define VARVE_SIM_CHOICE_SEEDED_CHOICES_H_

#include <cstdint>
#include <span>

#include "sim/choice/recording_choices.h"

namespace varve::sim {

/// The value of a choice is a function of (seed, fiber path, label, ordinal) and of nothing else:
/// a counter-based generator, keyed by stream. So a choice added under one key shifts no other.
class SeededChoices final : public RecordingChoices {
 public:
  SeededChoices(uint64_t seed, ChoiceLog* log, Digest& digest);

 private:
  uint32_t Uniform(Stream& stream, uint32_t candidates) override;
  uint32_t Weighted(Stream& stream, std::span<const uint32_t> weights) override;
  uint32_t Decided(Stream& stream, uint32_t candidates, uint32_t pick) override;

  [[nodiscard]] uint64_t Draw(const Stream& stream) const;

  const uint64_t seed_;  // mixed, so that neighbouring seeds have nothing in common
};

}  // namespace varve::sim

#endif  // VARVE_SIM_CHOICE_SEEDED_CHOICES_H_
