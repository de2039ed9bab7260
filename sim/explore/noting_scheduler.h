// The simulator's scheduler, noting before each scheduling point what it is, so that an execution
// can be told step by step.
#ifndef VARVE_SIM_EXPLORE_NOTING_SCHEDULER_H_
#define VARVE_SIM_EXPLORE_NOTING_SCHEDULER_H_

#include <functional>
#include <memory>
#include <string_view>

#include "sim/explore/execution_state.h"
#include "sim/scheduler/sim_scheduler.h"
#include "varve/platform/scheduler.h"

namespace varve::sim {

/// Everything else is done by a `SimScheduler`. Thread safety: as that.
class NotingScheduler final : public Scheduler {
 public:
  /// Borrows both for life.
  NotingScheduler(Kernel& kernel, ExecutionState& state)
      : scheduler_(kernel), state_(state), hook_(*this) {}

  [[nodiscard]] std::unique_ptr<Task> Spawn(std::string_view name,
                                            std::function<void()> body) override;
  [[nodiscard]] std::unique_ptr<ControlledMutex> NewMutex(std::string_view name) override;
  [[nodiscard]] std::unique_ptr<ControlledSharedMutex> NewSharedMutex(
      std::string_view name) override;
  [[nodiscard]] std::unique_ptr<ControlledCondVar> NewCondVar(std::string_view name) override;
  [[nodiscard]] std::unique_ptr<TaskLocal> NewTaskLocal(void (*destroy)(void*)) override {
    return scheduler_.NewTaskLocal(destroy);
  }
  [[nodiscard]] ScheduleHook* hook() override { return &hook_; }
  void Yield(SchedulePoint point) override;

 private:
  class Hook final : public ScheduleHook {
   public:
    explicit Hook(NotingScheduler& scheduler) : scheduler_(scheduler) {}
    void Yield(SchedulePoint point) override { scheduler_.Yield(point); }

   private:
    NotingScheduler& scheduler_;
  };

  SimScheduler scheduler_;
  ExecutionState& state_;
  Hook hook_;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_EXPLORE_NOTING_SCHEDULER_H_
