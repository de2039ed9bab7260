// Picks for tests, in few words.
#ifndef VARVE_TESTS_UNIT_SIM_SHRINK_MAKE_PICK_H_
#define VARVE_TESTS_UNIT_SIM_SHRINK_MAKE_PICK_H_

#include <cstdint>
#include <string>
#include <vector>

#include "sim/shrink/candidate_oracle.h"

namespace varve::sim {

inline RecordedPick MakePick(const std::string& fiber, const std::string& label, uint64_t ordinal,
                             uint32_t pick) {
  RecordedPick made;
  made.fiber = fiber;
  made.label = label;
  made.ordinal = ordinal;
  made.candidates = 1'000'000;
  made.pick = pick;
  return made;
}

/// "fiber label #ordinal = pick" of each.
inline std::vector<std::string> TextsOf(const Picks& picks) {
  std::vector<std::string> texts;
  for (const RecordedPick& pick : picks) {
    texts.push_back(pick.fiber + " " + pick.label + " #" + std::to_string(pick.ordinal) + " = " +
                    std::to_string(pick.pick));
  }
  return texts;
}

}  // namespace varve::sim

#endif  // VARVE_TESTS_UNIT_SIM_SHRINK_MAKE_PICK_H_
