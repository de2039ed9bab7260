// A fiber of the world that holds up other fibers: now and then one or two of them, clients or
// tasks of the engine, stand still for a stretch of virtual time, wherever they happen to be.
//
// Strategies switch often but seldom keep one fiber from running while the others do thousands of
// steps. Some bugs need exactly that: a reader between two instructions while a key is overwritten,
// flushed and compacted; a writer with its place in the commit order and nothing applied.
#ifndef VARVE_SIM_WORLD_STALLER_H_
#define VARVE_SIM_WORLD_STALLER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "sim/choice/choice_log.h"
#include "sim/choice/choices.h"
#include "sim/scheduler/kernel.h"

namespace varve::sim {

class Staller {
 public:
  struct Parts {
    Kernel& kernel;
    Choices& choices;
    ChoiceLog& log;
    /// Fibers to hold up most of the time; they may come and go.
    const std::vector<FiberId>& favourites;
    FiberId spared = kNoFiber;  // is never held up
    /// About the time in which the others take ten steps. Pauses between two stalls last 1 to 64
    /// units, stalls 4 to 2048.
    int64_t unit_nanos = 0;
  };

  explicit Staller(const Parts& parts) : parts_(parts) {}

  /// The body of the fiber. Returns soon after `done` answers true; nothing is held up then.
  void Run(const std::function<bool()>& done);

 private:
  struct Stall {
    FiberId fiber;
    Instant end;
  };

  [[nodiscard]] int64_t Length(int64_t shortest_nanos, uint32_t lengths);
  /// Some fiber that may be held up, or `kNoFiber`.
  [[nodiscard]] FiberId PickVictim();
  void BeginStall();
  /// Returns how many have ended.
  size_t EndStalls(Instant now);

  const Parts parts_;
  std::vector<Stall> stalls_;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_WORLD_STALLER_H_
