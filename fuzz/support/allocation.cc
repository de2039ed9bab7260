#include "fuzz/support/allocation.h"

#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <new>

#include "engine/base/check.h"

namespace varve::fuzz {
namespace {

// The one mutable state of these executables: an allocator has nobody to be handed state by.
// Atomic because libFuzzer's own threads allocate too.
constinit std::atomic<size_t> held{0};
constinit std::atomic<size_t> peak_held{0};

void* Allocate(size_t size) {
  const size_t before = held.load(std::memory_order_relaxed);
  const size_t wanted = before + size < before ? ~size_t{0} : before + size;
  if (wanted > peak_held.load(std::memory_order_relaxed)) {
    peak_held.store(wanted, std::memory_order_relaxed);
  }
  // Far beyond any bound that a target sets: reported here, where the stack names the culprit.
  VARVE_CHECK(size < size_t{1} << 32, "no length of a file decides what is allocated");
  void* const memory = std::malloc(size == 0 ? 1 : size);
  VARVE_CHECK(memory != nullptr, "the machine has this little memory");
  held.fetch_add(malloc_usable_size(memory), std::memory_order_relaxed);
  return memory;
}

void Release(void* memory) {
  if (memory == nullptr) return;
  held.fetch_sub(malloc_usable_size(memory), std::memory_order_relaxed);
  std::free(memory);
}

}  // namespace

AllocationMeter::AllocationMeter() : held_at_start_(held.load()) { peak_held = held_at_start_; }

size_t AllocationMeter::peak() const {
  return std::max(peak_held.load(), held_at_start_) - held_at_start_;
}

void AllocationMeter::CheckBound(size_t input_bytes, size_t per_byte, size_t constant) const {
  const size_t bound = per_byte * input_bytes + constant;
  if (peak() <= bound) return;
  std::fprintf(stderr, "allocated %zu bytes for an input of %zu, more than %zu\n", peak(),
               input_bytes, bound);
  VARVE_CHECK(peak() <= bound, "allocation is bounded by the input");
}

}  // namespace varve::fuzz

// Every form that anything here uses; a form left out would be the sanitizer's own, and a block
// from the one must not be released by the other. (Over-aligned objects keep the sanitizer's pair.)
void* operator new(size_t size) { return varve::fuzz::Allocate(size); }
void* operator new[](size_t size) { return varve::fuzz::Allocate(size); }
void* operator new(size_t size, const std::nothrow_t&) noexcept {
  return varve::fuzz::Allocate(size);
}
void* operator new[](size_t size, const std::nothrow_t&) noexcept {
  return varve::fuzz::Allocate(size);
}
void operator delete(void* memory) noexcept { varve::fuzz::Release(memory); }
void operator delete[](void* memory) noexcept { varve::fuzz::Release(memory); }
void operator delete(void* memory, size_t) noexcept { varve::fuzz::Release(memory); }
void operator delete[](void* memory, size_t) noexcept { varve::fuzz::Release(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { varve::fuzz::Release(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept {
  varve::fuzz::Release(memory);
}
