#include "engine/table/table_builder.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/table/table_testing.h"

namespace varve {
namespace {

TEST(TableBuilderTest, ReturnsTheShapeOfTheFile) {
  MemoryFileSystem files;
  const TableShape shape = BuildTable(files, 12,
                                      {{"a", 5, EntryKind::kValue, "1"},
                                       {"b", 9, EntryKind::kTombstone, ""},
                                       {"b", 3, EntryKind::kValue, "2"},
                                       {"c", 4, EntryKind::kValue, "3"}},
                                      {});
  EXPECT_EQ(shape.number, 12U);
  EXPECT_EQ(shape.bytes, files.files.at("db/000012.sst").size());
  EXPECT_EQ(shape.entries, 4U);
  EXPECT_EQ(shape.smallest_key, "a");
  EXPECT_EQ(shape.largest_key, "c");
  EXPECT_EQ(shape.smallest_seqno, 3U);
  EXPECT_EQ(shape.largest_seqno, 9U);
}

TEST(TableBuilderTest, SyncsTheContentOnce) {
  MemoryFileSystem files;
  BuildTable(files, 1, {{"a", 5, EntryKind::kValue, "1"}}, {});
  EXPECT_EQ(files.syncs, 1);
}

TEST(TableBuilderTest, SameEntriesSameBytes) {
  MemoryFileSystem files;
  MemoryFileSystem again;
  Random random(1);
  const StoredEntries entries = RandomEntries(random, 500, 6, 30);
  BuildTable(files, 1, entries, {.block_bytes = 256});
  BuildTable(again, 1, entries, {.block_bytes = 256});
  EXPECT_EQ(files.files, again.files);
}

TEST(TableBuilderTest, RefusesAFileThatIsThere) {
  MemoryFileSystem files;
  files.files["db/000001.sst"] = "foreign";
  EXPECT_EQ(TableBuilder::Create(files, "db", 1, {}).status().code(),
            absl::StatusCode::kAlreadyExists);
}

TEST(TableBuilderTest, EstimatesItsSize) {
  MemoryFileSystem files;
  auto builder = TableBuilder::Create(files, "db", 1, {.block_bytes = 1024});
  ASSERT_TRUE(builder.ok());
  Random random(1);
  uint64_t last = 0;
  for (uint64_t i = 0; i < 5000; ++i) {
    std::string key = std::to_string(100000 + i);
    ASSERT_TRUE((*builder)->Add({key, 1, EntryKind::kValue}, random.Bytes(100)).ok());
    ASSERT_GT((*builder)->bytes(), last);
    last = (*builder)->bytes();
  }
  EXPECT_EQ((*builder)->entries(), 5000U);
  const auto shape = (*builder)->Finish();
  ASSERT_TRUE(shape.ok());
  EXPECT_NEAR(static_cast<double>(last), static_cast<double>(shape->bytes),
              static_cast<double>(shape->bytes) / 100);
}

TEST(TableBuilderTest, HoldsBackOnlyABuffer) {
  MemoryFileSystem files;
  auto builder = TableBuilder::Create(files, "db", 1, {.bloom_bits_per_key = 0});
  ASSERT_TRUE(builder.ok());
  const std::string value(1000, 'v');
  for (SeqNo seqno = 2000; seqno > 0; --seqno) {
    ASSERT_TRUE((*builder)->Add({"key", seqno, EntryKind::kValue}, value).ok());
  }
  EXPECT_GT(files.files.at("db/000001.sst").size() + (size_t{256} << 10), (*builder)->bytes());
}

/// Groups of keys, each with a prefix of 3000 bytes of its own, and a few short keys among them.
StoredEntries EntriesOfLongPrefixes() {
  StoredEntries entries;
  for (const char group : {'a', 'c', 'e'}) {
    const std::string prefix = std::string(3000, group);
    for (int i = 100; i < 400; ++i) {
      entries.push_back({prefix + std::to_string(i), 1, EntryKind::kValue, std::to_string(i)});
    }
    entries.push_back({std::string(1, static_cast<char>(group + 1)), 1, EntryKind::kTombstone});
  }
  return entries;
}

TEST(TableBuilderTest, AKeyWithoutTheCommonPrefixDoesNotBloatTheBlock) {
  const StoredEntries entries = EntriesOfLongPrefixes();
  for (const size_t interval : {size_t{1}, size_t{16}}) {
    for (const size_t block_bytes : {size_t{4096}, size_t{16384}}) {
      MemoryFileSystem files;
      BuildTable(files, 1, entries, {.block_bytes = block_bytes, .restart_interval = interval});
      const std::unique_ptr<Table> table = OpenTable(files, 1);
      for (size_t block = 0; block < table->index().size(); ++block) {
        EXPECT_LE(table->index().handle(block).size, 2 * block_bytes) << block;
      }
      // At 16 bytes an entry, 68 of a group fill a small block; each group may break two off.
      EXPECT_LE(table->index().size(), 3 * 300 * 16 / (block_bytes - 3008) + 7);
      const auto cursor = table->NewIterator(false);
      cursor->SeekToFirst();
      for (size_t i = 0; i < entries.size(); ++i, cursor->Next()) ExpectAt(*cursor, entries, i);
      EXPECT_FALSE(cursor->Valid());
    }
  }
}

TEST(TableBuilderTest, ALargeEntryHasABlockOfItsOwn) {
  MemoryFileSystem files;
  const StoredEntries entries = {{"a", 1, EntryKind::kValue, std::string(100, 'v')},
                                 {"b", 1, EntryKind::kValue, std::string(100000, 'v')},
                                 {"c", 1, EntryKind::kValue, std::string(100, 'v')}};
  BuildTable(files, 1, entries, {});
  const std::unique_ptr<Table> table = OpenTable(files, 1);
  ASSERT_EQ(table->index().size(), 3U);
  for (size_t block = 0; block < 3; ++block) {
    const auto pinned = table->PinBlock(block, false);
    ASSERT_TRUE(pinned.ok()) << pinned.status();
    EXPECT_EQ((*pinned)->size(), 1U);
  }
}

TEST(TableBuilderTest, BlocksOfUpToTwiceTheSizeAreLeftWhole) {
  MemoryFileSystem files;
  const StoredEntries entries = {{"a", 1, EntryKind::kValue, std::string(900, 'v')},
                                 {"ab", 1, EntryKind::kValue, std::string(1080, 'v')}};
  BuildTable(files, 1, entries, {.block_bytes = 1000});
  const std::unique_ptr<Table> together = OpenTable(files, 1);
  ASSERT_EQ(together->index().size(), 1U);
  EXPECT_EQ(together->index().handle(0).size, 2000U);
  BuildTable(files, 2, entries, {.block_bytes = 999});
  EXPECT_EQ(OpenTable(files, 2)->index().size(), 2U);
}

TEST(TableBuilderTest, AnErrorOfWritingIsFinal) {
  MemoryFileSystem files;
  auto builder = TableBuilder::Create(files, "db", 1, {});
  ASSERT_TRUE(builder.ok());
  files.append_error = absl::ResourceExhaustedError("no space");
  const std::string value(200000, 'v');
  EXPECT_EQ((*builder)->Add({"a", 1, EntryKind::kValue}, value), files.append_error);
  const absl::Status error = std::exchange(files.append_error, absl::OkStatus());
  EXPECT_EQ((*builder)->Add({"b", 1, EntryKind::kValue}, "v"), error);
  EXPECT_EQ((*builder)->Finish().status(), error);
}

TEST(TableBuilderTest, FinishReportsAFailedAppend) {
  MemoryFileSystem files;
  auto builder = TableBuilder::Create(files, "db", 1, {});
  ASSERT_TRUE((*builder)->Add({"a", 1, EntryKind::kValue}, "v").ok());
  files.append_error = absl::UnavailableError("I/O error");
  EXPECT_EQ((*builder)->Finish().status(), files.append_error);
}

TEST(TableBuilderTest, FinishReportsAFailedSync) {
  MemoryFileSystem files;
  auto builder = TableBuilder::Create(files, "db", 1, {});
  ASSERT_TRUE((*builder)->Add({"a", 1, EntryKind::kValue}, "v").ok());
  files.sync_error = absl::UnavailableError("I/O error");
  EXPECT_EQ((*builder)->Finish().status(), files.sync_error);
}

TEST(TableBuilderDeathTest, EntriesMustAscend) {
  MemoryFileSystem files;
  auto builder = TableBuilder::Create(files, "db", 1, {});
  ASSERT_TRUE((*builder)->Add({"b", 5, EntryKind::kValue}, "").ok());
  EXPECT_DEATH((void)(*builder)->Add({"a", 9, EntryKind::kValue}, ""), "V1");
  EXPECT_DEATH((void)(*builder)->Add({"b", 5, EntryKind::kTombstone}, ""), "V1");
  EXPECT_DEATH((void)(*builder)->Add({"b", 6, EntryKind::kValue}, ""), "V1");
}

TEST(TableBuilderDeathTest, ATableHasAnEntry) {
  MemoryFileSystem files;
  auto builder = TableBuilder::Create(files, "db", 1, {});
  EXPECT_DEATH((void)(*builder)->Finish(), "a table has an entry");
}

}  // namespace
}  // namespace varve
