// Replaces the process's operator new and delete, so that memory is charged to the current heap
// (sim/heap/heap.h). malloc and free stay underneath, so AddressSanitizer still sees every error.
#include <cstddef>
#include <new>

#include "sim/heap/heap.h"

namespace {

constexpr std::size_t kDefaultAlignment = __STDCPP_DEFAULT_NEW_ALIGNMENT__;

void* AllocateOrThrow(std::size_t size, std::size_t alignment) {
  void* const user = varve::sim::AllocateBlock(size, alignment);
  if (user == nullptr) throw std::bad_alloc();
  return user;
}

}  // namespace

void* operator new(std::size_t size) { return AllocateOrThrow(size, kDefaultAlignment); }
void* operator new[](std::size_t size) { return AllocateOrThrow(size, kDefaultAlignment); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return AllocateOrThrow(size, static_cast<std::size_t>(alignment));
}
void* operator new[](std::size_t size, std::align_val_t alignment) {
  return AllocateOrThrow(size, static_cast<std::size_t>(alignment));
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return varve::sim::AllocateBlock(size, kDefaultAlignment);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
  return varve::sim::AllocateBlock(size, kDefaultAlignment);
}
void* operator new(std::size_t size, std::align_val_t alignment, const std::nothrow_t&) noexcept {
  return varve::sim::AllocateBlock(size, static_cast<std::size_t>(alignment));
}
void* operator new[](std::size_t size, std::align_val_t alignment, const std::nothrow_t&) noexcept {
  return varve::sim::AllocateBlock(size, static_cast<std::size_t>(alignment));
}

void operator delete(void* user) noexcept { varve::sim::FreeBlock(user); }
void operator delete[](void* user) noexcept { varve::sim::FreeBlock(user); }
void operator delete(void* user, std::size_t) noexcept { varve::sim::FreeBlock(user); }
void operator delete[](void* user, std::size_t) noexcept { varve::sim::FreeBlock(user); }
void operator delete(void* user, std::align_val_t) noexcept { varve::sim::FreeBlock(user); }
void operator delete[](void* user, std::align_val_t) noexcept { varve::sim::FreeBlock(user); }
void operator delete(void* user, std::size_t, std::align_val_t) noexcept {
  varve::sim::FreeBlock(user);
}
void operator delete[](void* user, std::size_t, std::align_val_t) noexcept {
  varve::sim::FreeBlock(user);
}
void operator delete(void* user, const std::nothrow_t&) noexcept { varve::sim::FreeBlock(user); }
void operator delete[](void* user, const std::nothrow_t&) noexcept { varve::sim::FreeBlock(user); }
void operator delete(void* user, std::align_val_t, const std::nothrow_t&) noexcept {
  varve::sim::FreeBlock(user);
}
void operator delete[](void* user, std::align_val_t, const std::nothrow_t&) noexcept {
  varve::sim::FreeBlock(user);
}
