// Memory that is handed out piece by piece and given back all at once.
//
// A piece is cut from the current chunk by one atomic fetch-and-add; only the caller that finds the
// chunk too small takes the lock and brings a new one. Chunks grow from 4 KiB to 1 MiB, so that a
// tiny arena stays tiny; a piece over a quarter of the largest chunk gets memory of its own.
//
// Scheduling points: those of the lock, and one before a new chunk becomes the current one. A piece
// that fits has none, not even between the load of the current chunk and the cut from it. Nothing
// is lost by that. A chunk stays good when it is no longer the current one, since it lives as long
// as the arena: who cuts from it late gets a piece as sound as one that was cut just before the
// other chunk came. The cut itself is one atomic step, which rests on nothing that was read before.
// And where the chunk is full the caller goes through the lock, which is a point, and looks behind
// it at what is current by then.
#ifndef VARVE_ENGINE_MEMTABLE_ARENA_H_
#define VARVE_ENGINE_MEMTABLE_ARENA_H_

#include <cstddef>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "engine/base/atomic.h"
#include "engine/base/mutex.h"
#include "varve/platform/scheduler.h"

namespace varve {

/// Thread safety: every method may be called from many tasks at once. Progress: `Allocate` is
/// wait-free unless it needs a new chunk, where it is blocking.
class Arena {
 public:
  static constexpr size_t kDefaultAlignment = 8;

  /// `scheduler` must outlive the arena. `alignment` is that of every piece: a power of two from 8
  /// to 4096.
  explicit Arena(Scheduler& scheduler, size_t alignment = kDefaultAlignment);
  ~Arena();
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  /// `bytes` (at least 1) uninitialised, aligned bytes, which live as long as the arena.
  [[nodiscard]] char* Allocate(size_t bytes);

  /// The sum of all sizes handed out, each rounded up to the alignment. It depends on the calls
  /// alone, never on their interleaving or on the allocator, so that decisions based on it replay.
  [[nodiscard]] size_t bytes() const { return bytes_.Load(std::memory_order_relaxed); }

 private:
  class Chunk;

  char* AllocateBehindLock(size_t size, const Chunk* tried);
  Chunk* NewChunk(size_t capacity) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  ScheduleHook* const hook_;
  const size_t alignment_;
  Atomic<size_t> bytes_{0};
  // The chunk that pieces are cut from; null before the first. Stored under the lock, loaded
  // freely.
  Atomic<Chunk*> current_{nullptr};
  Mutex mutex_;
  std::vector<std::unique_ptr<Chunk>> chunks_ ABSL_GUARDED_BY(mutex_);
  size_t next_capacity_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace varve

#endif  // VARVE_ENGINE_MEMTABLE_ARENA_H_
