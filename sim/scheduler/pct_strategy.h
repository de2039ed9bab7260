// Probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi, Nagarakatti: "A randomized
// scheduler with probabilistic guarantees of finding bugs", ASPLOS 2010).
//
// Every fiber has a priority, drawn at random above all others' change values; the runnable fiber
// with the highest runs. At d-1 decisions, drawn at random among the next k, the running fiber's
// priority falls below every original one. A bug that needs d ordering constraints among n fibers
// and k steps is then found with probability 1 / (n k^(d-1)) at least.
//
// Two departures. A fiber that spins falls below all others, since by its own word it cannot make
// progress (otherwise the highest fiber would spin for ever). And after k decisions a new round
// begins, with fresh priorities and fresh changes, since a world lives longer than its estimate.
#ifndef VARVE_SIM_SCHEDULER_PCT_STRATEGY_H_
#define VARVE_SIM_SCHEDULER_PCT_STRATEGY_H_

#include <cstdint>
#include <vector>

#include "sim/scheduler/split_mix.h"
#include "sim/scheduler/strategy.h"

namespace varve::sim {

class PctStrategy final : public Strategy {
 public:
  /// `depth` and `steps` are at least 1.
  PctStrategy(uint32_t depth, uint32_t steps, uint64_t seed);

  [[nodiscard]] uint32_t Pick(const Candidates& candidates) override;

 private:
  void BeginRound();
  [[nodiscard]] int64_t& Priority(FiberId fiber);
  [[nodiscard]] uint32_t Highest(const Candidates& candidates);

  const uint32_t depth_;
  const uint32_t steps_;
  SplitMix random_;
  uint32_t step_ = 0;                   // of the round
  std::vector<uint32_t> change_steps_;  // of the round, ascending
  uint32_t changes_done_ = 0;
  int64_t lowest_ = 0;               // given to the last spinner; each gets one below
  std::vector<int64_t> priorities_;  // by FiberId; 0: not drawn yet in this round
};

}  // namespace varve::sim

#endif  // VARVE_SIM_SCHEDULER_PCT_STRATEGY_H_
