// How a machine crash decides what becomes of each pending effect.
//
// Drawing every effect by a fair coin would make the extreme images, everything kept or everything
// lost, rarer the longer the log is. So one *mood* is drawn for the whole image first. Outcome 0,
// the simplest, is always "survives whole", and mood 0 keeps everything: an all-zero choice tree
// loses nothing.
#ifndef VARVE_SIM_FILE_SYSTEM_FATE_H_
#define VARVE_SIM_FILE_SYSTEM_FATE_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sim/choice/choices.h"

namespace varve::sim {

enum class Mood : uint8_t {
  kKeepAll,
  kLoseAll,
  kPrefix,      // each log keeps a prefix; the effect at the cut may be torn
  kEven,        // each effect for itself, kept and lost alike
  kMostlyKept,  // each effect for itself, one in ten lost or torn
  kMostlyLost,
};
inline constexpr uint32_t kMoodCount = 6;

/// Label "crash.mood".
[[nodiscard]] Mood DrawMood(Choices& choices);

inline constexpr uint32_t kSurvives = 0;
inline constexpr uint32_t kLost = 1;  // higher outcomes are ways to survive in part

/// The fates of one log of pending effects, in order. Under `kPrefix` the number of effects lost is
/// drawn first (label "crash.cut").
class LogFate {
 public:
  LogFate(Choices& choices, Mood mood, size_t effects);

  /// The outcome, below `outcomes` >= 2, of the next effect.
  [[nodiscard]] uint32_t Next(std::string_view label, uint32_t outcomes);
  /// The next effect's outcome follows from others: nothing is drawn.
  void Skip() { ++position_; }

 private:
  Choices& choices_;
  Mood mood_;
  size_t position_ = 0;
  size_t kept_ = 0;  // under kPrefix: effects before the cut
};

}  // namespace varve::sim

#endif  // VARVE_SIM_FILE_SYSTEM_FATE_H_
