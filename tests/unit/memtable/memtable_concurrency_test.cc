// Inserters and readers on real threads.
#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "engine/memtable/memtable.h"
#include "gtest/gtest.h"
#include "varve/platform/platform.h"

namespace varve {
namespace {

constexpr SeqNo kEntries = 40000;
constexpr int kInserters = 4;

// Few keys, so that inserters meet at the same places of the list.
std::string KeyOf(SeqNo seqno) { return std::to_string(seqno * 2654435761u % 997); }
std::string ValueOf(SeqNo seqno) { return "value " + std::to_string(seqno); }

class MemTableConcurrencyTest : public ::testing::Test {
 protected:
  // Inserter `i` adds every kInserters-th entry, and says how far it has come.
  void StartInserters() {
    for (int i = 0; i < kInserters; ++i) {
      threads_.emplace_back([this, i] {
        for (SeqNo seqno = 1 + static_cast<SeqNo>(i); seqno <= kEntries; seqno += kInserters) {
          table_.Add(seqno, EntryKind::kValue, KeyOf(seqno), ValueOf(seqno));
          done_[i].store(seqno, std::memory_order_release);
        }
        running_.fetch_sub(1);
      });
    }
  }
  void Join() {
    for (std::thread& thread : threads_) thread.join();
  }

  PosixPlatform posix_;
  MemTable table_{posix_.platform(), 1};
  std::vector<std::thread> threads_;
  std::atomic<SeqNo> done_[kInserters] = {};
  std::atomic<int> running_{kInserters};
};

TEST_F(MemTableConcurrencyTest, EveryEntryIsThereInTheEnd) {
  StartInserters();
  Join();
  EXPECT_EQ(table_.entries(), kEntries);
  EXPECT_EQ(table_.smallest_seqno(), 1u);
  EXPECT_EQ(table_.largest_seqno(), kEntries);
  for (SeqNo seqno = 1; seqno <= kEntries; ++seqno) {
    const std::optional<MemTable::Found> found = table_.Get(KeyOf(seqno), seqno + 1);
    ASSERT_TRUE(found.has_value()) << seqno;
    ASSERT_EQ(found->seqno, seqno);
    ASSERT_EQ(found->value, ValueOf(seqno));
  }
}

TEST_F(MemTableConcurrencyTest, BytesDoNotDependOnTheInterleaving) {
  StartInserters();
  Join();
  MemTable alone(posix_.platform(), 2);
  for (SeqNo seqno = 1; seqno <= kEntries; ++seqno) {
    alone.Add(seqno, EntryKind::kValue, KeyOf(seqno), ValueOf(seqno));
  }
  EXPECT_EQ(table_.bytes(), alone.bytes());
}

TEST_F(MemTableConcurrencyTest, AScanBesideInsertersIsOrderedAndWhole) {
  StartInserters();
  do {
    SeqNo done[kInserters];
    for (int i = 0; i < kInserters; ++i) done[i] = done_[i].load(std::memory_order_acquire);
    size_t expected = 0;
    for (int i = 0; i < kInserters; ++i) {
      if (done[i] > 0) expected += (done[i] - 1 - static_cast<SeqNo>(i)) / kInserters + 1;
    }
    size_t met = 0;
    std::string last_key;
    SeqNo last_seqno = 0;
    const std::unique_ptr<InternalIterator> it = table_.NewIterator();
    for (it->SeekToFirst(); it->Valid(); it->Next()) {
      const InternalKey key = it->key();
      if (last_seqno != 0) {
        ASSERT_LT(Compare({last_key, last_seqno, EntryKind::kValue}, key), 0);
      }
      ASSERT_EQ(key.user_key, KeyOf(key.seqno));
      ASSERT_EQ(it->value(), ValueOf(key.seqno));
      if (key.seqno <= done[(key.seqno - 1) % kInserters]) ++met;
      last_key = key.user_key;
      last_seqno = key.seqno;
    }
    ASSERT_EQ(met, expected);  // all that were there when the scan began
  } while (running_.load() > 0);
  Join();
}

TEST_F(MemTableConcurrencyTest, AFinishedEntryIsFoundBesideInserters) {
  StartInserters();
  SeqNo probe = 1;
  while (running_.load() > 0) {
    const int i = static_cast<int>(probe++ % kInserters);
    const SeqNo seqno = done_[i].load(std::memory_order_acquire);
    if (seqno == 0) continue;
    const std::optional<MemTable::Found> found = table_.Get(KeyOf(seqno), seqno + 1);
    ASSERT_TRUE(found.has_value());
    ASSERT_EQ(found->seqno, seqno);
    ASSERT_EQ(found->value, ValueOf(seqno));
    ASSERT_GE(table_.largest_seqno(), seqno);
  }
  Join();
}

}  // namespace
}  // namespace varve
