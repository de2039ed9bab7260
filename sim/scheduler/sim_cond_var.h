// The condition variable of a simulated world.
//
// `NotifyOne` picks the waiter by the choice "condvar.wake". A wait may end spuriously, by the
// choice "condvar.spurious". A notification that reaches a fiber whose deadline has passed, but
// which has not run since, counts as a notification.
#ifndef VARVE_SIM_SCHEDULER_SIM_COND_VAR_H_
#define VARVE_SIM_SCHEDULER_SIM_COND_VAR_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "sim/scheduler/kernel.h"
#include "sim/scheduler/sim_mutex.h"
#include "sim/scheduler/wait_list.h"
#include "varve/platform/scheduler.h"

namespace varve::sim {

class SimCondVar final : public ControlledCondVar {
 public:
  /// Waits end spuriously once in `spurious_one_in`; 0: never.
  SimCondVar(Kernel& kernel, std::string_view name, uint32_t spurious_one_in)
      : kernel_(kernel), name_(name), spurious_one_in_(spurious_one_in) {}
  ~SimCondVar() override;

  void Wait(ControlledMutex& mutex) override;
  bool WaitUntil(ControlledMutex& mutex, Instant deadline) override;
  void NotifyOne() override;
  void NotifyAll() override;

 private:
  /// Without a deadline where `deadline` is null.
  bool WaitFor(SimMutex& mutex, const Instant* deadline);

  Kernel& kernel_;
  const std::string name_;
  const uint32_t spurious_one_in_;
  WaitList waiters_;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_SCHEDULER_SIM_COND_VAR_H_
