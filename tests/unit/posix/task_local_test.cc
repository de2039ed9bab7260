// What the conformance suite cannot show of task-local values: which threads have a value of an
// index's former owner, and threads that end while a `TaskLocal` does.
#include "engine/posix/task_local.h"

#include <gtest/gtest.h>
#include <pthread.h>

#include <functional>
#include <latch>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "engine/base/atomic.h"

namespace varve::posix {
namespace {

using Counter = Atomic<int>;

void Count(void* counter) {
  static_cast<Counter*>(counter)->FetchAdd(1, std::memory_order_acq_rel);
}

int Counted(const Counter& counter) { return counter.Load(std::memory_order_acquire); }

/// A thread that does what it is told in steps, between which the test can look.
class SteppedThread {
 public:
  /// The thread has done `first` when the constructor returns, and does `last` in `Finish`.
  SteppedThread(std::function<void()> first, std::function<void()> last)
      : thread_([this, first = std::move(first), last = std::move(last)] {
          first();
          between_.count_down();
          may_end_.wait();
          last();
        }) {
    between_.wait();
  }

  void Finish() {
    may_end_.count_down();
    thread_.join();
  }

 private:
  std::latch between_{1};
  std::latch may_end_{1};
  std::thread thread_;  // the last member: it uses the others
};

TEST(PosixTaskLocalTest, ThereMayBeMoreThanAProcessHasPthreadKeys) {
  std::vector<std::unique_ptr<PosixTaskLocal>> locals;
  std::vector<int> values(3000);
  for (int& value : values) {
    locals.push_back(std::make_unique<PosixTaskLocal>(nullptr));
    EXPECT_EQ(locals.back()->Get(), nullptr);
    locals.back()->Set(&value);
  }
  for (size_t i = 0; i < values.size(); ++i) EXPECT_EQ(locals[i]->Get(), &values[i]);
}

TEST(PosixTaskLocalTest, NothingIsLeftOfTheIndexsFormerOwner) {
  Counter former_value{0};
  auto former = std::make_unique<PosixTaskLocal>(&Count);
  std::unique_ptr<PosixTaskLocal> next;
  SteppedThread thread([&] { former->Set(&former_value); },
                       [&] { EXPECT_EQ(next->Get(), nullptr); });
  former->Set(&former_value);
  former = nullptr;
  next = std::make_unique<PosixTaskLocal>(&Count);
  EXPECT_EQ(next->Get(), nullptr);
  thread.Finish();
  EXPECT_EQ(Counted(former_value), 0);
}

TEST(PosixTaskLocalTest, EndOfAThreadDestroysItsValueOfTheIndexsNextOwnerOnly) {
  Counter former_value{0};
  Counter next_value{0};
  auto former = std::make_unique<PosixTaskLocal>(nullptr);
  std::unique_ptr<PosixTaskLocal> next;
  SteppedThread with_both([&] { former->Set(&former_value); }, [&] { next->Set(&next_value); });
  SteppedThread with_the_former([&] { former->Set(&former_value); }, [] {});
  former = nullptr;
  next = std::make_unique<PosixTaskLocal>(&Count);
  with_both.Finish();
  with_the_former.Finish();
  EXPECT_EQ(Counted(next_value), 1);
  EXPECT_EQ(Counted(former_value), 0);
}

TEST(PosixTaskLocalTest, EndOfAThreadDestroysItsValuesOfAllThatLive) {
  Counter values[3] = {};
  PosixTaskLocal first(&Count);
  auto gone = std::make_unique<PosixTaskLocal>(&Count);
  PosixTaskLocal last(&Count);
  SteppedThread thread(
      [&] {
        first.Set(&values[0]);
        gone->Set(&values[1]);
        last.Set(&values[2]);
      },
      [] {});
  gone = nullptr;
  thread.Finish();
  EXPECT_EQ(Counted(values[0]), 1);
  EXPECT_EQ(Counted(values[1]), 0);
  EXPECT_EQ(Counted(values[2]), 1);
}

/// Sets its value when its thread has left its body.
struct SetAtEnd {
  ~SetAtEnd() {
    if (local == nullptr) return;
    EXPECT_EQ(local->Get(), found);
    local->Set(value);
  }
  PosixTaskLocal* local = nullptr;
  void* found = nullptr;
  void* value = nullptr;
};

TEST(PosixTaskLocalTest, DestructorsOfThreadLocalObjectsStillFindAndSetValues) {
  Counter set_in_body{0};
  Counter set_at_end{0};
  PosixTaskLocal local(&Count);
  std::thread thread([&] {
    thread_local SetAtEnd at_end;  // destroyed behind the body, before anything of the record
    at_end.local = &local;
    at_end.found = &set_in_body;
    at_end.value = &set_at_end;
    local.Set(&set_in_body);
  });
  thread.join();
  EXPECT_EQ(Counted(set_in_body), 0);
  EXPECT_EQ(Counted(set_at_end), 1);
}

/// Sets its value in the second round of its thread's pthread keys.
struct SetInSecondRound {
  static void AtEnd(void* object) {
    auto* const self = static_cast<SetInSecondRound*>(object);
    if (++self->round == 1) {
      EXPECT_EQ(::pthread_setspecific(self->key, self), 0);  // asks for another round
      return;
    }
    EXPECT_EQ(self->local.Get(), nullptr);
    self->local.Set(&self->destroyed);
  }

