// What AddressSanitizer has to be told about fibers and about abandoned memory; nothing in other
// builds.
#ifndef VARVE_SIM_BASE_SANITIZER_H_
#define VARVE_SIM_BASE_SANITIZER_H_

#include <cstddef>

#if defined(__SANITIZE_ADDRESS__)
#define VARVE_SIM_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define VARVE_SIM_ADDRESS_SANITIZER 1
#endif
#endif

#ifdef VARVE_SIM_ADDRESS_SANITIZER
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
/// For functions that run while the sanitizer is between two stacks.
#define VARVE_SIM_NO_ADDRESS_SANITIZER __attribute__((no_sanitize("address")))
#else
#define VARVE_SIM_NO_ADDRESS_SANITIZER
#endif

namespace varve::sim {

#ifdef VARVE_SIM_ADDRESS_SANITIZER
inline constexpr bool kUnderAddressSanitizer = true;
#else
inline constexpr bool kUnderAddressSanitizer = false;
#endif

/// Makes memory accessible again that its users left in another state: a stack, or a block whose
/// owner was abandoned (containers poison what they do not use yet).
inline void Unpoison([[maybe_unused]] const void* memory, [[maybe_unused]] size_t size) {
#ifdef VARVE_SIM_ADDRESS_SANITIZER
  __asan_unpoison_memory_region(memory, size);
#endif
}

/// The caller is about to jump to the stack [bottom, bottom + size). `fake_stack` receives its fake
/// stack, to be handed to `FinishSwitch` on return; null destroys it, for a last exit.
inline void StartSwitch([[maybe_unused]] void** fake_stack, [[maybe_unused]] const void* bottom,
                        [[maybe_unused]] size_t size) {
#ifdef VARVE_SIM_ADDRESS_SANITIZER
  __sanitizer_start_switch_fiber(fake_stack, bottom, size);
#endif
}

/// The caller has arrived. `old_bottom` and `old_size` receive the stack that was left.
inline void FinishSwitch([[maybe_unused]] void* fake_stack,
                         [[maybe_unused]] const void** old_bottom,
                         [[maybe_unused]] size_t* old_size) {
#ifdef VARVE_SIM_ADDRESS_SANITIZER
  __sanitizer_finish_switch_fiber(fake_stack, old_bottom, old_size);
#endif
}

}  // namespace varve::sim

#endif  // VARVE_SIM_BASE_SANITIZER_H_
