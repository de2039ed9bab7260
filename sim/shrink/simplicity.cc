#include "sim/shrink/simplicity.h"

namespace varve::sim {

Simplicity SimplicityOf(const Picks& picks, uint64_t length) {
  Simplicity simplicity;
  simplicity.picks = picks.size();
  simplicity.length = length;
  for (const RecordedPick& pick : picks) {
    simplicity.sum += pick.pick;
    simplicity.delay += pick.pick * pick.ordinal;
  }
  return simplicity;
}

}  // namespace varve::sim
