// Depth-first search over everything that a deterministic program may be told to pick.
//
// The tree is never built: what is kept is the path to the leaf that is visited now. A visit runs
// the program from its beginning, answering with the path's picks and, beyond them, with 0;
// `Advance` then turns the last pick that has an alternative left to its next one. Every leaf is
// visited once.
#ifndef VARVE_SIM_EXPLORE_PICK_TREE_H_
#define VARVE_SIM_EXPLORE_PICK_TREE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace varve::sim {

/// Thread safety: one operating system thread.
class PickTree {
 public:
  /// The next pick of this visit, below `alternatives`, which is at least 1. Where there is but one
  /// alternative nothing is recorded.
  [[nodiscard]] uint32_t Pick(uint32_t alternatives) {
    if (alternatives == 1) return 0;
    if (depth_ == path_.size()) path_.push_back({0, alternatives});
    Branch& branch = path_[depth_++];
    if (branch.alternatives != alternatives) [[unlikely]]
      Align(branch, alternatives);
    return branch.pick;
  }

  /// Goes to the next leaf, to be visited from the beginning. False when there is none.
  [[nodiscard]] bool Advance();

  /// Goes to the leaf that these picks lead to; the numbers of alternatives are learnt on the way.
  void GoTo(std::span<const uint32_t> picks);

  /// The picks of this visit so far.
  [[nodiscard]] std::vector<uint32_t> picks() const;

  /// Whether a visit was offered other alternatives than the one before it: the program depends on
  /// something besides its picks.
  [[nodiscard]] bool diverged() const { return diverged_; }

 private:
  static constexpr uint32_t kUnknown = 0;
  struct Branch {
    uint32_t pick;
    uint32_t alternatives;
  };

  void Align(Branch& branch, uint32_t alternatives);

  std::vector<Branch> path_;
  size_t depth_ = 0;  // picks made in this visit
  bool diverged_ = false;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_EXPLORE_PICK_TREE_H_
