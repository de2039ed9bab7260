// Single structures of the engine under real threads: the memtable and the block cache.
#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "engine/base/reclaimer.h"
#include "engine/memtable/memtable.h"
#include "engine/table/block_builder.h"
#include "engine/table/block_cache.h"
#include "gtest/gtest.h"
#include "varve/platform/platform.h"

namespace varve {
namespace {

constexpr SeqNo kEntries = 30000;
constexpr SeqNo kInserters = 3;
constexpr SeqNo kKeys = 7;  // so few that all inserters meet in the same leaves

std::string KeyOf(SeqNo seqno) { return "key" + std::to_string(seqno % kKeys); }

class MemTableStress : public ::testing::Test {
 protected:
  void Insert(SeqNo inserter) {
    for (SeqNo seqno = 1 + inserter; seqno <= kEntries; seqno += kInserters) {
      table_.Add(seqno, seqno % 3 == 0 ? EntryKind::kTombstone : EntryKind::kValue, KeyOf(seqno),
                 std::to_string(seqno));
      done_[inserter].store(seqno, std::memory_order_release);
    }
  }

  /// The newest entry of `seqno`'s key below an instant that lies behind it, found by `Get` and by
  /// a cursor: itself or one that is newer.
  void Probe(SeqNo seqno, SeqNo snapshot) {
    const auto found = table_.Get(KeyOf(seqno), snapshot);
    ASSERT_TRUE(found.has_value());
    ASSERT_GE(found->seqno, seqno);
    ASSERT_LT(found->seqno, snapshot);
    ASSERT_EQ(KeyOf(found->seqno), KeyOf(seqno));
    ASSERT_EQ(found->value, std::to_string(found->seqno));
    const auto cursor = table_.NewIterator();
    cursor->Seek(SeekKey(KeyOf(seqno), snapshot));
    ASSERT_TRUE(cursor->Valid());
    ASSERT_GE(cursor->key().seqno, found->seqno);  // later, so never older
    ASSERT_LT(cursor->key().seqno, snapshot);
  }

  /// Walks to the end and back; both walks are in order, and the way back misses nothing.
  void WalkThereAndBack() {
    const auto cursor = table_.NewIterator();
    size_t there = 0;
    InternalKey last;
    for (cursor->SeekToFirst(); cursor->Valid(); cursor->Next(), ++there) {
      if (there > 0) {
        ASSERT_LT(Compare(last, cursor->key()), 0);
      }
      last = cursor->key();  // borrows from the memtable, which outlives the cursor
    }
    if (there == 0) return;
    size_t back = 0;
    for (cursor->Seek(last); cursor->Valid() && back < 200; cursor->Prev(), ++back) {
      if (back > 0) {
        ASSERT_LT(Compare(cursor->key(), last), 0);
      }
      last = cursor->key();
    }
    ASSERT_GE(back, std::min<size_t>(there, 200));
  }

  PosixPlatform posix_;
  MemTable table_{posix_.platform(), 1};
  std::atomic<SeqNo> done_[kInserters] = {};
};

TEST_F(MemTableStress, HotKeysKeepTheirOrderForReadersInBothDirections) {
  std::vector<std::thread> threads;
  for (SeqNo inserter = 0; inserter < kInserters; ++inserter) {
    threads.emplace_back([this, inserter] { Insert(inserter); });
  }
  threads.emplace_back([this] {
    for (SeqNo i = 0; i < 10000; ++i) {
      const SeqNo seqno = done_[i % kInserters].load(std::memory_order_acquire);
      if (seqno > 0) Probe(seqno, seqno + 1 + i % 50);
    }
  });
  threads.emplace_back([this] {
    for (int i = 0; i < 30; ++i) WalkThereAndBack();
  });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(table_.entries(), kEntries);
  for (SeqNo seqno = 1; seqno <= kEntries; ++seqno) {
    const auto found = table_.Get(KeyOf(seqno), seqno + 1);
    ASSERT_TRUE(found.has_value() && found->seqno == seqno) << seqno;
  }
}

constexpr size_t kCapacity = 4000;
constexpr uint64_t kTables = 3;
constexpr uint64_t kBlocks = 20;

/// A block whose one key says which one it is.
BlockPtr BlockOf(const BlockName& name) {
  BlockBuilder builder(16);
  const std::string key = std::to_string(name.table_number) + ":" + std::to_string(name.block);
  builder.Add({key, 1, EntryKind::kValue}, "value");
  auto block = Block::Parse(builder.Finish(), "block", 0);
  EXPECT_TRUE(block.ok()) << block.status();
  return *std::move(block);
}

// Readers look at blocks which others evict at the same time.
TEST(BlockCacheStress, NoThreadGetsAnotherBlockOrSeesTooManyBytes) {
  PosixPlatform posix;
  Reclaimer reclaimer(posix.platform().scheduler);
  BlockCache cache(posix.platform().scheduler, reclaimer, kCapacity);
  BlockSlot slots[kTables][kBlocks];
  std::vector<std::thread> threads;
  std::atomic<int> hits{0};
  for (uint64_t thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      for (uint64_t i = 0; i < 20000; ++i) {
        const BlockName name{(i * 7 + thread) % kTables, (i * 13 + thread * 5) % kBlocks};
        const std::string key =
            std::to_string(name.table_number) + ":" + std::to_string(name.block);
        BlockSlot& slot = slots[name.table_number][name.block];
        const Reclaimer::Guard guard(reclaimer);
        if (i % 3 == 0) {
          const BlockPtr pinned = cache.Pin(slot);
          if (pinned != nullptr) {
            ASSERT_EQ(pinned->prefix(), key);
          }
        }
        if (const Block* const found = cache.Get(slot)) {
          ASSERT_EQ(found->prefix(), key);  // of the only key: the whole of it
          hits.fetch_add(1, std::memory_order_relaxed);
        } else {
          cache.Insert(name, slot, BlockOf(name));
        }
        ASSERT_LE(cache.usage(), kCapacity);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_GT(hits.load(), 0);
  for (uint64_t table = 0; table < kTables; ++table) {
    for (uint64_t block = 0; block < kBlocks; ++block) {
      cache.Erase({table, block}, slots[table][block]);
    }
  }
  EXPECT_EQ(cache.usage(), 0u);
}

}  // namespace
}  // namespace varve
