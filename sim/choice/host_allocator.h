// Memory that belongs to the simulator and not to the simulated process.
//
// Inside a world `operator new` charges the current lifetime of the simulated process, whose memory
// is freed in bulk at its crash. What has to outlive that (choices, their streams, the log's
// tables) takes its memory from malloc, by using this allocator.
#ifndef VARVE_SIM_CHOICE_HOST_ALLOCATOR_H_
#define VARVE_SIM_CHOICE_HOST_ALLOCATOR_H_

#include <cstddef>
#include <cstdlib>
#include <vector>

#include "sim/choice/internal_error.h"

namespace varve::sim {

/// Running out of memory is an internal error: it ends the process.
template <typename T>
struct HostAllocator {
  using value_type = T;

  HostAllocator() = default;
  template <typename U>
  HostAllocator(const HostAllocator<U>&) {}  // NOLINT(google-explicit-constructor): as std demands

  [[nodiscard]] T* allocate(size_t count) {
    void* const memory = std::malloc(count * sizeof(T));
    if (memory == nullptr) InternalError("out of memory");
    return static_cast<T*>(memory);
  }
  void deallocate(T* memory, size_t) { std::free(memory); }

  friend bool operator==(const HostAllocator&, const HostAllocator&) { return true; }
};

template <typename T>
using HostVector = std::vector<T, HostAllocator<T>>;

}  // namespace varve::sim

#endif  // VARVE_SIM_CHOICE_HOST_ALLOCATOR_H_
