// A kernel with a cheap seeded implementation of `Choices`, for the tests of sim/scheduler.
#ifndef VARVE_TESTS_UNIT_SIM_SCHEDULER_KERNEL_FIXTURE_H_
#define VARVE_TESTS_UNIT_SIM_SCHEDULER_KERNEL_FIXTURE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/choice/choices.h"
#include "sim/heap/heap.h"
#include "sim/scheduler/kernel.h"
#include "sim/scheduler/sim_scheduler.h"
#include "sim/scheduler/split_mix.h"
#include "sim/scheduler/strategy.h"

namespace varve::sim {

/// Draws every pick from one stream, and remembers who made which scheduling decision.
class FakeChoices final : public Choices {
 public:
  explicit FakeChoices(uint64_t seed) : random_(seed) {}

  void SetFiber(std::string_view path) override { fiber_ = path; }
  uint32_t Pick(std::string_view label, uint32_t candidates) override {
    if (label == zero_label_) return 0;
    return candidates == 0 ? 0 : random_.Below(candidates);
  }
  uint32_t PickWeighted(std::string_view, std::span<const uint32_t> weights) override {
    return random_.Below(static_cast<uint32_t>(weights.size()));
  }
  uint32_t Decide(std::string_view, uint32_t candidates, uint32_t pick) override {
    log_.push_back({std::string(fiber_), candidates, pick});
    return pick < candidates ? pick : 0;
  }

  struct Decision {
    std::string fiber;
    uint32_t candidates;
    uint32_t pick;
    friend bool operator==(const Decision&, const Decision&) = default;
  };
  [[nodiscard]] const std::vector<Decision>& log() const { return log_; }
  [[nodiscard]] std::string_view fiber() const { return fiber_; }
  /// Choices of this label are 0 from now on.
  void Silence(std::string_view label) { zero_label_ = label; }

 private:
  SplitMix random_;
  std::string_view fiber_ = "world";
  std::string_view zero_label_;
  std::vector<Decision> log_;
};

/// Everything one world of a test needs.
struct TestWorld {
  explicit TestWorld(uint64_t seed, StrategyKnobs knobs = {.kind = StrategyKind::kRandomWalk},
                     const KernelOptions& kernel_options = {},
                     const SimSchedulerOptions& scheduler_options = {})
      : choices(seed),
        strategy(MakeStrategy(WithSeed(knobs, seed))),
        kernel(choices, *strategy, kernel_options),
        scheduler(kernel, scheduler_options) {}

  KernelResult Run(std::function<void()> body) { return kernel.Run("main", std::move(body)); }

  /// As `Run`, for bodies that do not get to their end: what they allocate is charged to a heap of
  /// their own, and everything is abandoned and freed. The body must make no assertions.
  KernelResult RunAndAbandon(std::function<void()> body) {
    LifetimeHeap heap;
    KernelResult result = kernel.Run("main", [&] {
      HeapScope lifetime(&heap);
      body();
    });
    kernel.AbandonAll();
    heap.FreeAll();
    return result;
  }

  static StrategyKnobs WithSeed(StrategyKnobs knobs, uint64_t seed) {
    knobs.seed = seed;
    return knobs;
  }

  FakeChoices choices;
  std::unique_ptr<Strategy> strategy;
  Kernel kernel;
  SimScheduler scheduler;
};

inline constexpr StrategyKnobs kRunToBlockKnobs = {.kind = StrategyKind::kRunToBlock};

}  // namespace varve::sim

#endif  // VARVE_TESTS_UNIT_SIM_SCHEDULER_KERNEL_FIXTURE_H_
