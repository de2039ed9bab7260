#include "engine/table/table.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/table/table_testing.h"

namespace varve {
namespace {

TEST(TableTest, AnswersAsTheModelForAnyShape) {
  Random random(11);
  for (int round = 0; round < 200; ++round) {
    MemoryFileSystem files;
    const size_t max_key_length = 1 + random.Below(6);
    const StoredEntries entries =
        RandomEntries(random, 1 + random.Below(200), max_key_length, random.Below(30));
    BuildTable(files, 7, entries,
               {.block_bytes = random.Below(400),
                .restart_interval = random.Below(20),
                .bloom_bits_per_key = static_cast<double>(random.Below(12))});
    const std::unique_ptr<Table> table = OpenTable(files, 7);
    for (int probe = 0; probe < 300; ++probe) {
      const std::string key = random.Key(max_key_length);
      const SeqNo snapshot = random.Below(entries.size() + 3);
      const auto found = Read(*table, key, snapshot, true);
      ASSERT_TRUE(found.ok()) << found.status();
      ASSERT_TRUE(IsAnswer(*found, entries, key, snapshot)) << round;
    }
  }
}

TEST(TableTest, ShapeIsTheBuilders) {
  MemoryFileSystem files;
  Random random(12);
  const StoredEntries entries = RandomEntries(random, 100, 4, 10);
  const TableShape shape = BuildTable(files, 7, entries, {.block_bytes = 100});
  const std::unique_ptr<Table> table = OpenTable(files, 7);
  EXPECT_EQ(table->shape(), shape);
  EXPECT_EQ(table->number(), 7U);
}

TEST(TableTest, CountsTombstonesAndRawBytes) {
  MemoryFileSystem files;
  BuildTable(files, 7,
             {{"aa", 5, EntryKind::kValue, "123"},
              {"b", 9, EntryKind::kTombstone, ""},
              {"c", 4, EntryKind::kWeakTombstone, ""}},
             {});
  const std::unique_ptr<Table> table = OpenTable(files, 7);
  EXPECT_EQ(table->properties().tombstones, 2U);
  EXPECT_EQ(table->properties().raw_bytes, 7U);
}

TEST(TableTest, HoldsValuesLargerThanItsBuffer) {
  MemoryFileSystem files;
  const std::string large(1000000, 'L');
  BuildTable(files, 7,
             {{"a", 1, EntryKind::kValue, large}, {"b", 2, EntryKind::kValue, large + "b"}}, {});
  const std::unique_ptr<Table> table = OpenTable(files, 7);
  EXPECT_EQ((*Read(*table, "a", 10, true))->value, large);
  EXPECT_EQ((*Read(*table, "b", 10, true))->value, large + "b");
}

TEST(TableTest, TheFilterSavesReads) {
  MemoryFileSystem files;
  StoredEntries entries;
  for (int i = 1000; i < 2000; ++i) {
    entries.push_back({std::to_string(i), 1, EntryKind::kValue, "v"});
  }
  BuildTable(files, 7, entries, {});
  const std::unique_ptr<Table> table = OpenTable(files, 7);
  const int before = files.reads;
  for (int i = 1000; i < 2000; ++i) {
    ASSERT_FALSE(Read(*table, std::to_string(i) + "x", 10, true)->has_value());
  }
  EXPECT_LT(files.reads - before, 30);
}

TEST(TableTest, ACachedBlockIsNotReadAgain) {
  MemoryFileSystem files;
  TestCache cache(1 << 20);
  BuildTable(files, 7, {{"a", 1, EntryKind::kValue, "v"}}, {});
  const std::unique_ptr<Table> table = OpenTable(files, 7, &cache);
  ASSERT_TRUE(Read(*table, "a", 10, true).ok());
  const int before = files.reads;
  EXPECT_EQ((*Read(*table, "a", 10, true))->value, "v");
  EXPECT_EQ(files.reads, before);
}

TEST(TableTest, AResultPinsItsBlockWhereAskedToOrWhereNothingElseDoes) {
  MemoryFileSystem files;
  TestCache cache(1 << 20);
  BuildTable(files, 7, {{"a", 1, EntryKind::kValue, "v"}}, {});
  PointResult found;
  std::unique_ptr<Table> table = OpenTable(files, 7, &cache);
  PointLookup lookup("a", 10);
  {
    const Reclaimer::Guard guard(cache.grace);
    ASSERT_TRUE(*table->Get(lookup, found));
    EXPECT_FALSE(found.pin == nullptr) << "the block was not in the cache";
    ASSERT_TRUE(*table->Get(lookup, found));
    EXPECT_TRUE(found.pin == nullptr);
    lookup.pin = true;
    ASSERT_TRUE(*table->Get(lookup, found));
    EXPECT_FALSE(found.pin == nullptr);
  }
  table = nullptr;
  EXPECT_EQ(cache.usage(), 0U) << "a table takes its blocks along";
  EXPECT_EQ(found.value, "v");
}

TEST(TableTest, AReadMayLeaveTheCacheAlone) {
  MemoryFileSystem files;
  TestCache cache(1 << 20);
  BuildTable(files, 7, {{"a", 1, EntryKind::kValue, "v"}}, {});
  const std::unique_ptr<Table> table = OpenTable(files, 7, &cache);
  ASSERT_TRUE(Read(*table, "a", 10, false).ok());
  EXPECT_EQ(cache.usage(), 0U);
  const auto cursor = table->NewIterator(false);
  cursor->SeekToFirst();
  EXPECT_TRUE(cursor->Valid());
  EXPECT_EQ(cache.usage(), 0U);
}

TEST(TableTest, ATableOfAnotherNumberIsRejected) {
  MemoryFileSystem files;
  BuildTable(files, 7, {{"a", 1, EntryKind::kValue, "v"}}, {});
  files.files["db/000008.sst"] = files.files["db/000007.sst"];
  const absl::Status status = Table::Open(files, "db", 8, nullptr).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_NE(status.message().find("db/000008.sst: offset "), std::string::npos) << status;
}

TEST(TableTest, AnAbsentFileIsNotFound) {
  MemoryFileSystem files;
  EXPECT_EQ(Table::Open(files, "db", 7, nullptr).status().code(), absl::StatusCode::kNotFound);
}

TEST(TableTest, ErrorsOfTheFileArePassedOn) {
  MemoryFileSystem files;
  BuildTable(files, 7, {{"a", 1, EntryKind::kValue, "v"}}, {});
  const std::unique_ptr<Table> table = OpenTable(files, 7);
  files.read_error = absl::UnavailableError("I/O error");
  EXPECT_EQ(Read(*table, "a", 10, true).status(), files.read_error);
  EXPECT_EQ(Table::Open(files, "db", 7, nullptr).status(), files.read_error);
  files.read_error = absl::OkStatus();
  EXPECT_TRUE(Read(*table, "a", 10, true).ok());
}

}  // namespace
}  // namespace varve
