#include "sim/file_system/fate.h"

#include <array>
#include <span>

#include "sim/base/check.h"

namespace varve::sim {
namespace {

// The most ways an effect may end: whole, lost, and two in part.
constexpr size_t kMaxOutcomes = 4;

// Of whole, lost, and each way to survive in part.
constexpr std::array<uint32_t, kMaxOutcomes> kEvenWeights = {4, 3, 1, 1};
constexpr std::array<uint32_t, kMaxOutcomes> kMostlyKeptWeights = {27, 1, 1, 1};
constexpr std::array<uint32_t, kMaxOutcomes> kMostlyLostWeights = {1, 27, 1, 1};

uint32_t PickOutcome(Choices& choices, std::string_view label,
                     const std::array<uint32_t, kMaxOutcomes>& weights, uint32_t outcomes) {
  return choices.PickWeighted(label, std::span(weights).first(outcomes));
}

}  // namespace

Mood DrawMood(Choices& choices) {
  // The prefix is what a disk without reordering leaves; the extremes are the plainest.
  static constexpr std::array<uint32_t, kMoodCount> kWeights = {1, 2, 3, 4, 2, 2};
  return static_cast<Mood>(choices.PickWeighted("crash.mood", kWeights));
}

LogFate::LogFate(Choices& choices, Mood mood, size_t effects) : choices_(choices), mood_(mood) {
  if (mood_ != Mood::kPrefix || effects == 0) return;
  kept_ = effects - static_cast<size_t>(choices_.Range("crash.cut", 0, effects));
}

uint32_t LogFate::Next(std::string_view label, uint32_t outcomes) {
  VARVE_SIM_CHECK(outcomes >= 2 && outcomes <= kMaxOutcomes,
                  "an effect survives or is lost, or both");
  const size_t position = position_++;
  switch (mood_) {
    case Mood::kKeepAll:
      return kSurvives;
    case Mood::kLoseAll:
      return kLost;
    case Mood::kPrefix:
      if (position < kept_) return kSurvives;
      if (position > kept_) return kLost;
      return PickOutcome(choices_, label, kEvenWeights, outcomes);
    case Mood::kEven:
      return PickOutcome(choices_, label, kEvenWeights, outcomes);
    case Mood::kMostlyKept:
      return PickOutcome(choices_, label, kMostlyKeptWeights, outcomes);
    case Mood::kMostlyLost:
      return PickOutcome(choices_, label, kMostlyLostWeights, outcomes);
  }
  return kSurvives;
}

}  // namespace varve::sim
