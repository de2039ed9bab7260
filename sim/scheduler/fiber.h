// Switching between stacks, on Boost.Context's `fcontext`.
//
// `boost::context::fiber` would unwind its stack when destroyed; a crashed lifetime has to be
// abandoned instead, its destructors not run. The bare context has no owner: dropping it is enough.
//
// Each switch also exchanges the C++ runtime's record of exceptions in flight (16 bytes), so that a
// fiber may be descheduled inside a catch block, and tells AddressSanitizer, where built with it,
// which stack is in use.
#ifndef VARVE_SIM_SCHEDULER_FIBER_H_
#define VARVE_SIM_SCHEDULER_FIBER_H_

#include <cstddef>

#include "sim/scheduler/stack_pool.h"

namespace varve::sim {

/// A suspended (or running) line of execution. Thread safety: all contexts that switch to each
/// other belong to one operating system thread for life.
class FiberContext {
 public:
  using Entry = void (*)(void* argument);

  /// A context for the caller's own stack, to be switched away from first.
  FiberContext() = default;
  FiberContext(const FiberContext&) = delete;
  FiberContext& operator=(const FiberContext&) = delete;

  /// Prepares the context to run `entry(argument)` on `stack` when first switched to. `entry` must
  /// leave by `SwitchForGood` and never return or throw;
  /// `stack` and `argument` must last until the context ends or is abandoned.
  void Start(FiberStack stack, Entry entry, void* argument);

  /// Suspends the running context `from` (the caller) and continues `to`. Returns when somebody
  /// switches to `from`.
  static void Switch(FiberContext& from, FiberContext& to);

  /// Continues `to`; the caller's context ends here. `from` may be started again afterwards.
  [[noreturn]] static void SwitchForGood(FiberContext& from, FiberContext& to);

  /// Drops a context that was started and is suspended, without unwinding its stack. It may be
  /// started again.
  void Abandon();

 private:
  friend struct FiberTrampoline;

  static void Jump(FiberContext& from, FiberContext& to, bool for_good);
  /// `self` goes on; `left` is suspended at `suspended` (an fcontext_t).
  static void Arrive(FiberContext& left, void* suspended, FiberContext& self);

  // The runtime's __cxa_eh_globals: caught exceptions (a pointer) and the count of uncaught ones.
  struct ExceptionGlobals {
    void* caught = nullptr;
    size_t uncaught = 0;
  };

  void* context_ = nullptr;  // fcontext_t; set while suspended
  Entry entry_ = nullptr;
  void* argument_ = nullptr;
  ExceptionGlobals exceptions_;
  const void* stack_bottom_ = nullptr;  // for AddressSanitizer; learnt at the first switch where
  size_t stack_size_ = 0;               // the context is the caller's own stack
  void* fake_stack_ = nullptr;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_SCHEDULER_FIBER_H_
