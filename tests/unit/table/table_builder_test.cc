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
