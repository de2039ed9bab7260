// What all implementations of `Choices` share: streams, the digest and the log.
#ifndef VARVE_SIM_CHOICE_RECORDING_CHOICES_H_
#define VARVE_SIM_CHOICE_RECORDING_CHOICES_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "sim/choice/choice_log.h"
#include "sim/choice/choices.h"
#include "sim/choice/digest.h"
#include "sim/choice/stream_table.h"

namespace varve::sim {

/// Folds every choice (key, candidates, pick) into the digest and appends those whose pick is not 0
/// to the log. An implementation says what is picked. Allocates host memory only, so that it may be
/// called from within a simulated process.
class RecordingChoices : public Choices {
 public:
  /// `log` may be null. Both are borrowed and outlive the object.
  RecordingChoices(ChoiceLog* log, Digest& digest) : log_(log), digest_(digest) {}

  void SetFiber(std::string_view path) final { streams_.SetFiber(path); }
  uint32_t Pick(std::string_view label, uint32_t candidates) final;
  uint32_t PickWeighted(std::string_view label, std::span<const uint32_t> weights) final;
  uint32_t Decide(std::string_view label, uint32_t candidates, uint32_t pick) final;

 protected:
  /// Each returns a pick below the number of candidates for the choice `stream.ordinal`.
  virtual uint32_t Uniform(Stream& stream, uint32_t candidates) = 0;
  virtual uint32_t Weighted(Stream& stream, std::span<const uint32_t> weights) = 0;
  virtual uint32_t Decided(Stream& stream, uint32_t candidates, uint32_t pick) = 0;

  [[nodiscard]] StreamTable& streams() { return streams_; }
  [[nodiscard]] ChoiceLog* log() { return log_; }

 private:
  uint32_t Record(Stream& stream, uint32_t candidates, uint32_t pick);

  ChoiceLog* const log_;
  Digest& digest_;
  StreamTable streams_;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_CHOICE_RECORDING_CHOICES_H_
