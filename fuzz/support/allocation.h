// Counts what a decoder allocates, since a hostile length must not decide that (what fuzzing.md
// calls k * input + c). allocation.cc replaces `operator new` in every fuzz executable.
#ifndef VARVE_FUZZ_SUPPORT_ALLOCATION_H_
#define VARVE_FUZZ_SUPPORT_ALLOCATION_H_

#include <cstddef>

namespace varve::fuzz {

/// Measures from its construction on. Only one may live at a time. Thread safety: none needed, fuzz
/// targets have one task.
class AllocationMeter {
 public:
  AllocationMeter();

  /// The most bytes that were held at once, above what was held at the beginning. One request that
  /// failed counts as well.
  [[nodiscard]] size_t peak() const;

  /// Aborts unless `peak()` is at most `per_byte * input_bytes + constant`.
  void CheckBound(size_t input_bytes, size_t per_byte, size_t constant) const;

 private:
  size_t held_at_start_;
};

}  // namespace varve::fuzz

#endif  // VARVE_FUZZ_SUPPORT_ALLOCATION_H_
