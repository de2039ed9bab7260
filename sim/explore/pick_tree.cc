#include "sim/explore/pick_tree.h"

namespace varve::sim {

void PickTree::Align(Branch& branch, uint32_t alternatives) {
  if (branch.alternatives != kUnknown || branch.pick >= alternatives) {
    diverged_ = true;
    if (branch.pick >= alternatives) branch.pick = alternatives - 1;
  }
  branch.alternatives = alternatives;
}

bool PickTree::Advance() {
  if (depth_ < path_.size()) diverged_ = true;  // the visit ended before its prefix did
  while (!path_.empty() && path_.back().pick + 1 >= path_.back().alternatives) path_.pop_back();
  depth_ = 0;
  if (path_.empty()) return false;
  ++path_.back().pick;
  return true;
}

void PickTree::GoTo(std::span<const uint32_t> picks) {
  path_.clear();
  for (const uint32_t pick : picks) path_.push_back({pick, kUnknown});
  depth_ = 0;
}

std::vector<uint32_t> PickTree::picks() const {
  std::vector<uint32_t> made;
  made.reserve(depth_);
  for (size_t i = 0; i < depth_; ++i) made.push_back(path_[i].pick);
  return made;
}

}  // namespace varve::sim
