#include "sim/heap/heap.h"

#include <bit>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "sim/base/sanitizer.h"

namespace varve::sim {

// See heap.h for the layout. The check byte tells a live block from a deleted or foreign one.
struct BlockHeader {
  BlockHeader* previous;
  BlockHeader* next;
  LifetimeHeap* owner;
  uint64_t packed;
};

namespace {

constexpr size_t kHeaderBytes = 32;
static_assert(sizeof(BlockHeader) == kHeaderBytes, "user bytes must stay aligned to 16");
constexpr uint64_t kLive = 0xb5;
constexpr uint64_t kHeld = 0x5b;
constexpr size_t kHeldBytes = size_t{128} << 10;  // stays in the second-level cache
// As a pointer it names no memory, on any processor with less than 64 address bits.
constexpr uint8_t kFreed = 0xdb;
constexpr uint64_t kSizeMask = (uint64_t{1} << 48) - 1;

uint64_t Pack(uint64_t check, size_t offset, size_t size) {
  return check << 56 | static_cast<uint64_t>(std::countr_zero(offset)) << 48 | size;
}
uint64_t Check(const BlockHeader* block) { return block->packed >> 56; }
size_t Size(const BlockHeader* block) { return block->packed & kSizeMask; }
size_t Offset(const BlockHeader* block) { return size_t{1} << (block->packed >> 48 & 0xff); }

char* UserBytes(BlockHeader* block) { return reinterpret_cast<char*>(block) + kHeaderBytes; }

void ReturnToMalloc(BlockHeader* block) {
  const size_t offset = Offset(block);
  block->packed = 0;
  std::free(UserBytes(block) - offset);
}

}  // namespace

thread_local constinit LifetimeHeap* LifetimeHeap::current_ = nullptr;

LifetimeHeap::~LifetimeHeap() { FreeAll(); }

void LifetimeHeap::FreeAll() {
  while (blocks_ != nullptr) {
    BlockHeader* const block = blocks_;
    Discharge(block, Size(block));
    ReturnToMalloc(block);
  }
  while (oldest_held_ != nullptr) LetGoOfOldest();
}

void LifetimeHeap::Charge(BlockHeader* block, size_t size) {
  block->previous = nullptr;
  block->next = blocks_;
  if (blocks_ != nullptr) blocks_->previous = block;
  blocks_ = block;
  ++live_blocks_;
  ++allocations_;
  live_bytes_ += size;
  if (live_bytes_ > peak_bytes_) peak_bytes_ = live_bytes_;
  if (fill_.has_value()) std::memset(UserBytes(block), fill_->fresh, size);
}

void LifetimeHeap::Discharge(BlockHeader* block, size_t size) {
  (block->previous == nullptr ? blocks_ : block->previous->next) = block->next;
  if (block->next != nullptr) block->next->previous = block->previous;
  --live_blocks_;
  live_bytes_ -= size;
  if (!fill_.has_value()) return;
  Unpoison(UserBytes(block), size);
  std::memset(UserBytes(block), fill_->freed, size);
}

void LifetimeHeap::HoldBack(BlockHeader* block, size_t size) {
  if (!fill_.has_value()) std::memset(UserBytes(block), kFreed, size);
  block->packed = Pack(kHeld, Offset(block), size);
  block->next = nullptr;
  (oldest_held_ == nullptr ? oldest_held_ : newest_held_->next) = block;
  newest_held_ = block;
  held_bytes_ += size;
  while (held_bytes_ > kHeldBytes) LetGoOfOldest();
}

void LifetimeHeap::LetGoOfOldest() {
  BlockHeader* const block = oldest_held_;
  oldest_held_ = block->next;
  held_bytes_ -= Size(block);
  ReturnToMalloc(block);
}

void* AllocateBlock(size_t size, size_t alignment) {
  if (size > kSizeMask / 2) return nullptr;
  const size_t offset = alignment > kHeaderBytes ? alignment : kHeaderBytes;
  // The offset is a multiple of the alignment, so the user's bytes have it if the base has.
  const size_t whole = (size + offset + alignment - 1) / alignment * alignment;
  void* const base = alignment > alignof(std::max_align_t) ? std::aligned_alloc(alignment, whole)
                                                           : std::malloc(size + offset);
  if (base == nullptr) return nullptr;
  auto* const block =
      reinterpret_cast<BlockHeader*>(static_cast<char*>(base) + offset - kHeaderBytes);
  block->owner = LifetimeHeap::current_;
  block->packed = Pack(kLive, offset, size);
  if (block->owner != nullptr) block->owner->Charge(block, size);
  return UserBytes(block);
}

void FreeBlock(void* user) {
  if (user == nullptr) return;
  auto* const block = reinterpret_cast<BlockHeader*>(static_cast<char*>(user) - kHeaderBytes);
  if (Check(block) != kLive) [[unlikely]] {
    std::fputs("varve-sim: delete of a block that is not live\n", stderr);
    std::abort();
  }
  if (block->owner == nullptr) return ReturnToMalloc(block);
  block->owner->Discharge(block, Size(block));
  if (kUnderAddressSanitizer) return ReturnToMalloc(block);
  block->owner->HoldBack(block, Size(block));
}

}  // namespace varve::sim
