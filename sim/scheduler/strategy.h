// How the next fiber is picked.
//
// A strategy only proposes: the kernel records the pick as a choice ("sched"), and a replay puts
// the recorded one in its place. A strategy must therefore influence nothing else. Its own
// randomness comes from a private generator whose seed is one of its knobs.
#ifndef VARVE_SIM_SCHEDULER_STRATEGY_H_
#define VARVE_SIM_SCHEDULER_STRATEGY_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "sim/choice/choices.h"
#include "sim/scheduler/candidates.h"

namespace varve::sim {

/// Called with the world's heap current. Thread safety: one operating system thread.
class Strategy {
 public:
  virtual ~Strategy() = default;
  /// An index below `candidates.size()`, which is at least 2.
  [[nodiscard]] virtual uint32_t Pick(const Candidates& candidates) = 0;
};

/// In order of simplicity.
enum class StrategyKind : uint8_t {
  kRunToBlock,  // switches only where the running fiber cannot go on: always alternative 0
  kRandomWalk,  // any candidate, with a fixed probability at each point
  kPct,         // random priorities with few changes (Burckhardt et al., ASPLOS 2010)
};
inline constexpr int kStrategyCount = 3;

/// "run_to_block", "random_walk", "pct".
[[nodiscard]] std::string_view Name(StrategyKind kind);
[[nodiscard]] std::optional<StrategyKind> ParseStrategy(std::string_view name);

/// Everything a strategy is made from, to be printed beside the seed.
struct StrategyKnobs {
  StrategyKind kind = StrategyKind::kRunToBlock;
  /// kRandomWalk: a fiber that could go on is asked to give way once in so many points. High values
  /// give long uninterrupted stretches.
  uint32_t switch_one_in = 1;
  /// kPct: the depth d of the bugs looked for, 1 .. 3, and the number of decisions k among which
  /// the d-1 changes of priority are placed.
  uint32_t pct_depth = 1;
  uint32_t pct_steps = 1;
  uint64_t seed = 0;
};

/// Draws the kind (unless it is given) and all knobs, labels "strategy.*".
[[nodiscard]] StrategyKnobs DrawStrategy(Choices& choices,
                                         std::optional<StrategyKind> kind = std::nullopt);

[[nodiscard]] std::unique_ptr<Strategy> MakeStrategy(const StrategyKnobs& knobs);

}  // namespace varve::sim

#endif  // VARVE_SIM_SCHEDULER_STRATEGY_H_
