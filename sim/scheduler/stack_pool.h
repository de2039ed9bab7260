// Stacks for fibers: mapped once, guarded, reused.
#ifndef VARVE_SIM_SCHEDULER_STACK_POOL_H_
#define VARVE_SIM_SCHEDULER_STACK_POOL_H_

#include <cstddef>
#include <vector>

#include "sim/base/sanitizer.h"

namespace varve::sim {

/// Usable bytes [bottom, bottom + size); stacks grow down from the end. The page below `bottom` is
/// inaccessible, so that an overflow faults; frames larger than a page touch each of their pages on
/// the way (-fstack-clash-protection).
struct FiberStack {
  char* bottom = nullptr;
  size_t size = 0;
};

/// Owns every stack it has ever mapped, those in use included, and unmaps them when destroyed.
/// Thread safety: one operating system thread.
class StackPool {
 public:
  /// Frames under a sanitizer are two to three times as large.
#ifdef VARVE_SIM_ADDRESS_SANITIZER
  static constexpr size_t kStackBytes = size_t{1} << 20;
#else
  static constexpr size_t kStackBytes = size_t{256} << 10;
#endif

  StackPool() = default;
  ~StackPool();
  StackPool(const StackPool&) = delete;
  StackPool& operator=(const StackPool&) = delete;

  /// The stack given back last, or a new one; its content is indeterminate.
  [[nodiscard]] FiberStack Acquire();
  /// The stack may still be the one in use, provided that it is left before the next `Acquire`.
  void Release(FiberStack stack);

  /// Stacks mapped so far, and those of them not in use.
  [[nodiscard]] size_t mapped() const { return all_.size(); }
  [[nodiscard]] size_t idle() const { return idle_.size(); }

 private:
  std::vector<FiberStack> all_;
  std::vector<FiberStack> idle_;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_SCHEDULER_STACK_POOL_H_
