// The mutex of a simulated world.
//
// An unlock wakes one waiter, picked by the choice "mutex.wake"; the woken fiber competes with
// whoever else comes along, as with an operating system's mutex, and waits again when it loses.
// Waking one rather than all costs one switch a hand-over however many wait.
#ifndef VARVE_SIM_SCHEDULER_SIM_MUTEX_H_
#define VARVE_SIM_SCHEDULER_SIM_MUTEX_H_

#include <string>
#include <string_view>

#include "sim/scheduler/kernel.h"
#include "sim/scheduler/wait_list.h"
#include "varve/platform/scheduler.h"

namespace varve::sim {

class SimMutex final : public ControlledMutex {
 public:
  SimMutex(Kernel& kernel, std::string_view name) : kernel_(kernel), name_(name) {}
  ~SimMutex() override;

  void Lock() override;
  [[nodiscard]] bool TryLock() override;
  void Unlock() override;
  [[nodiscard]] bool HeldByCaller() const override {
    return owner_ != kNoFiber && owner_ == kernel_.CurrentFiberId();
  }

  [[nodiscard]] std::string_view name() const { return name_; }

  /// Lock and unlock without their scheduling points, for condition variables.
  void Acquire();
  void Release();

 private:
  Kernel& kernel_;
  const std::string name_;
  FiberId owner_ = kNoFiber;
  WaitList waiters_;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_SCHEDULER_SIM_MUTEX_H_
