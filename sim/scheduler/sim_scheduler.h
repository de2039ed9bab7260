// The engine's scheduler in a simulated world: tasks are fibers of a kernel, and locks let the
// kernel decide who gets them.
//
// A scheduling point stands before every operation on a task, mutex or condition variable, and
// after every unlock. Misuse that the standard calls undefined (locking twice, unlocking what one
// does not hold, destroying what is in use, a task never joined) ends the run as a failure.
//
// Memory: the objects returned belong to the heap that is current in the caller, the lifetime's;
// the kernel keeps no pointer to them. The scheduler itself belongs to the world and may serve any
// number of lifetimes in turn.
#ifndef VARVE_SIM_SCHEDULER_SIM_SCHEDULER_H_
#define VARVE_SIM_SCHEDULER_SIM_SCHEDULER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "sim/scheduler/kernel.h"
#include "varve/platform/scheduler.h"

namespace varve::sim {

struct SimSchedulerOptions {
  /// A wait on a condition variable ends spuriously once in so many waits; 0: never.
  uint32_t spurious_wakeup_one_in = 0;
};

/// Thread safety: one operating system thread; methods are called inside fibers, except for the
/// factories, `hook` and the destructors of idle objects.
class SimScheduler final : public Scheduler {
 public:
  /// `kernel` outlives the scheduler.
  explicit SimScheduler(Kernel& kernel, const SimSchedulerOptions& options = {})
      : kernel_(kernel), options_(options), hook_(kernel) {}

  [[nodiscard]] std::unique_ptr<Task> Spawn(std::string_view name,
                                            std::function<void()> body) override;
  [[nodiscard]] std::unique_ptr<ControlledMutex> NewMutex(std::string_view name) override;
  [[nodiscard]] std::unique_ptr<ControlledSharedMutex> NewSharedMutex(
      std::string_view name) override;
  [[nodiscard]] std::unique_ptr<ControlledCondVar> NewCondVar(std::string_view name) override;
  [[nodiscard]] std::unique_ptr<TaskLocal> NewTaskLocal(void (*destroy)(void*)) override;
  [[nodiscard]] ScheduleHook* hook() override { return &hook_; }
  void Yield(SchedulePoint point) override { kernel_.Yield(point); }

 private:
  class Hook final : public ScheduleHook {
   public:
    explicit Hook(Kernel& kernel) : kernel_(kernel) {}
    void Yield(SchedulePoint point) override { kernel_.Yield(point); }

   private:
    Kernel& kernel_;
  };

  Kernel& kernel_;
  const SimSchedulerOptions options_;
  Hook hook_;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_SCHEDULER_SIM_SCHEDULER_H_
