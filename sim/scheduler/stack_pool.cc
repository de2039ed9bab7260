#include "sim/scheduler/stack_pool.h"

#include <sys/mman.h>
#include <unistd.h>

#include "sim/base/sanitizer.h"
#include "sim/choice/internal_error.h"

namespace varve::sim {
namespace {

size_t PageBytes() { return static_cast<size_t>(sysconf(_SC_PAGESIZE)); }

}  // namespace

StackPool::~StackPool() {
  const size_t guard = PageBytes();
  for (const FiberStack& stack : all_) {
    Unpoison(stack.bottom, stack.size);
    munmap(stack.bottom - guard, stack.size + guard);
  }
}

FiberStack StackPool::Acquire() {
  if (!idle_.empty()) {
    const FiberStack stack = idle_.back();
    idle_.pop_back();
    // The frames that were abandoned on it left their redzones behind.
    Unpoison(stack.bottom, stack.size);
    return stack;
  }
  const size_t guard = PageBytes();
  void* const mapping = mmap(nullptr, kStackBytes + guard, PROT_READ | PROT_WRITE,
                             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (mapping == MAP_FAILED) InternalError("no memory for another fiber's stack");
  if (mprotect(mapping, guard, PROT_NONE) != 0) InternalError("cannot guard a fiber's stack");
  const FiberStack stack{static_cast<char*>(mapping) + guard, kStackBytes};
  all_.push_back(stack);
  return stack;
}

void StackPool::Release(FiberStack stack) { idle_.push_back(stack); }

}  // namespace varve::sim
