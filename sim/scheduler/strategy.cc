#include "sim/scheduler/strategy.h"

#include <array>

#include "sim/scheduler/pct_strategy.h"
#include "sim/scheduler/split_mix.h"

namespace varve::sim {
namespace {

constexpr std::array<std::string_view, kStrategyCount> kNames = {"run_to_block", "random_walk",
                                                                 "pct"};

class RunToBlock final : public Strategy {
 public:
  uint32_t Pick(const Candidates&) override { return 0; }
};

class RandomWalk final : public Strategy {
 public:
  RandomWalk(uint32_t switch_one_in, uint64_t seed)
      : switch_one_in_(switch_one_in), random_(seed) {}

  uint32_t Pick(const Candidates& candidates) override {
    // The spinner is the last candidate and would only spin again.
    if (candidates.spin()) return random_.Below(candidates.size() - 1);
    if (candidates.current_runnable() && random_.Below(switch_one_in_) != 0) return 0;
    return random_.Below(candidates.size());
  }

 private:
  const uint32_t switch_one_in_;
  SplitMix random_;
};

// Two draws of 32 bits, the widest that a choice has.
uint64_t DrawSeed(Choices& choices) {
  const uint64_t high = choices.Pick("strategy.seed", UINT32_MAX);
  return high << 32 | choices.Pick("strategy.seed", UINT32_MAX);
}

}  // namespace

std::string_view Name(StrategyKind kind) { return kNames[static_cast<size_t>(kind)]; }

std::optional<StrategyKind> ParseStrategy(std::string_view name) {
  for (size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<StrategyKind>(i);
  }
  return std::nullopt;
}

StrategyKnobs DrawStrategy(Choices& choices, std::optional<StrategyKind> kind) {
  // Schedules without preemption find little; a few of them show what needs none.
  static constexpr std::array<uint32_t, kStrategyCount> kKindWeights = {1, 8, 7};
  static constexpr std::array<uint32_t, 4> kSwitchOneIn = {64, 16, 4, 1};
  static constexpr std::array<uint32_t, 5> kPctSteps = {256, 1024, 4096, 16384, 65536};
  // Every knob is drawn whatever the kind, so that a change of kind shifts no other choice.
  const uint32_t drawn_kind = choices.PickWeighted("strategy.kind", kKindWeights);
  StrategyKnobs knobs;
  knobs.kind = kind.value_or(static_cast<StrategyKind>(drawn_kind));
  knobs.switch_one_in = kSwitchOneIn[choices.Pick("strategy.switch_one_in", kSwitchOneIn.size())];
  knobs.pct_depth = 1 + choices.Pick("strategy.pct_depth", 3);
  knobs.pct_steps = kPctSteps[choices.Pick("strategy.pct_steps", kPctSteps.size())];
  knobs.seed = DrawSeed(choices);
  return knobs;
}

std::unique_ptr<Strategy> MakeStrategy(const StrategyKnobs& knobs) {
  switch (knobs.kind) {
    case StrategyKind::kRandomWalk:
      return std::make_unique<RandomWalk>(knobs.switch_one_in, knobs.seed);
    case StrategyKind::kPct:
      return std::make_unique<PctStrategy>(knobs.pct_depth, knobs.pct_steps, knobs.seed);
    case StrategyKind::kRunToBlock:
      break;
  }
  return std::make_unique<RunToBlock>();
}

}  // namespace varve::sim
