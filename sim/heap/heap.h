// The memory of one engine lifetime.
//
// A crashed lifetime is abandoned: none of its destructors run. Its memory is therefore charged to
// a `LifetimeHeap`, block by block, and freed in bulk. The charging is done by a replaced `operator
// new` (replace_operator_new.cc, the object library `varve_sim_operator_new`, which varve-sim and
// few tests link; where it is not linked, heaps stay empty and everything else works).
//
// The discipline:
// * A static of this folder names the *current* heap; null means the world, which is not tracked.
//   The world sets it to the lifetime's heap (`HeapScope`) for each call into the engine.
// * Every entry from the engine into the simulator (scheduler, clock, filesystem, instrumentation)
//   sets it to null for whatever the simulator allocates and keeps. Objects handed to the engine by
//   unique_ptr may live in the lifetime's heap, provided that nothing of the world touches them
//   once the lifetime has been abandoned.
// * A suspended fiber keeps its current heap on its own stack, in the `HeapScope` with which it
//   entered the kernel; a new fiber starts with its creator's.
// * What the world allocates while its own heap is current, and holds only from the stack of a
// fiber
//   that is then abandoned, is leaked: keep it in a structure of the world instead.
// * A library's lazily initialised static must not be born in a lifetime's heap, since it outlives
//   it: call `WarmUpLibraries` (warm_up.h) first. The same goes for test frameworks: make no
//   assertion while a heap is current.
// * Memory taken with `malloc` directly is not seen, an exception in flight in an abandoned fiber
//   included.
//
// A block may be deleted under any current heap; its header names its owner.
//
// A deleted block is overwritten and held back until 128 KiB of later ones have come: what the
// engine does with memory that it has given up then ends a run in the same way each time, however
// the world's own allocations differ between a recording and its replay. (Under AddressSanitizer,
// which has a quarantine of its own and sees more, nothing is held back.)
//
// Block layout, in the machine's byte order; the user's bytes follow the header, and stand at a
// multiple of their alignment (16 at least):
//
//   [padding]  previous: 8 | next: 8 | owner: 8 | check: 1 | log2(offset): 1 | size: 6 |  user
//   bytes
//
// where `offset` is the distance from the start of the underlying malloc block to the user's bytes.
#ifndef VARVE_SIM_HEAP_HEAP_H_
#define VARVE_SIM_HEAP_HEAP_H_

#include <cstddef>
#include <cstdint>
#include <optional>

namespace varve::sim {

struct BlockHeader;

/// What blocks are filled with, so that twin runs with different fills show reads of memory that is
/// not initialised any more or not yet. Without one, deleted blocks are filled all the same.
struct HeapFill {
  uint8_t fresh = 0;
  uint8_t freed = 0;
};

/// Thread safety: one operating system thread (the current heap is per thread, and null on others).
class LifetimeHeap {
 public:
  explicit LifetimeHeap(std::optional<HeapFill> fill = std::nullopt) : fill_(fill) {}
  /// Frees all; must not be current.
  ~LifetimeHeap();
  LifetimeHeap(const LifetimeHeap&) = delete;
  LifetimeHeap& operator=(const LifetimeHeap&) = delete;

  /// Frees every block still charged, without running destructors. No pointer into them may be used
  /// afterwards. The heap may be used again.
  void FreeAll();

  /// Blocks not yet deleted: after a clean shutdown of the lifetime, each is a leak.
  [[nodiscard]] size_t live_blocks() const { return live_blocks_; }
  /// Bytes asked for, headers left out.
  [[nodiscard]] size_t live_bytes() const { return live_bytes_; }
  /// The highest `live_bytes` so far.
  [[nodiscard]] size_t peak_bytes() const { return peak_bytes_; }
  /// Blocks ever allocated.
  [[nodiscard]] uint64_t allocations() const { return allocations_; }

  /// The heap that `operator new` charges now; null for the world.
  [[nodiscard]] static LifetimeHeap* current() { return current_; }

 private:
  friend class HeapScope;
  friend class Kernel;  // sets the current heap when control leaves an abandoned fiber
  friend void* AllocateBlock(size_t size, size_t alignment);
  friend void FreeBlock(void* user);

  static void SetCurrent(LifetimeHeap* heap) { current_ = heap; }

  void Charge(BlockHeader* block, size_t size);
  void Discharge(BlockHeader* block, size_t size);
  void HoldBack(BlockHeader* block, size_t size);
  void LetGoOfOldest();

  // The simulator's one mutable static: `operator new` has no parameter that could carry it. It
  // decides whom memory is charged to and nothing else.
  static thread_local constinit LifetimeHeap* current_;

  std::optional<HeapFill> fill_;
  BlockHeader* blocks_ = nullptr;  // newest first
  // Deleted blocks that are held back, oldest first.
  BlockHeader* oldest_held_ = nullptr;
  BlockHeader* newest_held_ = nullptr;
  size_t held_bytes_ = 0;
  size_t live_blocks_ = 0;
  size_t live_bytes_ = 0;
  size_t peak_bytes_ = 0;
  uint64_t allocations_ = 0;
};

/// Makes `heap` (null: the world) the current heap for the lifetime of the object. Scopes nest.
class HeapScope {
 public:
  explicit HeapScope(LifetimeHeap* heap) : previous_(LifetimeHeap::current_) {
    LifetimeHeap::current_ = heap;
  }
  ~HeapScope() { LifetimeHeap::current_ = previous_; }
  HeapScope(const HeapScope&) = delete;
  HeapScope& operator=(const HeapScope&) = delete;

 private:
  LifetimeHeap* previous_;
};

/// What the replaced operators call. `alignment` is a power of two. Null when out of memory.
[[nodiscard]] void* AllocateBlock(size_t size, size_t alignment);
/// `user` comes from `AllocateBlock`, or is null. Aborts on a block that is not live.
void FreeBlock(void* user);

}  // namespace varve::sim

#endif  // VARVE_SIM_HEAP_HEAP_H_
