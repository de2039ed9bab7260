#include "engine/table/block_cursor.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/table/block_builder.h"
#include "tests/unit/table/block_walker.h"
#include "tests/unit/table/entries.h"

namespace varve {
namespace {

std::string Build(const StoredEntries& entries, size_t restart_interval) {
  BlockBuilder builder(restart_interval);
  for (const StoredEntry& entry : entries) builder.Add(entry.key(), entry.value);
  return std::string(builder.Finish());
}

BlockPtr Parse(const std::string& payload) {
  auto block = Block::Parse(payload, "t.sst", 1000);
  EXPECT_TRUE(block.ok()) << block.status();
  return *block;
}

TEST(BlockCursorTest, MovesAsTheModelForAnyShape) {
  Random random(1);
  for (int round = 0; round < 300; ++round) {
    const size_t max_key_length = 1 + random.Below(6);
    const StoredEntries entries =
        RandomEntries(random, 1 + random.Below(60), max_key_length, random.Below(20));
    BlockWalker cursor(Parse(Build(entries, 1 + random.Below(20))));
    ExpectSameMoves(cursor, entries, random, 200, max_key_length);
    if (HasFatalFailure()) return;
  }
}

// Keys in groups whose members have more in common with each other than all keys have.
TEST(BlockCursorTest, MovesAsTheModelOverKeysThatShare) {
  Random random(4);
  for (int round = 0; round < 100; ++round) {
    StoredEntries entries;
    SeqNo seqno = 1;
    for (int group = 0; group < 4; ++group) {
      const std::string stem = "p" + std::string(random.Below(30), static_cast<char>('a' + group));
      for (int i = 0; i < 8; ++i) {
        entries.push_back({stem + random.Key(12), seqno++, EntryKind::kValue, random.Bytes(3)});
      }
    }
    std::sort(entries.begin(), entries.end(), [](const StoredEntry& a, const StoredEntry& b) {
      return Compare(a.key(), b.key()) < 0;
    });
    const BlockPtr block = Parse(Build(entries, 1 + random.Below(40)));
    BlockWalker cursor(block);
    for (size_t i = 0; i < entries.size(); ++i) {
      cursor.Seek(entries[i].key());
      ExpectAt(cursor, entries, i);
      ASSERT_LT(block->Find(entries[i].user_key, entries[i].seqno + 1), block->size());
    }
    ExpectSameMoves(cursor, entries, random, 200, 3);
    if (HasFatalFailure()) return;
  }
}

TEST(BlockCursorTest, FindsEachVersionOfAKey) {
  StoredEntries entries;
  for (SeqNo seqno = 50; seqno > 0; --seqno)
    entries.push_back({"key", seqno, EntryKind::kValue, ""});
  const BlockPtr block = Parse(Build(entries, 4));
  for (SeqNo seqno = 1; seqno <= 50; ++seqno) {
    EXPECT_EQ(block->LowerBound({"key", seqno, EntryKind::kValue}), 50 - seqno);
    EXPECT_EQ(block->Find("key", seqno + 1), 50 - seqno);
  }
  EXPECT_EQ(block->LowerBound(FirstOf("key")), 0U);
  EXPECT_EQ(block->Find("key", 1), block->size());
  EXPECT_EQ(block->Find("kex", 9), block->size());
  EXPECT_EQ(block->Find("keyy", 9), block->size());
  EXPECT_EQ(block->Find("ke", 9), block->size());
}

TEST(BlockCursorTest, HandlesKeysOfTheLargestSize) {
  StoredEntries entries;
  for (int i = 0; i < 5; ++i) {
    std::string key(kMaxKeyBytes, 'k');
    key.back() = static_cast<char>('a' + i);
    if (i > 2) key[0] = 'l';  // nothing common to all
    entries.push_back({key, 1, EntryKind::kValue, "v"});
  }
  BlockWalker cursor(Parse(Build(entries, 3)));
  Random random(2);
  ExpectSameMoves(cursor, entries, random, 100, 3);
}

TEST(BlockCursorTest, HandlesBlocksOfMoreThan64KiB) {
  StoredEntries entries;
  Random random(5);
  for (SeqNo i = 0; i < 300; ++i) {
    entries.push_back({std::to_string(1000 + i), i + 1, EntryKind::kValue, random.Bytes(1000)});
  }
  entries.push_back({"9", 400, EntryKind::kValue, random.Bytes(70000)});
  BlockWalker cursor(Parse(Build(entries, 16)));
  for (size_t i = 0; i < entries.size(); ++i) {
    cursor.Seek(entries[i].key());
    ExpectAt(cursor, entries, i);
  }
  ExpectSameMoves(cursor, entries, random, 300, 3);
}

// Without a checksum in front of it, as a fuzzer that repairs checksums reaches it: what is taken
// for a block is one.
TEST(BlockCursorTest, WalksOverAnyBytesThatParseAscend) {
  Random random(3);
  const StoredEntries entries = RandomEntries(random, 40, 4, 5);
  const std::string sound = Build(entries, 5);
  int parsed = 0;
  for (int round = 0; round < 50000; ++round) {
    std::string payload = sound;
    for (uint64_t changes = 1 + random.Below(3); changes > 0; --changes) {
      payload[random.Below(payload.size())] = static_cast<char>(random.Below(256));
    }
    const auto block = Block::Parse(payload, "t.sst", 0);
    if (!block.ok()) continue;
    ++parsed;
    BlockWalker cursor(*block);
    uint32_t steps = 0;
    std::string last_key;
    SeqNo last_seqno = 0;
    for (cursor.SeekToFirst(); cursor.Valid(); cursor.Next()) {
      if (steps++ > 0) {
        ASSERT_LT(Compare({last_key, last_seqno}, cursor.key()), 0);
      }
      last_key = cursor.key().user_key;
      last_seqno = cursor.key().seqno;
    }
    ASSERT_EQ(steps, (*block)->size());
  }
  EXPECT_GT(parsed, 100);
}

}  // namespace
}  // namespace varve
