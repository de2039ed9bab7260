#include "sim/scheduler/pct_strategy.h"

#include <algorithm>

namespace varve::sim {
namespace {

// Original priorities lie above it, changed ones between it and 0, spinners' below 0.
constexpr int64_t kOriginalFloor = 1 << 10;
constexpr int64_t kNotDrawn = 0;

}  // namespace

PctStrategy::PctStrategy(uint32_t depth, uint32_t steps, uint64_t seed)
    : depth_(depth), steps_(steps), random_(seed) {
  BeginRound();
}

void PctStrategy::BeginRound() {
  step_ = 0;
  changes_done_ = 0;
  lowest_ = 0;
  priorities_.clear();
  change_steps_.clear();
  for (uint32_t i = 1; i < depth_; ++i) change_steps_.push_back(random_.Below(steps_));
  std::sort(change_steps_.begin(), change_steps_.end());
}

int64_t& PctStrategy::Priority(FiberId fiber) {
  if (fiber >= priorities_.size()) priorities_.resize(fiber + 1, kNotDrawn);
  int64_t& priority = priorities_[fiber];
  // 32 random bits: ties are rare, and then the candidate named first wins.
  if (priority == kNotDrawn) priority = kOriginalFloor + (random_.Next() >> 32);
  return priority;
}

uint32_t PctStrategy::Highest(const Candidates& candidates) {
  uint32_t best = 0;
  int64_t best_priority = Priority(candidates[0]);
  for (uint32_t i = 1; i < candidates.size(); ++i) {
    const int64_t priority = Priority(candidates[i]);
    if (priority > best_priority) {
      best = i;
      best_priority = priority;
    }
  }
  return best;
}

uint32_t PctStrategy::Pick(const Candidates& candidates) {
  if (step_ == steps_) BeginRound();
  if (candidates.spin()) Priority(candidates[candidates.current_index()]) = --lowest_;
  // The change befalls the fiber that would run now, before it takes the step.
  while (changes_done_ < change_steps_.size() && change_steps_[changes_done_] == step_) {
    ++changes_done_;
    Priority(candidates[Highest(candidates)]) = depth_ - changes_done_;
  }
  ++step_;
  return Highest(candidates);
}

}  // namespace varve::sim
