// Task-local values of operating system threads.
//
// A thread keeps its values in a record of its own, an array by the index that a `PosixTaskLocal`
// holds while it lives. A registry of the process knows all records and who holds which index. Its
// lock is held by whoever ends: a thread while it has its values destroyed, a `PosixTaskLocal`
// while it takes its element out of every record. So a value is either destroyed before the
// destructor of its `PosixTaskLocal` returns, or never; one pthread key for each could not promise
// that, since a thread that ends has let go of the key when it calls `destroy`.
//
// Reading takes no lock. The array of a thread is exchanged by that thread alone, under the lock,
// and another thread writes only to the element of a `PosixTaskLocal` that nobody may use any more.
#ifndef VARVE_ENGINE_POSIX_TASK_LOCAL_H_
#define VARVE_ENGINE_POSIX_TASK_LOCAL_H_

#include <cstddef>

#include "varve/platform/scheduler.h"

namespace varve::posix {

/// Works in any thread, whoever started it. The values of the main thread are destroyed only if
/// that ends by `pthread_exit`. As with pthread keys, which a thread's end is noticed by, the
/// destructors of the thread's own `thread_local` objects still find its values, and those of other
/// keys may set values anew, which are then destroyed too, in a few rounds at most.
class PosixTaskLocal final : public TaskLocal {
 public:
  /// `destroy` may be null. It is called under the registry's lock: see `Scheduler::NewTaskLocal`
  /// for what it must not do.
  explicit PosixTaskLocal(void (*destroy)(void*));
  /// Blocks while a thread that ends has values destroyed.
  ~PosixTaskLocal() override;
  PosixTaskLocal(const PosixTaskLocal&) = delete;
  PosixTaskLocal& operator=(const PosixTaskLocal&) = delete;

  [[nodiscard]] void* Get() const override;
  /// Blocks as the destructor does. May allocate.
  void Set(void* value) override;

 private:
  const size_t index_;
};

}  // namespace varve::posix

#endif  // VARVE_ENGINE_POSIX_TASK_LOCAL_H_
