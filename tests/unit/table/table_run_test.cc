#include "engine/table/table_run.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "engine/table/table_iterator.h"
#include "tests/unit/table/table_testing.h"

namespace varve {
namespace {

/// Sorted entries cut into tables between user keys.
struct World {
  MemoryFileSystem files;
  std::vector<std::unique_ptr<Table>> tables;
  TableRun run;

  World(const StoredEntries& entries, Random& random) {
    uint64_t number = 1;
    for (size_t at = 0; at < entries.size(); ++number) {
      size_t end = at + 1;
      while (end < entries.size() &&
             (entries[end].user_key == entries[end - 1].user_key || random.Below(8) > 0)) {
        ++end;
      }
      BuildTable(files, number, {entries.begin() + long(at), entries.begin() + long(end)},
                 {.block_bytes = random.Below(100), .restart_interval = 1 + random.Below(5)});
      tables.push_back(OpenTable(files, number));
      at = end;
    }
    std::vector<const Table*> borrowed;
    for (const auto& table : tables) borrowed.push_back(table.get());
    run = TableRun(borrowed);
  }
};

TEST(TableRunTest, FindsAsALinearSearchDoes) {
  Random random(51);
  for (int round = 0; round < 200; ++round) {
    const size_t max_key_length = 1 + random.Below(12);
    World world(RandomEntries(random, 1 + random.Below(40), max_key_length, 3), random);
    for (int probe = 0; probe < 100; ++probe) {
      const std::string key = random.Key(max_key_length);
      size_t expected = 0;
      while (expected < world.tables.size() && world.tables[expected]->shape().largest_key < key) {
        ++expected;
      }
      ASSERT_EQ(world.run.FirstReaching(key), expected);
      const Table* covering =
          expected < world.tables.size() && world.tables[expected]->shape().smallest_key <= key
              ? world.tables[expected].get()
              : nullptr;
      ASSERT_EQ(world.run.Covering(key), covering);
    }
  }
}

TEST(TableRunTest, ACursorMovesThroughAllTablesAsTheModel) {
  Random random(52);
  for (int round = 0; round < 100; ++round) {
    const size_t max_key_length = 1 + random.Below(6);
    const StoredEntries entries =
        RandomEntries(random, 1 + random.Below(100), max_key_length, random.Below(30));
    World world(entries, random);
    TableIterator cursor(world.run, false);
    ExpectSameMoves(cursor, entries, random, 300, max_key_length);
    if (HasFatalFailure()) return;
  }
}

TEST(TableRunTest, OfNoTablesHasNothing) {
  const TableRun run;
  EXPECT_EQ(run.FirstReaching("a"), 0U);
  EXPECT_EQ(run.Covering("a"), nullptr);
  TableIterator cursor(run, false);
  cursor.SeekToFirst();
  EXPECT_FALSE(cursor.Valid());
  cursor.SeekToLast();
  EXPECT_FALSE(cursor.Valid());
  cursor.Seek(FirstOf("a"));
  EXPECT_FALSE(cursor.Valid());
}

// A table that could not be read is tried again by the next seek.
TEST(TableRunTest, AFailedReadIsReportedUntilTheNextSeek) {
  Random random(53);
  const StoredEntries entries = RandomEntries(random, 100, 5, 30);
  World world(entries, random);
  ASSERT_GT(world.tables.size(), 2U);
  TableIterator cursor(world.run, false);
  cursor.SeekToFirst();
  world.files.read_error = absl::UnavailableError("I/O error");
  while (cursor.Valid()) cursor.Next();
  EXPECT_EQ(cursor.status(), world.files.read_error);
  world.files.read_error = absl::OkStatus();
  cursor.SeekToLast();
  ExpectAt(cursor, entries, entries.size() - 1);
}

}  // namespace
}  // namespace varve
