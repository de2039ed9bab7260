// Ways to let a run's choices happen earlier.
#ifndef VARVE_SIM_SHRINK_EARLIER_H_
#define VARVE_SIM_SHRINK_EARLIER_H_

#include <cstddef>
#include <optional>

#include "sim/shrink/candidate_oracle.h"

namespace varve::sim {

enum class Way : size_t {
  kDrop,        // the pick goes together with its place: what follows it in its stream moves up
  kCloseGap,    // no choices of 0 between it and the pick before it in its stream
  kHalveGap,    // half as many of them
  kShortenGap,  // one less
  kSwap,        // its value exchanged with that of the neighbour before it, which is smaller
};
inline constexpr size_t kWays = 5;

/// The picks with the one at `place` and those behind it in its stream moved; nothing where that
/// changes nothing, or does the same as a way above.
[[nodiscard]] std::optional<Picks> Earlier(const Picks& picks, size_t place, Way way);

}  // namespace varve::sim

#endif  // VARVE_SIM_SHRINK_EARLIER_H_
