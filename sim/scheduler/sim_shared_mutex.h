// The readers-writer lock of a simulated world.
//
// When the lock becomes free, all waiting readers and one waiting writer, picked by the choice
// "shared_mutex.wake", become runnable and compete. A reader thus waits only while a writer holds
// the lock.
#ifndef VARVE_SIM_SCHEDULER_SIM_SHARED_MUTEX_H_
#define VARVE_SIM_SCHEDULER_SIM_SHARED_MUTEX_H_

#include <string>
#include <string_view>
#include <vector>

#include "sim/scheduler/kernel.h"
#include "sim/scheduler/wait_list.h"
#include "varve/platform/scheduler.h"

namespace varve::sim {

class SimSharedMutex final : public ControlledSharedMutex {
 public:
  SimSharedMutex(Kernel& kernel, std::string_view name) : kernel_(kernel), name_(name) {}
  ~SimSharedMutex() override;

  void Lock() override;
  void Unlock() override;
  void LockShared() override;
  void UnlockShared() override;

 private:
  [[nodiscard]] bool CallerReads() const;
  void RefuseRecursion();
  void WakeWaiters();

  Kernel& kernel_;
  const std::string name_;
  FiberId writer_ = kNoFiber;
  std::vector<FiberId> readers_;  // holders, in order of acquisition
  WaitList waiting_readers_;
  WaitList waiting_writers_;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_SCHEDULER_SIM_SHARED_MUTEX_H_
