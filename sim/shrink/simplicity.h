// The order in which shrinking descends.
#ifndef VARVE_SIM_SHRINK_SIMPLICITY_H_
#define VARVE_SIM_SHRINK_SIMPLICITY_H_

#include <compare>
#include <cstdint>

#include "sim/shrink/candidate_oracle.h"

namespace varve::sim {

/// How simple a failing run is; smaller is simpler. Fewer picks come first; then shorter runs,
/// which matter more to a reader than small numbers do; then smaller picks; then picks that come
/// earlier. Every step of shrinking goes strictly down, so that shrinking ends.
struct Simplicity {
  uint64_t picks = 0;   // that are not 0
  uint64_t length = 0;  // of the run
  uint64_t sum = 0;     // of the picks
  uint64_t delay = 0;   // sum of each pick times its ordinal

  friend auto operator<=>(const Simplicity&, const Simplicity&) = default;
};

[[nodiscard]] Simplicity SimplicityOf(const Picks& picks, uint64_t length);

}  // namespace varve::sim

#endif  // VARVE_SIM_SHRINK_SIMPLICITY_H_
