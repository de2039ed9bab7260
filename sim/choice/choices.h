// The labelled choice tree: the only source of nondeterminism of a simulated world.
//
// A choice is keyed by (fiber path, label, ordinal within the pair), never by a global index, and
// each key draws from its own pseudo-random stream, so that adding a choice in one place shifts no
// other. Alternative 0 always means "simplest": keep running, no fault, smallest.
//
// Two implementations: one draws from a seed, one replays picks read from a trace and answers 0
// wherever the trace says nothing. Both fold every choice into the run's digest and append it to
// the run's choice log.
#ifndef VARVE_SIM_CHOICE_CHOICES_H_
#define VARVE_SIM_CHOICE_CHOICES_H_

#include <cstdint>
#include <span>
#include <string_view>

namespace varve::sim {

/// Thread safety: one operating system thread. Calls never deschedule a fiber.
class Choices {
 public:
  virtual ~Choices() = default;

  /// Names the fiber that makes the choices from now on ("world" outside all fibers). Paths are
  /// stable from run to run: "life1/client2", "life1/client2/flush". The view must stay valid until
  /// the next call.
  virtual void SetFiber(std::string_view path) = 0;

  /// One of 0 .. candidates-1, uniformly. `label` is a string literal such as "fs.latency". With
  /// one candidate the answer is 0, and the ordinal is counted all the same.
  [[nodiscard]] virtual uint32_t Pick(std::string_view label, uint32_t candidates) = 0;

  /// One index of `weights`, with probability proportional to its weight (their sum is positive).
  [[nodiscard]] virtual uint32_t PickWeighted(std::string_view label,
                                              std::span<const uint32_t> weights) = 0;

  /// A choice whose outcome a strategy has already decided (`pick` < candidates): recorded and
  /// folded as any other; a replay returns what the trace says instead.
  [[nodiscard]] virtual uint32_t Decide(std::string_view label, uint32_t candidates,
                                        uint32_t pick) = 0;

  /// True once in `one_in` on average; false is the simplest. `one_in` >= 1.
  [[nodiscard]] bool OneIn(std::string_view label, uint32_t one_in);

  /// A value of low .. high, `low` being the simplest.
  [[nodiscard]] uint64_t Range(std::string_view label, uint64_t low, uint64_t high);
};

}  // namespace varve::sim

#endif  // VARVE_SIM_CHOICE_CHOICES_H_
