// A fiber of the world that holds up other fibers: now and then one of them, a client or a task of
// the engine, stands still for a stretch of virtual time, wherever it happens to be.
//
// Strategies switch often but seldom keep one fiber from running while the others do thousands of
// steps. Some bugs need exactly that: a reader between two instructions while a key is overwritten,
// flushed and compacted; a writer with its place in the commit order and nothing applied.
#ifndef VARVE_SIM_WORLD_STALLER_H_
#define VARVE_SIM_WORLD_STALLER_H_

#include <functional>

#include "sim/choice/choice_log.h"
#include "sim/choice/choices.h"
#include "sim/scheduler/kernel.h"

namespace varve::sim {

class Staller {
 public:
  /// `main` is never held up. Borrows everything.
  Staller(Kernel& kernel, Choices& choices, ChoiceLog& log, FiberId main)
      : kernel_(kernel), choices_(choices), log_(log), main_(main) {}

  /// The body of the fiber. Returns soon after `done` answers true; nothing is held up then.
  void Run(const std::function<bool()>& done);

 private:
  void Sleep(uint32_t doublings);
  /// Some fiber that may be held up, or `kNoFiber`.
  [[nodiscard]] FiberId PickVictim();

  Kernel& kernel_;
  Choices& choices_;
  ChoiceLog& log_;
  const FiberId main_;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_WORLD_STALLER_H_
