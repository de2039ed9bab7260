// The phases that a fiber is in, packed into one word, so that the kernel's slot for the world's
// use
// (`Kernel::user`) can hold it: no memory that would belong to neither the world nor the lifetime.
#ifndef VARVE_SIM_WORLD_PHASE_STACK_H_
#define VARVE_SIM_WORLD_PHASE_STACK_H_

#include <cstdint>

#include "sim/base/phase_name.h"
#include "varve/platform/instrumentation.h"

namespace varve::sim {

/// Three bits a phase, the innermost lowest; 0 ends the stack. At most 21 phases deep, far more
/// than the engine nests. A value type.
class PhaseStack {
 public:
  PhaseStack() = default;
  explicit PhaseStack(void* word) : word_(reinterpret_cast<uintptr_t>(word)) {}
  [[nodiscard]] void* word() const { return reinterpret_cast<void*>(word_); }

  void Push(Phase phase) { word_ = word_ << 3 | (static_cast<uintptr_t>(phase) + 1); }
  void Pop() { word_ >>= 3; }

  [[nodiscard]] bool empty() const { return word_ == 0; }
  /// Requires !empty().
  [[nodiscard]] Phase innermost() const { return static_cast<Phase>((word_ & 7) - 1); }
  /// Bit i says whether phase i is among them.
  [[nodiscard]] uint32_t mask() const {
    uint32_t bits = 0;
    for (uintptr_t rest = word_; rest != 0; rest >>= 3) bits |= uint32_t{1} << ((rest & 7) - 1);
    return bits;
  }
  [[nodiscard]] bool Contains(Phase phase) const {
    for (uintptr_t rest = word_; rest != 0; rest >>= 3) {
      if ((rest & 7) == static_cast<uintptr_t>(phase) + 1) return true;
    }
    return false;
  }

 private:
  static_assert(kPhaseCount < 8 && sizeof(uintptr_t) == 8);

  uintptr_t word_ = 0;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_WORLD_PHASE_STACK_H_
