// Damaged table files (rule D4): every answer is right or kDataLoss naming the file.
#include <gtest/gtest.h>

#include <string>

#include "engine/base/coding.h"
#include "engine/base/strings.h"
#include "engine/table/block_builder.h"
#include "engine/table/block_io.h"
#include "engine/table/footer.h"
#include "engine/table/index_builder.h"
#include "engine/table/properties.h"
#include "tests/unit/table/table_testing.h"

namespace varve {
namespace {

constexpr char kPath[] = "db/000007.sst";

StoredEntries SmallEntries() {
  Random random(31);
  return RandomEntries(random, 60, 4, 6);
}

bool IsReport(const absl::Status& status) {
  return status.code() == absl::StatusCode::kDataLoss &&
         FromAbsl(status.message()).starts_with("db/000007.sst: offset ");
}

/// Reads everything in every way and expects right answers or reports. Returns how many reports.
int ExpectNoLies(MemoryFileSystem& files, const StoredEntries& entries) {
  int reports = 0;
  const auto opened = Table::Open(files, "db", 7, nullptr);
  if (!opened.ok()) {
    EXPECT_TRUE(IsReport(opened.status())) << opened.status();
    return 1;
  }
  const Table& table = **opened;
  const auto cursor = table.NewIterator(false);
  size_t at = 0;
  for (cursor->SeekToFirst(); cursor->Valid(); cursor->Next()) ExpectAt(*cursor, entries, at++);
  if (!cursor->status().ok()) {
    EXPECT_TRUE(IsReport(cursor->status())) << cursor->status();
    ++reports;
  } else {
    EXPECT_EQ(at, entries.size());
  }
  at = entries.size();
  for (cursor->SeekToLast(); cursor->Valid(); cursor->Prev()) ExpectAt(*cursor, entries, --at);
  if (!cursor->status().ok()) {
    ++reports;
  } else {
    EXPECT_EQ(at, 0U);
  }
  for (size_t i = 0; i < entries.size(); ++i) {
    const auto found = Read(table, entries[i].user_key, entries[i].seqno + 1, false);
    if (found.ok()) {
      EXPECT_TRUE(IsAnswer(*found, entries, entries[i].user_key, entries[i].seqno + 1));
    } else {
      EXPECT_TRUE(IsReport(found.status())) << found.status();
      ++reports;
    }
    cursor->Seek(entries[i].key());
    if (cursor->status().ok()) ExpectAt(*cursor, entries, i);
  }
  return reports;
}

TEST(TableCorruptionTest, EveryChangedByteIsFound) {
  MemoryFileSystem files;
  const StoredEntries entries = SmallEntries();
  BuildTable(files, 7, entries, {.block_bytes = 100, .restart_interval = 4});
  const std::string sound = files.files[kPath];
  ASSERT_EQ(ExpectNoLies(files, entries), 0);
  for (size_t at = 0; at < sound.size(); ++at) {
    for (const int flip : {0x01, 0x80, 0xff}) {
      files.files[kPath] = sound;
      files.files[kPath][at] = static_cast<char>(sound[at] ^ flip);
      EXPECT_GT(ExpectNoLies(files, entries), 0) << "byte " << at << " belongs to nothing";
      if (HasFailure()) return;
    }
  }
}

TEST(TableCorruptionTest, EveryTruncationIsFound) {
  MemoryFileSystem files;
  const StoredEntries entries = SmallEntries();
  BuildTable(files, 7, entries, {.block_bytes = 100});
  const std::string sound = files.files[kPath];
  for (size_t size = 0; size < sound.size(); ++size) {
    files.files[kPath] = sound.substr(0, size);
    EXPECT_TRUE(IsReport(Table::Open(files, "db", 7, nullptr).status())) << size;
  }
}

TEST(TableCorruptionTest, BytesBehindTheFooterAreFound) {
  MemoryFileSystem files;
  BuildTable(files, 7, SmallEntries(), {});
  files.files[kPath] += '\0';
  EXPECT_TRUE(IsReport(Table::Open(files, "db", 7, nullptr).status()));
}

TEST(TableCorruptionTest, AFileCutWhileOpenIsReported) {
  MemoryFileSystem files;
  BuildTable(files, 7, {{"a", 1, EntryKind::kValue, "v"}}, {});
  const std::unique_ptr<Table> table = OpenTable(files, 7);
  files.files[kPath].resize(3);
  EXPECT_TRUE(IsReport(Read(*table, "a", 10, true).status()));
}

TEST(TableCorruptionTest, SwappedBlocksAreFound) {
  MemoryFileSystem files;
  const StoredEntries entries = {{"a", 1, EntryKind::kValue, "1"},
                                 {"b", 2, EntryKind::kValue, "2"}};
  BuildTable(files, 7, entries, {.block_bytes = 1});
  const std::unique_ptr<Table> table = OpenTable(files, 7);
  const BlockHandle first = table->index().handle(0);
  ASSERT_EQ(first.size, table->index().handle(1).size);
  std::string& bytes = files.files[kPath];
  bytes = bytes.substr(first.end(), first.end()) + bytes.substr(0, first.end()) +
          bytes.substr(2 * first.end());
  EXPECT_TRUE(IsReport(Read(*table, "a", 10, true).status()));
  EXPECT_TRUE(IsReport(Read(*table, "b", 10, true).status()));
}

TEST(TableCorruptionTest, ABlockOfAnOlderTableIsFound) {
  MemoryFileSystem files;
  BuildTable(files, 6, {{"a", 1, EntryKind::kValue, "old"}}, {});
  BuildTable(files, 7, {{"a", 2, EntryKind::kValue, "new"}}, {});
  const std::unique_ptr<Table> table = OpenTable(files, 7);
  const uint64_t block_bytes = table->index().handle(0).end();
  files.files[kPath].replace(0, block_bytes, files.files["db/000006.sst"].substr(0, block_bytes));
  EXPECT_TRUE(IsReport(Read(*table, "a", 10, true).status()));
}

TEST(TableCorruptionTest, ADamagedBlockFailsOnlyItsOwnReads) {
  MemoryFileSystem files;
  const StoredEntries entries = {{"a", 1, EntryKind::kValue, "1"},
                                 {"b", 2, EntryKind::kValue, "2"},
                                 {"c", 3, EntryKind::kValue, "3"}};
  BuildTable(files, 7, entries, {.block_bytes = 1});
  const std::unique_ptr<Table> table = OpenTable(files, 7);
  files.files[kPath][table->index().handle(1).offset] ^= 1;
  EXPECT_EQ((*Read(*table, "a", 10, true))->value, "1");
  EXPECT_TRUE(IsReport(Read(*table, "b", 10, true).status()));
  EXPECT_EQ((*Read(*table, "c", 10, true))->value, "3");
  const auto cursor = table->NewIterator(true);
  cursor->Seek(FirstOf("c"));
  EXPECT_TRUE(cursor->Valid());
  cursor->Prev();
  EXPECT_FALSE(cursor->Valid());
  EXPECT_TRUE(IsReport(cursor->status()));
}

TEST(TableCorruptionTest, ABadBlockIsNotCached) {
  MemoryFileSystem files;
  TestCache cache(1 << 20);
  BuildTable(files, 7, {{"a", 1, EntryKind::kValue, "1"}}, {});
  const std::unique_ptr<Table> table = OpenTable(files, 7, &cache);
  files.files[kPath][0] ^= 1;
  EXPECT_TRUE(IsReport(Read(*table, "a", 10, true).status()));
  files.files[kPath][0] ^= 1;
  EXPECT_EQ((*Read(*table, "a", 10, true))->value, "1");
}

/// Damages bytes of a sound file and makes every checksum right again, as someone who wants to get
/// past them would.
std::string Reseal(std::string bytes, const std::vector<BlockHandle>& blocks) {
  for (const BlockHandle& block : blocks) {
    const std::string_view covered = std::string_view(bytes).substr(block.offset, block.size + 1);
    StoreFixed64(bytes.data() + block.offset + block.size + 1,
                 TableChecksum(7, block.offset, covered));
  }
  const size_t footer = bytes.size() - kFooterBytes;
  const std::string_view covered = std::string_view(bytes).substr(footer, kFooterBytes - 8);
  StoreFixed64(bytes.data() + bytes.size() - 8, TableChecksum(7, footer, covered));
  return bytes;
}

/// A sealed table of number 7 around the given data blocks and separators (whose seqnos become 0).
std::string Assemble(const std::vector<StoredEntries>& blocks,
                     const std::vector<InternalKey>& separators) {
  std::string bytes;
  IndexBuilder index;
  TableProperties properties;
  for (size_t i = 0; i < blocks.size(); ++i) {
    BlockBuilder block(16);
    for (const StoredEntry& entry : blocks[i]) block.Add(entry.key(), entry.value);
    const BlockHandle handle{bytes.size(), block.bytes()};
    AppendBlock(bytes, 7, handle.offset, block.Finish());
    index.AddLast(separators[i], handle);
    properties.entries += blocks[i].size();
  }
  properties.largest_key = separators.back().user_key;
  Footer footer;
  footer.table_number = 7;
  const std::string encoded = EncodeProperties(properties);
  footer.properties = {bytes.size(), encoded.size()};
  AppendBlock(bytes, 7, bytes.size(), encoded);
  footer.index = {bytes.size(), index.Finish().size()};
  AppendBlock(bytes, 7, bytes.size(), index.Finish());
  return bytes + EncodeFooter(footer, bytes.size());
}

TEST(TableCorruptionTest, ABlockThatBeginsBeforeItsSeparatorIsFound) {
  MemoryFileSystem files;
  files.files[kPath] = Assemble({{{"a", 1}}, {{"b", 1}, {"d", 1}}}, {{"c", 0}, {"d", 0}});
  const std::unique_ptr<Table> table = OpenTable(files, 7);
  EXPECT_EQ((*Read(*table, "a", 10, true))->seqno, 1U);
  EXPECT_TRUE(IsReport(Read(*table, "d", 10, true).status()));
}

TEST(TableCorruptionTest, ABlockThatEndsBehindItsSeparatorIsFound) {
  MemoryFileSystem files;
  files.files[kPath] = Assemble({{{"a", 1}, {"c", 1}}, {{"d", 1}}}, {{"b", 0}, {"d", 0}});
  const std::unique_ptr<Table> table = OpenTable(files, 7);
  EXPECT_TRUE(IsReport(Read(*table, "a", 10, true).status()));
  EXPECT_EQ((*Read(*table, "d", 10, true))->seqno, 1U);
}

TEST(TableCorruptionTest, AnIndexThatDisagreesWithThePropertiesIsFound) {
  MemoryFileSystem files;
  std::string bytes = Assemble({{{"a", 1}}}, {{"a", 0}});
  const size_t footer_at = bytes.size() - kFooterBytes;
  const auto footer = DecodeFooter(bytes.substr(footer_at), kPath, 7, footer_at);
  ASSERT_TRUE(footer.ok());
  bytes[bytes.find('a', footer->index.offset)] = 'b';  // the only separator
  files.files[kPath] = Reseal(bytes, {footer->properties, footer->index});
  const absl::Status status = Table::Open(files, "db", 7, nullptr).status();
  EXPECT_TRUE(IsReport(status));
  EXPECT_TRUE(FromAbsl(status.message()).ends_with("index and properties disagree")) << status;
}

// What such a file says need not be what the table said, but reading it ends, yields ascending
// keys, and errors are reports.
TEST(TableCorruptionTest, HostileFilesWithSoundChecksumsAreSurvived) {
  MemoryFileSystem files;
  BuildTable(files, 7, SmallEntries(), {.block_bytes = 100, .restart_interval = 4});
  const std::string sound = files.files[kPath];
  std::vector<BlockHandle> blocks;
  {
    const std::unique_ptr<Table> table = OpenTable(files, 7);
    for (size_t i = 0; i < table->index().size(); ++i) blocks.push_back(table->index().handle(i));
    const auto footer = DecodeFooter(sound.substr(sound.size() - kFooterBytes), kPath, 7,
                                     sound.size() - kFooterBytes);
    ASSERT_TRUE(footer.ok());
    blocks.push_back(*footer->filter);
    blocks.push_back(footer->properties);
    blocks.push_back(footer->index);
  }
  ASSERT_EQ(Reseal(sound, blocks), sound);
  Random random(33);
  int opened = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string bytes = sound;
    bytes[random.Below(bytes.size())] = static_cast<char>(random.Below(256));
    files.files[kPath] = Reseal(std::move(bytes), blocks);
    const auto table = Table::Open(files, "db", 7, nullptr);
    if (!table.ok()) {
      ASSERT_TRUE(IsReport(table.status())) << table.status();
      continue;
    }
    ++opened;
    const auto cursor = (*table)->NewIterator(false);
    std::string last_key;
    SeqNo last_seqno = kSeqNoLimit;
    for (cursor->SeekToFirst(); cursor->Valid(); cursor->Next()) {
      ASSERT_LT(Compare({last_key, last_seqno}, cursor->key()), 0);
      last_key = cursor->key().user_key;
      last_seqno = cursor->key().seqno;
    }
    ASSERT_TRUE(cursor->status().ok() || IsReport(cursor->status())) << cursor->status();
    const bool sound_forwards = cursor->status().ok();
    for (cursor->SeekToLast(); cursor->Valid();) cursor->Prev();
    ASSERT_EQ(cursor->status().ok(), sound_forwards) << cursor->status();
    const auto found = Read(**table, random.Key(4), random.Below(62), false);
    ASSERT_TRUE(found.ok() || IsReport(found.status())) << found.status();
  }
  EXPECT_GT(opened, 1000);
}

}  // namespace
}  // namespace varve
