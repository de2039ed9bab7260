#include "engine/memtable/arena.h"

#include <algorithm>
#include <new>
#include <utility>

#include "engine/base/check.h"

namespace varve {
namespace {

constexpr size_t kMinChunkBytes = size_t{4} << 10;
constexpr size_t kMaxChunkBytes = size_t{1} << 20;
// A larger piece would waste much of a chunk's end when it does not fit.
constexpr size_t kMaxSharedBytes = kMaxChunkBytes / 4;

}  // namespace

class Arena::Chunk {
 public:
  Chunk(size_t capacity, std::align_val_t alignment)
      : capacity_(capacity),
        alignment_(alignment),
        memory_(static_cast<char*>(::operator new(capacity, alignment_))) {}
  ~Chunk() { ::operator delete(memory_, alignment_); }
  Chunk(const Chunk&) = delete;
  Chunk& operator=(const Chunk&) = delete;

  /// The next `size` bytes, or null when they are not left. The counter may run past the capacity,
  /// by one piece for each task that finds the chunk full.
  char* Take(size_t size) {
    const size_t offset = used_.FetchAdd(size, std::memory_order_relaxed);
    return offset + size <= capacity_ ? memory_ + offset : nullptr;
  }

 private:
  const size_t capacity_;
  const std::align_val_t alignment_;
  Atomic<size_t> used_{0};
  char* const memory_;
};

Arena::Arena(Scheduler& scheduler, size_t alignment)
    : hook_(scheduler.hook()),
      alignment_(alignment),
      mutex_(scheduler, "arena"),
      next_capacity_(kMinChunkBytes) {}

Arena::~Arena() = default;

char* Arena::Allocate(size_t bytes) {
  VARVE_CHECK(bytes > 0, "an arena hands out at least one byte");
  const size_t size = (bytes + alignment_ - 1) & ~(alignment_ - 1);
  bytes_.FetchAdd(size, std::memory_order_relaxed);
  if (size > kMaxSharedBytes) {
    const MutexLock lock(mutex_);
    return NewChunk(size)->Take(size);
  }
  Chunk* const chunk = current_.Load(std::memory_order_acquire);
  if (chunk != nullptr) {
    if (char* const piece = chunk->Take(size); piece != nullptr) return piece;
  }
  return AllocateBehindLock(size, chunk);
}

char* Arena::AllocateBehindLock(size_t size, const Chunk* tried) {
  const MutexLock lock(mutex_);
  // Whoever held the lock before may have brought a chunk already.
  Chunk* const current = current_.Load(std::memory_order_relaxed);
  if (current != tried) {
    if (char* const piece = current->Take(size); piece != nullptr) return piece;
  }
  Chunk* const fresh = NewChunk(std::max(next_capacity_, 4 * size));
  next_capacity_ = std::min(2 * next_capacity_, kMaxChunkBytes);
  // Taken before anybody else can reach the chunk, so that one round is always enough.
  char* const piece = fresh->Take(size);
  current_.Publish(hook_, fresh, std::memory_order_release);
  return piece;
}

Arena::Chunk* Arena::NewChunk(size_t capacity) {
  chunks_.push_back(std::make_unique<Chunk>(capacity, std::align_val_t{alignment_}));
  return chunks_.back().get();
}

}  // namespace varve
