// The scheduling decisions of an explored execution, from the same `PickTree` as its other choices.
//
// A decision has as many alternatives as there are tasks whose turn it may be (fair_turns.h). To
// switch away from a task that could go on and does not spin is a preemption; when as many as
// allowed are spent, such a task goes on. Most bugs need but one or two (Musuvathi and Qadeer,
// "Iterative context bounding", PLDI 2007), and the number of interleavings with at most K
// preemptions grows as a polynomial of the number of steps. No other reduction is made, so that
// what was covered is what the bound says.
#ifndef VARVE_SIM_EXPLORE_TREE_STRATEGY_H_
#define VARVE_SIM_EXPLORE_TREE_STRATEGY_H_

#include <cstdint>
#include <optional>

#include "sim/explore/execution_state.h"
#include "sim/explore/fair_turns.h"
#include "sim/explore/pick_tree.h"
#include "sim/scheduler/strategy.h"

namespace varve::sim {

/// Thread safety: one operating system thread.
class TreeStrategy final : public Strategy {
 public:
  /// Borrows both for life. Without a bound any number of preemptions is allowed.
  TreeStrategy(PickTree& tree, ExecutionState& state, std::optional<uint32_t> max_preemptions)
      : tree_(tree), state_(state), max_preemptions_(max_preemptions.value_or(UINT32_MAX)) {}

  /// A new execution begins.
  void Reset();

  uint32_t Pick(const Candidates& candidates) override;

 private:
  /// The bit and place of a candidate in sets of tasks.
  [[nodiscard]] uint32_t TaskOf(FiberId fiber) const;
  /// Whether the running task, which could go on, is stopped here.
  bool PicksFreeze(FiberId running);

  PickTree& tree_;
  ExecutionState& state_;
  const uint32_t max_preemptions_;
  uint32_t preemptions_ = 0;
  FairTurns turns_;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_EXPLORE_TREE_STRATEGY_H_
