// The scheduler seam: tasks, locks, condition variables, task-local storage and scheduling points.
//
// Two kinds of scheduler exist. A *native* one (production) runs tasks on operating system threads;
// its New...() factories for locks return null, and the engine's own `Mutex`, `SharedMutex` and
// `CondVar` (engine/base/mutex.h) then use the standard library, at the price of one predictable
// branch on a pointer that the lock itself holds. A *controlled* one (the simulator) returns
// objects through which it decides who runs next, and a hook that lock-free code calls before each
// marked access. Nothing global says which of the two is in force, so a process may hold databases
// of both kinds at once.
#ifndef VARVE_PLATFORM_SCHEDULER_H_
#define VARVE_PLATFORM_SCHEDULER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "varve/platform/clock.h"

namespace varve {

/// Why a piece of lock-free code offers to be descheduled.
enum class SchedulePoint : uint8_t {
  kSpin,       // a retry loop is about to try again: somebody else has to make progress first
  kPublish,    // about to make prepared data reachable (release store, compare-and-swap)
  kValidate,   // about to read a published pointer or counter whose value decides what follows
  kNodeVisit,  // about to step to the next node of a linked structure
};

/// Called by lock-free code of a structure that was built under a controlled scheduler.
/// The call may run any number of other tasks before it returns; it must not be made while holding
/// a native lock.
class ScheduleHook {
 public:
  virtual ~ScheduleHook() = default;
  virtual void Yield(SchedulePoint point) = 0;
};

/// A mutex whose hand-over the scheduler decides. Not recursive. Blocking.
class ControlledMutex {
 public:
  virtual ~ControlledMutex() = default;
  virtual void Lock() = 0;
  [[nodiscard]] virtual bool TryLock() = 0;
  virtual void Unlock() = 0;
  /// Whether the calling task holds it.
  [[nodiscard]] virtual bool HeldByCaller() const = 0;
};

/// A readers-writer lock whose hand-over the scheduler decides. Not recursive. Blocking.
class ControlledSharedMutex {
 public:
  virtual ~ControlledSharedMutex() = default;
  virtual void Lock() = 0;
  virtual void Unlock() = 0;
  virtual void LockShared() = 0;
  virtual void UnlockShared() = 0;
};

/// A condition variable whose wake-ups the scheduler decides. `mutex` must come from the same
/// scheduler and be held by the caller; it is released while waiting and held again on return.
/// Waits may end spuriously.
class ControlledCondVar {
 public:
  virtual ~ControlledCondVar() = default;
  virtual void Wait(ControlledMutex& mutex) = 0;
  /// Returns false when `deadline` passed without a notification, true otherwise.
  virtual bool WaitUntil(ControlledMutex& mutex, Instant deadline) = 0;
  virtual void NotifyOne() = 0;
  virtual void NotifyAll() = 0;
};

/// One pointer per (task, object). Reading is wait-free. May be destroyed by any task, when no task
/// uses it any more; tasks that have used it may live on, or end meanwhile.
class TaskLocal {
 public:
  virtual ~TaskLocal() = default;
  /// The calling task's value; null until the task has called `Set`.
  [[nodiscard]] virtual void* Get() const = 0;
  virtual void Set(void* value) = 0;
};

/// A started task. It has to be joined before it is destroyed.
class Task {
 public:
  virtual ~Task() = default;
  /// Blocks until the task's body has returned. Called once, never from the task itself.
  virtual void Join() = 0;
};

/// Thread safety: all methods may be called from any task. The scheduler outlives everything that
/// it made.
class Scheduler {
 public:
  virtual ~Scheduler() = default;

  /// Starts `body` as a new task. `name` appears in traces and debuggers; it need not be unique.
  [[nodiscard]] virtual std::unique_ptr<Task> Spawn(std::string_view name,
                                                    std::function<void()> body) = 0;

  /// Null from a native scheduler: the caller then uses the standard library's lock.
  [[nodiscard]] virtual std::unique_ptr<ControlledMutex> NewMutex(std::string_view name) = 0;
  [[nodiscard]] virtual std::unique_ptr<ControlledSharedMutex> NewSharedMutex(
      std::string_view name) = 0;
  [[nodiscard]] virtual std::unique_ptr<ControlledCondVar> NewCondVar(std::string_view name) = 0;

  /// Never null. `destroy`, when given, is called with a task's non-null value when that task ends
  /// (operating system threads that the scheduler did not spawn included); values of tasks still
  /// alive when the TaskLocal is destroyed are not touched. When the TaskLocal's destructor has
  /// returned, no call of its `destroy` runs or is going to: what values point to may be freed.
  ///
  /// `destroy` may be called under a lock of the scheduler's. It must not make, set or destroy a
  /// TaskLocal, nor wait for a task that may be doing so.
  [[nodiscard]] virtual std::unique_ptr<TaskLocal> NewTaskLocal(void (*destroy)(void*)) = 0;

  /// What lock-free structures keep and call at their marked accesses. Null from a native
  /// scheduler.
  [[nodiscard]] virtual ScheduleHook* hook() = 0;

  /// Gives up the processor for a moment, inside a retry loop that waits for another task.
  virtual void Yield(SchedulePoint point) = 0;
};

}  // namespace varve

#endif  // VARVE_PLATFORM_SCHEDULER_H_
