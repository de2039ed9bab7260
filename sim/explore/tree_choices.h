// The choices of an explored execution: all from a `PickTree`.
#ifndef VARVE_SIM_EXPLORE_TREE_CHOICES_H_
#define VARVE_SIM_EXPLORE_TREE_CHOICES_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "sim/choice/choices.h"
#include "sim/explore/execution_state.h"
#include "sim/explore/pick_tree.h"

namespace varve::sim {

/// Also notes the steps of the execution, and freezes the task whose time has come: the kernel says
/// through this interface that it has decided, and that it switches. Thread safety: one operating
/// system thread.
class TreeChoices final : public Choices {
 public:
  /// Borrows both for life.
  TreeChoices(PickTree& tree, ExecutionState& state) : tree_(tree), state_(state) {}

  void SetFiber(std::string_view path) override;
  uint32_t Pick(std::string_view label, uint32_t candidates) override;
  /// Any alternative whose weight is not 0.
  uint32_t PickWeighted(std::string_view label, std::span<const uint32_t> weights) override;
  uint32_t Decide(std::string_view label, uint32_t candidates, uint32_t pick) override;

 private:
  PickTree& tree_;
  ExecutionState& state_;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_EXPLORE_TREE_CHOICES_H_
