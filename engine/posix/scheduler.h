// The native scheduler: tasks are operating system threads, locks are the standard library's.
#ifndef VARVE_ENGINE_POSIX_SCHEDULER_H_
#define VARVE_ENGINE_POSIX_SCHEDULER_H_

#include <functional>
#include <memory>
#include <string_view>

#include "varve/platform/scheduler.h"

namespace varve::posix {

/// Stateless. A system that refuses a thread fails a check, and so does a process without a pthread
/// key left for the one that all task-local values share (task_local.h): the interface has no other
/// answer, and the engine asks for both only while it opens.
class PosixScheduler final : public Scheduler {
 public:
  /// The thread shows the first 15 bytes of `name`, which is what Linux keeps.
  [[nodiscard]] std::unique_ptr<Task> Spawn(std::string_view name,
                                            std::function<void()> body) override;
  [[nodiscard]] std::unique_ptr<ControlledMutex> NewMutex(std::string_view name) override;
  [[nodiscard]] std::unique_ptr<ControlledSharedMutex> NewSharedMutex(
      std::string_view name) override;
  [[nodiscard]] std::unique_ptr<ControlledCondVar> NewCondVar(std::string_view name) override;
  [[nodiscard]] std::unique_ptr<TaskLocal> NewTaskLocal(void (*destroy)(void*)) override;
  [[nodiscard]] ScheduleHook* hook() override { return nullptr; }
  void Yield(SchedulePoint point) override;
};

}  // namespace varve::posix

#endif  // VARVE_ENGINE_POSIX_SCHEDULER_H_
