// Choices read from a trace.
#ifndef VARVE_SIM_CHOICE_REPLAY_CHOICES_H_
#define VARVE_SIM_CHOICE_REPLAY_CHOICES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "sim/choice/record.h"
#include "sim/choice/recording_choices.h"

namespace varve::sim {

/// Answers with the recorded pick of the same (fiber path, label, ordinal), and with the simplest
/// alternative where the trace says nothing (or names one whose weight is 0): realigning after a
/// difference needs nothing more, since every key finds its own picks.
///
/// A *divergence* is a recorded pick that is not below the number of candidates (it counts as 0), a
/// recorded number of candidates that differs, a pick asked for before another one that stands
/// earlier in the trace, and a pick never asked for. The first one is described, with its place in
/// the trace, and written to the log as soon as it is met; the others are counted.
class ReplayChoices final : public RecordingChoices {
 public:
  /// `picks` are a trace's, in its order; copied. `log` may be null. Create outside of any world.
  ReplayChoices(std::span<const RecordedPick> picks, ChoiceLog* log, Digest& digest);
  ~ReplayChoices() override;

  /// Counts the picks never asked for. Called once, when the run is over.
  void Finish();

  [[nodiscard]] uint64_t divergences() const { return divergences_; }
  /// "line 12: expected ..., found ..."; empty when there was none.
  [[nodiscard]] std::string_view first_divergence() const { return {first_.data(), first_size_}; }

 private:
  /// Where the picks of one stream stand in `order_`.
  struct Plan {
    uint32_t begin;
    uint32_t end;
  };

  uint32_t Uniform(Stream& stream, uint32_t candidates) override;
  uint32_t Weighted(Stream& stream, std::span<const uint32_t> weights) override;
  uint32_t Decided(Stream& stream, uint32_t candidates, uint32_t pick) override;

  uint32_t Recorded(Stream& stream, uint32_t candidates);
  uint32_t Take(const Stream& stream, uint32_t position, uint32_t candidates);
  void FindPlan(Stream& stream);
  void Diverge(const Stream& stream, uint32_t position, uint32_t candidates);
  void DivergeWith(uint32_t position, const char* found);

  const std::vector<RecordedPick> picks_;
  std::vector<uint32_t> order_;  // positions in `picks_`, by fiber, label, ordinal
  std::vector<Plan> plans_;      // in the order of their keys: a new stream searches its own
  std::vector<bool> taken_;      // for each pick
  uint32_t next_ = 0;            // the first position behind every pick taken
  uint64_t divergences_ = 0;
  std::array<char, 512> first_;  // fixed, since no memory may be allocated inside a world
  size_t first_size_ = 0;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_CHOICE_REPLAY_CHOICES_H_
