// The parts of the choice tree that are worth removing as a whole.
#ifndef VARVE_SIM_SHRINK_SUBTREES_H_
#define VARVE_SIM_SHRINK_SUBTREES_H_

#include <string>
#include <vector>

#include "sim/shrink/candidate_oracle.h"

namespace varve::sim {

/// Picks of a fiber and all its descendants, or of all fibers; under one label, or under all.
struct Subtree {
  std::string fiber;  // path; empty: every fiber
  std::string label;  // empty: every label

  [[nodiscard]] bool Contains(const RecordedPick& pick) const;

  friend bool operator==(const Subtree&, const Subtree&) = default;
};

/// Every subtree that holds a pick, the larger ones first: fibers with their descendants (a whole
/// lifetime is one), labels, families of labels ("crash." is one, written as a label that ends in a
/// dot), labels within one fiber. Of equal size: in alphabetical order.
[[nodiscard]] std::vector<Subtree> SubtreesOf(const Picks& picks);

}  // namespace varve::sim

#endif  // VARVE_SIM_SHRINK_SUBTREES_H_
