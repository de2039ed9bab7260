#include "engine/table/block_iterator.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "engine/base/coding.h"
#include "engine/table/block_builder.h"
#include "tests/unit/table/entries.h"

namespace varve {
namespace {

std::string Build(const StoredEntries& entries, size_t restart_interval) {
  BlockBuilder builder(restart_interval);
  for (const StoredEntry& entry : entries) builder.Add(entry.key(), entry.value);
  return std::string(builder.Finish());
}

std::shared_ptr<const Block> Parse(const std::string& payload) {
  auto block = Block::Parse(payload, "t.sst", 1000);
  EXPECT_TRUE(block.ok()) << block.status();
  return *block;
}

/// An entry as the format has it, with anything in its fields.
std::string Raw(uint64_t shared, const std::string& suffix, SeqNo seqno) {
  std::string bytes;
  PutVarint(bytes, shared);
  PutVarint(bytes, suffix.size());
  bytes.push_back('\x01');
  PutVarint(bytes, seqno);
  PutVarint(bytes, 0);
  return bytes + suffix;
}

/// A cursor over `entries` with the given restarts.
void Open(BlockIterator& cursor, const std::vector<std::string>& entries,
          const std::vector<size_t>& restart_entries) {
  std::string payload;
  std::vector<uint32_t> restarts;
  size_t next = 0;
  for (size_t i = 0; i < entries.size(); ++i) {
    if (next < restart_entries.size() && restart_entries[next] == i) {
      restarts.push_back(static_cast<uint32_t>(payload.size()));
      ++next;
    }
    payload += entries[i];
  }
  for (const uint32_t restart : restarts) PutFixed32(payload, restart);
  PutFixed32(payload, static_cast<uint32_t>(restarts.size()));
  cursor.Reset(Parse(payload), "t.sst", 1000);
}

/// Walks both ways and expects an error, once and for good until the next seek.
void ExpectBothWalksFail(BlockIterator& cursor, const std::string& message) {
  for (cursor.SeekToFirst(); cursor.Valid();) cursor.Next();
  EXPECT_EQ(cursor.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(cursor.status().message(), message);
  for (cursor.SeekToLast(); cursor.Valid();) cursor.Prev();
  EXPECT_EQ(cursor.status().code(), absl::StatusCode::kDataLoss);
}

TEST(BlockIteratorTest, MovesAsTheModelForAnyShape) {
  Random random(1);
  for (int round = 0; round < 300; ++round) {
    const size_t max_key_length = 1 + random.Below(6);
    const StoredEntries entries =
        RandomEntries(random, 1 + random.Below(60), max_key_length, random.Below(20));
    BlockIterator cursor;
    cursor.Reset(Parse(Build(entries, 1 + random.Below(20))), "t.sst", 0);
    ExpectSameMoves(cursor, entries, random, 200, max_key_length);
    if (HasFatalFailure()) return;
  }
}

// The search over restart points must not stop at one that merely has the user key sought.
TEST(BlockIteratorTest, FindsVersionsOfAKeyThatSpansRestarts) {
  StoredEntries entries;
  for (SeqNo seqno = 50; seqno > 0; --seqno)
    entries.push_back({"key", seqno, EntryKind::kValue, ""});
  BlockIterator cursor;
  cursor.Reset(Parse(Build(entries, 4)), "t.sst", 0);
  for (SeqNo seqno = 1; seqno <= 50; ++seqno) {
    cursor.Seek({"key", seqno, EntryKind::kValue});
    ASSERT_TRUE(cursor.Valid());
    EXPECT_EQ(cursor.key().seqno, seqno);
  }
  cursor.Seek(FirstOf("key"));
  ASSERT_TRUE(cursor.Valid());
  EXPECT_EQ(cursor.key().seqno, 50U);
}

TEST(BlockIteratorTest, HandlesKeysOfTheLargestSize) {
  StoredEntries entries;
  for (int i = 0; i < 5; ++i) {
    std::string key(kMaxKeyBytes, 'k');
    key.back() = static_cast<char>('a' + i);
    entries.push_back({key, 1, EntryKind::kValue, "v"});
  }
  BlockIterator cursor;
  cursor.Reset(Parse(Build(entries, 3)), "t.sst", 0);
  Random random(2);
  ExpectSameMoves(cursor, entries, random, 100, 3);
}

TEST(BlockIteratorTest, RejectsEntriesOutOfOrderWithinAnInterval) {
  BlockIterator cursor;
  Open(cursor, {Raw(0, "b", 1), Raw(0, "a", 1)}, {0});
  ExpectBothWalksFail(cursor, "t.sst: offset 1006: bad block entry");
}

TEST(BlockIteratorTest, RejectsEntriesOutOfOrderAcrossIntervals) {
  BlockIterator cursor;
  Open(cursor, {Raw(0, "b", 1), Raw(0, "a", 1)}, {0, 1});
  ExpectBothWalksFail(cursor, "t.sst: offset 1006: block entries out of order");
}

TEST(BlockIteratorTest, RejectsAnEntryTwice) {
  BlockIterator cursor;
  Open(cursor, {Raw(0, "b", 1), Raw(1, "", 1)}, {0});
  ExpectBothWalksFail(cursor, "t.sst: offset 1006: bad block entry");
}

TEST(BlockIteratorTest, RejectsAscendingVersions) {
  BlockIterator cursor;
  Open(cursor, {Raw(0, "b", 1), Raw(1, "", 2)}, {0});
  ExpectBothWalksFail(cursor, "t.sst: offset 1006: bad block entry");
}

TEST(BlockIteratorTest, RejectsSharingMoreThanThePredecessorHas) {
  BlockIterator cursor;
  Open(cursor, {Raw(0, "b", 1), Raw(2, "c", 1)}, {0});
  ExpectBothWalksFail(cursor, "t.sst: offset 1006: bad block entry");
}

TEST(BlockIteratorTest, RejectsSharingLessThanPossible) {
  BlockIterator cursor;
  Open(cursor, {Raw(0, "ab", 1), Raw(0, "ac", 1)}, {0});
  ExpectBothWalksFail(cursor, "t.sst: offset 1007: bad block entry");
}

TEST(BlockIteratorTest, RejectsSharingAtARestart) {
  BlockIterator cursor;
  Open(cursor, {Raw(0, "ab", 1), Raw(1, "c", 1)}, {0, 1});
  ExpectBothWalksFail(cursor, "t.sst: offset 1007: bad block entry at a restart");
}

TEST(BlockIteratorTest, RejectsARestartInsideAnEntry) {
  std::string payload = Raw(0, "abcdef", 1);
  PutFixed32(payload, 0);
  PutFixed32(payload, 3);
  PutFixed32(payload, 2);
  BlockIterator cursor;
  cursor.Reset(Parse(payload), "t.sst", 1000);
  ExpectBothWalksFail(cursor, "t.sst: offset 1000: bad block entry at a restart");
}

TEST(BlockIteratorTest, AnErrorStaysUntilTheNextSeek) {
  BlockIterator cursor;
  Open(cursor, {Raw(0, "a", 1), Raw(0, "c", 1), Raw(0, "b", 1)}, {0});
  cursor.SeekToFirst();
  cursor.Next();
  EXPECT_TRUE(cursor.Valid());
  cursor.Next();
  EXPECT_FALSE(cursor.Valid());
  EXPECT_FALSE(cursor.status().ok());
  EXPECT_FALSE(cursor.status().ok());
  cursor.Seek(FirstOf("c"));
  ASSERT_TRUE(cursor.Valid());
  EXPECT_TRUE(cursor.status().ok());
  EXPECT_EQ(cursor.key().user_key, "c");
}

// Without a checksum in front of it, as a fuzzer that repairs checksums reaches it: every walk over
// changed bytes ends, yields ascending keys, and has an error or stands nowhere at its end.
TEST(BlockIteratorTest, WalksOverAnyBytesAscendAndEnd) {
  Random random(3);
  const StoredEntries entries = RandomEntries(random, 40, 4, 5);
  const std::string sound = Build(entries, 5);
  for (int round = 0; round < 20000; ++round) {
    std::string payload = sound;
    for (uint64_t changes = 1 + random.Below(3); changes > 0; --changes) {
      payload[random.Below(payload.size())] = static_cast<char>(random.Below(256));
    }
    const auto block = Block::Parse(payload, "t.sst", 0);
    if (!block.ok()) continue;
    BlockIterator cursor;
    cursor.Reset(*block, "t.sst", 0);
    size_t steps = 0;
    std::string last_key;
    SeqNo last_seqno = 0;
    for (cursor.SeekToFirst(); cursor.Valid(); cursor.Next()) {
      if (steps++ > 0) {
        ASSERT_LT(Compare({last_key, last_seqno}, cursor.key()), 0);
      }
      last_key = cursor.key().user_key;
      last_seqno = cursor.key().seqno;
      ASSERT_LE(steps, payload.size());
    }
    const bool sound_forwards = cursor.status().ok();
    steps = 0;
    for (cursor.SeekToLast(); cursor.Valid(); cursor.Prev()) {
      if (steps++ > 0) {
        ASSERT_LT(Compare(cursor.key(), {last_key, last_seqno}), 0);
      }
      last_key = cursor.key().user_key;
      last_seqno = cursor.key().seqno;
      ASSERT_LE(steps, payload.size());
    }
    ASSERT_EQ(cursor.status().ok(), sound_forwards);
    cursor.Seek({random.Key(4), random.Below(41), EntryKind::kValue});
    ASSERT_FALSE(cursor.Valid() && !cursor.status().ok());
  }
}

TEST(BlockIteratorDeathTest, NextNeedsAnEntry) {
  BlockIterator cursor;
  EXPECT_DEATH(cursor.Next(), "V3");
  EXPECT_DEATH(cursor.Prev(), "V3");
}

}  // namespace
}  // namespace varve
