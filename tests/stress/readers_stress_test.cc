// What readers reach without a lock, under real threads: what a publication shows and what a
// reclaimer keeps. The data behind is plain memory, so that ThreadSanitizer sees any access that
// the atomics do not order.
#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

#include "engine/base/atomic.h"
#include "engine/base/reclaimer.h"
#include "engine/db/publication.h"
#include "gtest/gtest.h"
#include "varve/platform/platform.h"

namespace varve {
namespace {

constexpr int kThreads = 3;

// With `writers` threads, and fewer places in the ring, so that they wait for them too, or enough.
void PublishBesideAReader(int writers, size_t places) {
  constexpr SeqNo kBatches = 6000;
  constexpr SeqNo kBatchSize = 3;
  PosixPlatform posix;
  Publication publication(posix.platform(), places);
  publication.Raise(1);
  std::vector<SeqNo> applied(1 + kBatches * kBatchSize, 0);
  std::mutex commit;
  SeqNo next = 1;

  std::vector<std::thread> threads;
  for (int i = 0; i < writers; ++i) {
    threads.emplace_back([&] {
      for (SeqNo batch = 0; batch < kBatches / static_cast<SeqNo>(writers); ++batch) {
        Publication::Ticket ticket;
        {
          const std::lock_guard<std::mutex> lock(commit);
          ticket.end = next += kBatchSize;
          publication.Enter(ticket);
        }
        const SeqNo end = ticket.end;
        for (SeqNo seqno = end - kBatchSize; seqno < end; ++seqno) applied[seqno] = seqno;
        publication.Leave(ticket);
        ASSERT_GE(publication.visible(), end);
      }
    });
  }
  threads.emplace_back([&] {
    SeqNo checked = 1;
    while (checked <= kBatches * kBatchSize) {
      const SeqNo visible = publication.visible();
      ASSERT_GE(visible, checked);
      ASSERT_EQ((visible - 1) % kBatchSize, 0u) << "within a batch";
      for (; checked < visible; ++checked) ASSERT_EQ(applied[checked], checked);
      std::this_thread::yield();
    }
  });
  for (std::thread& thread : threads) thread.join();
}

TEST(PublicationStress, WhatIsVisibleMayBeReadWithoutALock) { PublishBesideAReader(3, 64); }

TEST(PublicationStress, SoItIsWhenWritersWaitForPlaces) {
  PublishBesideAReader(3, 2);
  PublishBesideAReader(100, 64);
}

TEST(ReclaimerStress, WhatAGuardCanReachStays) {
  struct Object {
    uint64_t one;
    uint64_t same;
  };
  constexpr uint64_t kObjects = 5000;
  PosixPlatform posix;
  Reclaimer reclaimer(posix.platform().scheduler);
  Atomic<Object*> link(new Object{0, 0});

  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      uint64_t last = 0;
      while (last < kObjects) {
        const Reclaimer::Guard guard(reclaimer);
        const Object* const object = link.Load(std::memory_order_seq_cst);
        ASSERT_GE(object->one, last);
        last = object->one;
        ASSERT_EQ(object->same, last);
      }
    });
  }
  threads.emplace_back([&] {
    for (uint64_t number = 1; number <= kObjects; ++number) {
      Object* const old = link.Load(std::memory_order_relaxed);
      link.Store(new Object{number, number}, std::memory_order_seq_cst);
      reclaimer.Retire(old, [](void* object) { delete static_cast<Object*>(object); });
    }
  });
  for (std::thread& thread : threads) thread.join();
  reclaimer.Collect();
  EXPECT_EQ(reclaimer.waiting(), 0u);
  delete link.Load(std::memory_order_relaxed);
}

}  // namespace
}  // namespace varve
