#include "sim/heap/heap.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/sanitizer.h"

namespace varve::sim {
namespace {

struct alignas(128) Wide {
  char bytes[200];
};

TEST(HeapTest, BlocksAreChargedToTheCurrentHeapOnly) {
  LifetimeHeap heap;
  int* outside = new int(1);
  int* inside = nullptr;
  {
    HeapScope scope(&heap);
    inside = new int(2);
  }
  EXPECT_EQ(heap.live_blocks(), 1u);
  EXPECT_EQ(heap.live_bytes(), sizeof(int));
  delete inside;
  delete outside;
  EXPECT_EQ(heap.live_blocks(), 0u);
  EXPECT_EQ(heap.live_bytes(), 0u);
  EXPECT_EQ(heap.allocations(), 1u);
}

TEST(HeapTest, BlockIsDeletedUnderAnyHeap) {
  LifetimeHeap first;
  LifetimeHeap second;
  std::unique_ptr<int> value;
  {
    HeapScope scope(&first);
    value = std::make_unique<int>(1);
  }
  {
    HeapScope scope(&second);
    value.reset();
  }
  EXPECT_EQ(first.live_blocks(), 0u);
  EXPECT_EQ(second.allocations(), 0u);
}

TEST(HeapTest, ScopesNest) {
  LifetimeHeap heap;
  LifetimeHeap* seen[2] = {};
  {
    HeapScope outer(&heap);
    {
      HeapScope inner(nullptr);
      seen[0] = LifetimeHeap::current();
    }
    seen[1] = LifetimeHeap::current();
  }
  EXPECT_EQ(seen[0], nullptr);
  EXPECT_EQ(seen[1], &heap);
  EXPECT_EQ(LifetimeHeap::current(), nullptr);
}

TEST(HeapTest, FreeAllFreesWhatWasNotDeletedAndTheHeapServesOn) {
  LifetimeHeap heap;
  void* blocks[2];
  for (int round = 0; round < 3; ++round) {
    {
      HeapScope scope(&heap);
      // Abandoned on purpose, as a crash would.
      auto* strings = new std::vector<std::string>();
      for (int i = 0; i < 100; ++i) strings->emplace_back(100, 'x');
      blocks[0] = ::operator new(0);
      blocks[1] = ::operator new (sizeof(Wide), std::align_val_t{alignof(Wide)});
    }
    EXPECT_NE(blocks[0], blocks[1]);
    EXPECT_GE(heap.live_blocks(), 104u);
    EXPECT_GE(heap.live_bytes(), 10000u);
    heap.FreeAll();
    EXPECT_EQ(heap.live_blocks(), 0u);
    EXPECT_EQ(heap.live_bytes(), 0u);
  }
}

TEST(HeapTest, MiddleBlocksLeaveTheListIntact) {
  LifetimeHeap heap;
  int* blocks[5];
  {
    HeapScope scope(&heap);
    for (int*& block : blocks) block = new int;
  }
  delete blocks[2];
  delete blocks[4];
  delete blocks[0];
  EXPECT_EQ(heap.live_blocks(), 2u);
  heap.FreeAll();
  EXPECT_EQ(heap.live_blocks(), 0u);
}

TEST(HeapTest, PeakStays) {
  LifetimeHeap heap;
  {
    HeapScope scope(&heap);
    ::operator delete(::operator new(1000));  // a new-expression might be optimised away
    ::operator delete(::operator new(10));
  }
  EXPECT_EQ(heap.peak_bytes(), 1000u);
}

TEST(HeapTest, AlignmentIsHonoured) {
  LifetimeHeap heap;
  uintptr_t misaligned = 0;
  {
    HeapScope scope(&heap);
    for (int i = 0; i < 20; ++i) {
      misaligned |= reinterpret_cast<uintptr_t>(::operator new(i)) % 16;
      misaligned |= reinterpret_cast<uintptr_t>(new Wide) % 128;
      misaligned |= reinterpret_cast<uintptr_t>(::operator new (3, std::align_val_t{4096})) % 4096;
    }
  }
  EXPECT_EQ(misaligned, 0u);
  heap.FreeAll();
}

TEST(HeapTest, AlignedBlocksAreDeletedWhole) {
  LifetimeHeap heap;
  {
    HeapScope scope(&heap);
    std::vector<std::unique_ptr<Wide>> wides;
    for (int i = 0; i < 10; ++i) wides.push_back(std::make_unique<Wide>());
  }
  EXPECT_EQ(heap.live_bytes(), 0u);
}

TEST(HeapTest, FreshMemoryIsFilled) {
  LifetimeHeap heap(HeapFill{.fresh = 0xa5, .freed = 0x5a});
  unsigned char* bytes = nullptr;
  {
    HeapScope scope(&heap);
    bytes = static_cast<unsigned char*>(::operator new(64));
  }
  for (int i = 0; i < 64; ++i) EXPECT_EQ(bytes[i], 0xa5);
  ::operator delete(bytes);
}

TEST(HeapTest, ImpossibleSizeThrowsOrAnswersNull) {
  volatile size_t huge = SIZE_MAX / 2;
  EXPECT_THROW(::operator delete(::operator new(huge)), std::bad_alloc);
  EXPECT_EQ(::operator new(huge, std::nothrow), nullptr);
}

#ifndef __SANITIZE_ADDRESS__
TEST(HeapDeathTest, ForeignPointerIsRefused) {
  alignas(16) static char memory[64] = {};
  EXPECT_DEATH(FreeBlock(memory + 32), "not live");
}
#endif

#ifndef VARVE_SIM_ADDRESS_SANITIZER  // which keeps deleted blocks itself, and reports the access
// Of a mistake's pointer: the compiler must not see that it is one.
class DeletedBlockTest : public ::testing::Test {
 protected:
  void DeleteOne() {
    {
      HeapScope scope(&heap_);
      block_ = reinterpret_cast<uintptr_t>(::operator new(64));
    }
    std::memset(bytes(), 1, 64);
    ::operator delete(bytes());
  }
  // Allocates and deletes as much as `bytes` of the engine's memory.
  void Churn(size_t bytes) {
    HeapScope scope(&heap_);
    for (size_t i = 0; i < bytes / 1024; ++i) ::operator delete(::operator new(1024));
  }
  [[nodiscard]] unsigned char* bytes() const {
    return reinterpret_cast<unsigned char*>(static_cast<uintptr_t>(block_));
  }

  LifetimeHeap heap_;
  volatile uintptr_t block_ = 0;
};

TEST_F(DeletedBlockTest, IsOverwrittenAndHeldBack) {
  DeleteOne();
  Churn(100 << 10);
  for (int i = 0; i < 64; ++i) EXPECT_EQ(bytes()[i], 0xdb);
  EXPECT_EQ(heap_.live_blocks(), 0u);
  Churn(100 << 10);
  heap_.FreeAll();
}

TEST_F(DeletedBlockTest, IsNotDeletedTwice) {
  DeleteOne();
  Churn(100 << 10);
  EXPECT_DEATH(FreeBlock(bytes()), "not live");
}
#endif

}  // namespace
}  // namespace varve::sim
