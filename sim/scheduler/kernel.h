// The kernel of a simulated world: fibers on one operating system thread, virtual time, and the
// decision who runs next.
//
// Decisions. Every scheduling point is one decision: virtual time passes (a fixed cost), fibers
// whose deadline has come become runnable, and one of the runnable fibers is picked. The strategy
// proposes, `Choices::Decide("sched", ...)` disposes, under the path of the fiber that reached the
// point. With one candidate nothing is switched and the ordinal is counted all the same. With none,
// time advances to the next deadline; without one of those the run ends as a deadlock (rule L1).
//
// Control. The fiber at a scheduling point decides and switches straight to the next fiber; there
// is no scheduler fiber. `Run` is entered and left on the caller's own stack.
//
// Memory. The kernel's own allocations belong to the world (sim/heap/heap.h), whoever calls. After
// `AbandonAll` it holds no pointer into the abandoned lifetime.
//
// Thread safety: one operating system thread for life. Determinism: no decision depends on
// addresses, wall time or the order of a hash container.
#ifndef VARVE_SIM_SCHEDULER_KERNEL_H_
#define VARVE_SIM_SCHEDULER_KERNEL_H_

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/choice/choices.h"
#include "sim/scheduler/fiber.h"
#include "sim/scheduler/fiber_record.h"
#include "sim/scheduler/stack_pool.h"
#include "sim/scheduler/strategy.h"
#include "sim/scheduler/timer_queue.h"
#include "varve/platform/clock.h"
#include "varve/platform/scheduler.h"

namespace varve::sim {

/// How a run ended.
enum class Outcome : uint8_t {
  kFinished,   // the main body returned
  kStopped,    // `Stop` was called
  kFailed,     // `Fail` was called
  kDeadlock,   // nothing can run any more
  kStepLimit,  // too many decisions
};

/// Not called KernelResult: sim/campaign/runner.h has a type of that name in this namespace.
struct KernelResult {
  Outcome outcome = Outcome::kFinished;
  /// The rule broken ("L1") and what happened, for kFailed, kDeadlock and kStepLimit.
  std::string rule;
  std::string message;
};

struct KernelOptions {
  int64_t decision_cost_nanos = 200;
  /// Decisions after which a run fails; `LimitSteps` sets it anew.
  uint64_t max_steps = 10'000'000;
};

/// Counted since the kernel was made.
struct KernelStats {
  uint64_t decisions = 0;
  uint64_t choices = 0;      // decisions with more than one candidate
  uint64_t switches = 0;     // decisions after which another fiber ran
  uint64_t preemptions = 0;  // switches away from a fiber that could go on and did not spin
  uint64_t spawned = 0;
};

class Kernel {
 public:
  /// Borrows both for life.
  Kernel(Choices& choices, Strategy& strategy, const KernelOptions& options = {});
  /// Abandons what is left. Called outside fibers.
  ~Kernel();
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;

  // ---- Called outside fibers ----

  /// Runs `main_body` as the fiber `name` (a path without parent, such as "life1") and everything
  /// it spawns, until the main body returns or the run is ended otherwise. Other fibers may still
  /// exist then; they do not run any more. No fiber may exist when `Run` is called. Time and
  /// statistics go on from run to run.
  KernelResult Run(std::string_view name, std::function<void()> main_body);

  /// Drops every fiber where it stands, without running destructors or task-local destructors, and
  /// recycles the stacks. Bodies spawned with the world's heap current are destroyed, so let them
  /// capture nothing whose destructor acts on the engine.
  void AbandonAll();

  // ---- Called inside fibers ----

  /// Starts `body` as a new fiber, a child of the caller. Its path is the caller's, "/" and `name`,
  /// with "#2", "#3", ... added where the caller has spawned that name before. Not a scheduling
  /// point.
  FiberId Spawn(std::string_view name, std::function<void()> body);

  /// Blocks until the fiber has ended. It must not be the caller.
  void Join(FiberId fiber);

  /// A scheduling point. `kSpin` says that the caller cannot make progress by itself.
  void Yield(SchedulePoint point) { Reschedule(point == SchedulePoint::kSpin); }
  void SchedulingPoint() { Reschedule(/*spin=*/false); }

  /// Blocks until `Wake`.
  void Block(const WaitReason& wait);
  /// Blocks until `Wake`, and then returns true, or until `deadline`, and then returns false.
  bool BlockUntil(const WaitReason& wait, Instant deadline);
  /// Blocks until `deadline`; at once a mere scheduling point where it has passed.
  void SleepUntil(Instant deadline);

