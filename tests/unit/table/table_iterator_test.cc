#include "engine/table/table_iterator.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/table/table_testing.h"

namespace varve {
namespace {

TEST(TableIteratorTest, MovesAsTheModelForAnyShape) {
  Random random(21);
  for (int round = 0; round < 200; ++round) {
    MemoryFileSystem files;
    TestCache cache(random.Below(20000));
    const size_t max_key_length = 1 + random.Below(6);
    const StoredEntries entries =
        RandomEntries(random, 1 + random.Below(300), max_key_length, random.Below(30));
    BuildTable(files, 7, entries,
               {.block_bytes = random.Below(400), .restart_interval = random.Below(20)});
    const std::unique_ptr<Table> table = OpenTable(files, 7, &cache);
    const auto cursor = table->NewIterator(true);
    ExpectSameMoves(*cursor, entries, random, 400, max_key_length);
    if (HasFatalFailure()) return;
  }
}

TEST(TableIteratorTest, AKeyMaySpanManyBlocks) {
  MemoryFileSystem files;
  StoredEntries entries;
  for (const std::string key : {"a", "b", "c"}) {
    for (SeqNo seqno = 100; seqno > 0; --seqno) {
      entries.push_back({key, seqno, EntryKind::kValue, std::to_string(seqno)});
    }
  }
  BuildTable(files, 7, entries, {.block_bytes = 64, .restart_interval = 3});
  const std::unique_ptr<Table> table = OpenTable(files, 7);
  ASSERT_GT(table->index().size(), 30U);
  const auto cursor = table->NewIterator(true);
  for (size_t i = 0; i < entries.size(); ++i) {
    cursor->Seek(entries[i].key());
    ExpectAt(*cursor, entries, i);
    const auto found = Read(*table, entries[i].user_key, entries[i].seqno + 1, true);
    ASSERT_TRUE(found.ok() && found->has_value());
    EXPECT_EQ((*found)->seqno, entries[i].seqno);
  }
}

// The separator of the blocks ending with "abcdef" and beginning with "abxyz" is "abx".
TEST(TableIteratorTest, ATargetBetweenLastKeyAndSeparatorGoesOnInTheNextBlock) {
  MemoryFileSystem files;
  const StoredEntries entries = {{"abcdef", 1, EntryKind::kValue, "1"},
                                 {"abxyz", 2, EntryKind::kValue, "2"}};
  BuildTable(files, 7, entries, {.block_bytes = 1});
  const std::unique_ptr<Table> table = OpenTable(files, 7);
  ASSERT_EQ(table->index().size(), 2U);
  ASSERT_EQ(table->index().Find(FirstOf("abd")), 0U);
  const auto cursor = table->NewIterator(true);
  cursor->Seek(FirstOf("abd"));
  ExpectAt(*cursor, entries, 1);
  cursor->Prev();
  ExpectAt(*cursor, entries, 0);
}

TEST(TableIteratorTest, PinsTheBlockItStandsOn) {
  MemoryFileSystem files;
  TestCache cache(2000);
  Random random(22);
  const StoredEntries entries = RandomEntries(random, 200, 5, 10);
  BuildTable(files, 7, entries, {.block_bytes = 200});
  const std::unique_ptr<Table> table = OpenTable(files, 7, &cache);
  const auto standing = table->NewIterator(true);
  standing->SeekToFirst();
  const std::string_view value = standing->value();
  const auto walking = table->NewIterator(true);
  for (walking->SeekToFirst(); walking->Valid();) walking->Next();  // pushes everything out
  EXPECT_EQ(value, entries[0].value);
  ExpectAt(*standing, entries, 0);
}

TEST(TableIteratorTest, AFailedReadIsReportedUntilTheNextSeek) {
  MemoryFileSystem files;
  const StoredEntries entries = {{"a", 1, EntryKind::kValue, "1"},
                                 {"b", 2, EntryKind::kValue, "2"}};
  BuildTable(files, 7, entries, {.block_bytes = 1});
  const std::unique_ptr<Table> table = OpenTable(files, 7);
  const auto cursor = table->NewIterator(true);
  cursor->SeekToFirst();
  files.read_error = absl::UnavailableError("I/O error");
  cursor->Next();
  EXPECT_FALSE(cursor->Valid());
  EXPECT_EQ(cursor->status(), files.read_error);
  files.read_error = absl::OkStatus();
  EXPECT_FALSE(cursor->status().ok());
  cursor->SeekToLast();
  ExpectAt(*cursor, entries, 1);
}

TEST(TableIteratorDeathTest, MovesNeedAnEntry) {
  MemoryFileSystem files;
  BuildTable(files, 7, {{"a", 1, EntryKind::kValue, "1"}}, {});
  const std::unique_ptr<Table> table = OpenTable(files, 7);
  const auto cursor = table->NewIterator(true);
  EXPECT_DEATH(cursor->Next(), "V3");
  cursor->SeekToFirst();
  cursor->Next();
  EXPECT_DEATH(cursor->Prev(), "V3");
}

}  // namespace
}  // namespace varve