  PosixTaskLocal local{&Count};
  Counter destroyed{0};
  pthread_key_t key{};
  int round = 0;
};

TEST(PosixTaskLocalTest, DestructorsOfPthreadKeysMaySetValuesAnew) {
  SetInSecondRound late;
  ASSERT_EQ(::pthread_key_create(&late.key, &SetInSecondRound::AtEnd), 0);
  Counter first{0};
  std::thread thread([&] {
    late.local.Set(&first);
    EXPECT_EQ(::pthread_setspecific(late.key, &late), 0);
  });
  thread.join();
  EXPECT_EQ(::pthread_key_delete(late.key), 0);
  EXPECT_EQ(late.round, 2);
  EXPECT_EQ(Counted(first), 1);
  EXPECT_EQ(Counted(late.destroyed), 1);
}

/// What a value points to. `destroy` counts twice, with a long way between.
struct Slot {
  Atomic<int> begun{0};
  Atomic<int> ended{0};

  static void Destroy(void* slot) {
    auto* const self = static_cast<Slot*>(slot);
    self->begun.FetchAdd(1, std::memory_order_acq_rel);
    for (int i = 0; i < 20; ++i) std::this_thread::yield();
    self->ended.FetchAdd(1, std::memory_order_acq_rel);
  }
};

TEST(PosixTaskLocalTest, NoDestroyRunsBehindTheDestructor) {
  constexpr size_t kThreads = 4;
  for (int round = 0; round < 300; ++round) {
    auto local = std::make_unique<PosixTaskLocal>(&Slot::Destroy);
    PosixTaskLocal survivor(&Count);
    Counter survivors_values{0};
    std::vector<std::unique_ptr<Slot>> slots;
    for (size_t i = 0; i < kThreads; ++i) slots.push_back(std::make_unique<Slot>());
    std::latch set(kThreads);
    std::latch go(kThreads + 1);
    std::vector<std::thread> threads;
    for (const std::unique_ptr<Slot>& slot : slots) {
      threads.emplace_back([&, value = slot.get()] {
        local->Set(value);
        survivor.Set(&survivors_values);
        EXPECT_EQ(local->Get(), value);
        set.count_down();
        go.arrive_and_wait();
      });
    }
    set.wait();
    go.arrive_and_wait();
    // Threads end from here on; in some rounds they are given a head start.
    for (int i = 0; i < round % 30; ++i) std::this_thread::yield();
    local = nullptr;
    for (const std::unique_ptr<Slot>& slot : slots) {
      const int begun = slot->begun.Load(std::memory_order_acquire);
      EXPECT_LE(begun, 1);
      EXPECT_EQ(slot->ended.Load(std::memory_order_acquire), begun);
    }
    slots.clear();  // a `destroy` that came now would write into freed memory
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(Counted(survivors_values), static_cast<int>(kThreads));
  }
}

TEST(PosixTaskLocalTest, ThreadsWithValuesOfTheirOwnDoNotMeet) {
  // Threads make, use and destroy task-locals of their own, so indices wander between them, while
  // all use one together.
  constexpr int kThreads = 4;
  constexpr int kRounds = 500;
  Counter shared_destroyed{0};
  PosixTaskLocal shared(&Count);
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      shared.Set(&shared_destroyed);
      for (int round = 0; round < kRounds; ++round) {
        Counter own_destroyed{0};
        PosixTaskLocal own(&Count);
        ASSERT_EQ(own.Get(), nullptr);
        own.Set(&own_destroyed);
        std::thread([&] {
          ASSERT_EQ(own.Get(), nullptr);
          own.Set(&own_destroyed);
        }).join();
        ASSERT_EQ(own.Get(), &own_destroyed);
        ASSERT_EQ(shared.Get(), &shared_destroyed);
        ASSERT_EQ(Counted(own_destroyed), 1);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Counted(shared_destroyed), kThreads);
}

}  // namespace
}  // namespace varve::posix