  /// Leaves all fibers where they stand and makes `Run` return, for a crash or a finding. Nothing
  /// is unwound. `Fail`'s message is the concatenation of the parts.
  [[noreturn]] void Stop();
  [[noreturn]] void Fail(std::string_view rule, std::initializer_list<std::string_view> message);
  [[noreturn]] void Fail(std::string_view rule, std::string_view message) { Fail(rule, {message}); }

  /// One pointer per (calling fiber, key), null until set. `destroy`, when given, is called with a
  /// non-null value when the fiber's body has returned, still in the fiber.
  [[nodiscard]] void* GetLocal(uint64_t key) const;
  void SetLocal(uint64_t key, void* value, void (*destroy)(void*));

  // ---- Called anywhere ----

  /// Makes a blocked fiber runnable; does nothing where it is runnable already. Not a scheduling
  /// point.
  void Wake(FiberId fiber);

  /// A frozen fiber is never a candidate (rule L3). A fiber that freezes itself runs on to its next
  /// scheduling point. Freezing twice is as freezing once.
  void Freeze(FiberId fiber);
  void Thaw(FiberId fiber);

  /// Drops every fiber's value for `key` without destroying it.
  void ForgetLocal(uint64_t key);
  /// A key not given out before.
  [[nodiscard]] uint64_t NewLocalKey() { return next_local_key_++; }

  /// Lets time pass without a scheduling point; deadlines that come due are seen at the next one.
  void Advance(int64_t nanos) { now_nanos_ += nanos; }
  [[nodiscard]] Instant now() const { return Instant{now_nanos_}; }

  /// The run fails with kStepLimit after this many more decisions.
  void LimitSteps(uint64_t more) { step_limit_ = stats_.decisions + more; }

  [[nodiscard]] bool in_fiber() const { return current_ != nullptr; }
  /// `kNoFiber` and "world" outside fibers. The view is valid while the fiber exists.
  [[nodiscard]] FiberId CurrentFiberId() const {
    return current_ == nullptr ? kNoFiber : current_->id;
  }
  [[nodiscard]] std::string_view CurrentPath() const;
  /// The path of a fiber that exists, or "".
  [[nodiscard]] std::string_view Path(FiberId fiber) const;
  /// Fibers that exist, in order of spawn.
  [[nodiscard]] std::vector<FiberId> Fibers() const;
  [[nodiscard]] bool Exists(FiberId fiber) const { return Find(fiber) != nullptr; }

  /// A slot of the calling fiber for the world's use; null in a new fiber. The kernel never looks
  /// at what it points to.
  [[nodiscard]] void* user() const;
  void set_user(void* user);

  /// The fibers in one line: the path of each, and what it does or waits for.
  [[nodiscard]] std::string Describe() const;

  [[nodiscard]] Choices& choices() { return choices_; }
  [[nodiscard]] const KernelStats& stats() const { return stats_; }
  [[nodiscard]] const StackPool& stacks() const { return stacks_; }

 private:
  static void FiberMain(void* kernel);

  void Reschedule(bool spin);
  /// Makes one decision. Ends the run where nothing can run.
  FiberRecord* DecideNext(bool spin);
  void WaitForTimer();
  void FireTimers();
  void SwitchTo(FiberRecord* next);
  void RunBody(FiberRecord& self);
  [[noreturn]] void FinishCurrent();
  [[noreturn]] void Leave(Outcome outcome, std::string_view rule, std::string message);

  FiberRecord* NewFiber(std::string path, LifetimeHeap* heap, std::function<void()> body);
  /// Gives back the record and the stack, and forgets the fiber.
  void Reap(FiberRecord* fiber);
  void MakeRunnable(FiberRecord* fiber);
  void RemoveRunnable(const FiberRecord* fiber);
  FiberRecord* Find(FiberId fiber) const;
  FiberRecord& Current(const char* operation) const;

  Choices& choices_;
  Strategy& strategy_;
  const KernelOptions options_;

  StackPool stacks_;
  std::vector<std::unique_ptr<FiberRecord>> records_;  // all ever made
  std::vector<FiberRecord*> idle_records_;
  std::vector<FiberRecord*> fibers_;    // in order of spawn
  std::vector<FiberRecord*> runnable_;  // the fibers that are runnable and not frozen, likewise
  TimerQueue timers_;
  FiberRecord* current_ = nullptr;
  FiberRecord* main_ = nullptr;
  FiberContext caller_;  // of Run
  FiberRecord::NameCounts root_names_;

  int64_t now_nanos_ = 0;
  uint64_t step_limit_ = 0;
  FiberId next_id_ = 1;
  uint64_t next_local_key_ = 1;
  KernelStats stats_;
  KernelResult result_;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_SCHEDULER_KERNEL_H_
