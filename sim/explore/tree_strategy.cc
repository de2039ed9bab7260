#include "sim/explore/tree_strategy.h"

#include <array>

#include "sim/base/check.h"

namespace varve::sim {

void TreeStrategy::Reset() {
  preemptions_ = 0;
  turns_.Reset();
}

uint32_t TreeStrategy::TaskOf(FiberId fiber) const {
  const uint32_t task = fiber - state_.main;
  VARVE_SIM_CHECK(task < FairTurns::kMaxTasks, "an explored scenario has few tasks");
  return task;
}

bool TreeStrategy::PicksFreeze(FiberId running) {
  if (running != state_.may_freeze || state_.frozen != kNoFiber) return false;
  state_.freeze_due = tree_.Pick(2) == 1;
  return state_.freeze_due;
}

uint32_t TreeStrategy::Pick(const Candidates& candidates) {
  FairTurns::TaskSet enabled = 0;
  for (uint32_t i = 0; i < candidates.size(); ++i) {
    enabled |= FairTurns::Only(TaskOf(candidates[i]));
  }
  // `kAbsent` in the sense of Candidates: the running task cannot go on.
  uint32_t running = candidates.size();
  if (candidates.current_runnable()) {
    running = candidates.current_index();
    const FairTurns::TaskSet self = FairTurns::Only(TaskOf(candidates[running]));
    if (PicksFreeze(candidates[running])) {
      enabled &= ~self;
      running = candidates.size();
    } else if (candidates.spin()) {
      turns_.Spin(TaskOf(candidates[running]), enabled);
      running = candidates.size();  // giving way is no preemption
    }
  }
  const FairTurns::TaskSet eligible = turns_.Eligible(enabled);
  uint32_t chosen = running;
  if (running == candidates.size() || preemptions_ < max_preemptions_) {
    std::array<uint32_t, FairTurns::kMaxTasks> places;
    uint32_t count = 0;
    for (uint32_t i = 0; i < candidates.size(); ++i) {
      if ((eligible & FairTurns::Only(TaskOf(candidates[i]))) != 0) places[count++] = i;
    }
    chosen = places[tree_.Pick(count)];
    if (running != candidates.size() && chosen != running) ++preemptions_;
  }
  turns_.Chose(TaskOf(candidates[chosen]));
  return chosen;
}

}  // namespace varve::sim
