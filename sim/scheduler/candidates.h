// The fibers that can run next, in the order in which a scheduling decision numbers them.
#ifndef VARVE_SIM_SCHEDULER_CANDIDATES_H_
#define VARVE_SIM_SCHEDULER_CANDIDATES_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "sim/scheduler/fiber_record.h"

namespace varve::sim {

/// Borrowed view, valid for one decision. At an ordinary point alternative 0 is the running fiber,
/// where it can go on, and the others follow in order of spawn. At a spin the running fiber comes
/// last and the others follow it round-robin: alternative 0 must let somebody else run, and always
/// taking it must starve nobody.
class Candidates {
 public:
  static constexpr size_t kAbsent = static_cast<size_t>(-1);

  /// `runnable` in order of spawn; `current` is the running fiber's place in it, or `kAbsent`.
  Candidates(std::span<FiberRecord* const> runnable, size_t current, bool spin)
      : runnable_(runnable), current_(current), spin_(spin && current != kAbsent) {}

  [[nodiscard]] uint32_t size() const { return static_cast<uint32_t>(runnable_.size()); }
  [[nodiscard]] FiberId operator[](uint32_t index) const { return record(index)->id; }

  /// Whether the running fiber is a candidate, and which.
  [[nodiscard]] bool current_runnable() const { return current_ != kAbsent; }
  [[nodiscard]] uint32_t current_index() const { return spin_ ? size() - 1 : 0; }
  /// Whether the running fiber is at a retry: somebody else has to make progress first.
  [[nodiscard]] bool spin() const { return spin_; }

  [[nodiscard]] FiberRecord* record(uint32_t index) const {
    if (current_ == kAbsent) return runnable_[index];
    if (spin_) {
      const size_t place = current_ + 1 + index;
      return runnable_[place < runnable_.size() ? place : place - runnable_.size()];
    }
    if (index == 0) return runnable_[current_];
    return runnable_[index <= current_ ? index - 1 : index];
  }

 private:
  std::span<FiberRecord* const> runnable_;
  size_t current_;
  bool spin_;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_SCHEDULER_CANDIDATES_H_
