// Building and opening tables in the tests' filesystem.
#ifndef VARVE_TESTS_UNIT_TABLE_TABLE_TESTING_H_
#define VARVE_TESTS_UNIT_TABLE_TABLE_TESTING_H_

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>

#include "engine/table/table.h"
#include "engine/table/table_builder.h"
#include "tests/unit/table/entries.h"
#include "tests/unit/table/fakes.h"

namespace varve {

inline TableShape BuildTable(FileSystem& files, uint64_t number, const StoredEntries& entries,
                             const TableBuildOptions& options) {
  auto builder = TableBuilder::Create(files, "db", number, options);
  EXPECT_TRUE(builder.ok()) << builder.status();
  for (const StoredEntry& entry : entries) {
    EXPECT_TRUE((*builder)->Add(entry.key(), entry.value).ok());
  }
  auto shape = (*builder)->Finish();
  EXPECT_TRUE(shape.ok()) << shape.status();
  return *shape;
}

inline std::unique_ptr<Table> OpenTable(FileSystem& files, uint64_t number,
                                        BlockCache* cache = nullptr) {
  auto table = Table::Open(files, "db", number, cache);
  EXPECT_TRUE(table.ok()) << table.status();
  return *std::move(table);
}

/// What `Table::Get` finds, copied. For tests of one task: without a guard nothing goes meanwhile.
struct FoundEntry {
  SeqNo seqno = 0;
  EntryKind kind = EntryKind::kValue;
  std::string value;
};
inline absl::StatusOr<std::optional<FoundEntry>> Read(const Table& table, std::string_view key,
                                                      SeqNo snapshot, bool fill_cache) {
  PointLookup lookup(key, snapshot);
  lookup.fill_cache = fill_cache;
  PointResult found;
  const absl::StatusOr<bool> any = table.Get(lookup, found);
  if (!any.ok()) return any.status();
  if (!*any) return std::optional<FoundEntry>();
  return FoundEntry{found.seqno, found.kind, std::string(found.value)};
}

/// The entry that `Table::Get` has to find, or null.
inline const StoredEntry* Newest(const StoredEntries& entries, std::string_view key,
                                 SeqNo snapshot) {
  for (const StoredEntry& entry : entries) {
    if (entry.user_key == key && entry.seqno < snapshot) return &entry;
  }
  return nullptr;
}

/// Whether `found` is the answer that `entries` give.
inline bool IsAnswer(const std::optional<FoundEntry>& found, const StoredEntries& entries,
                     std::string_view key, SeqNo snapshot) {
  const StoredEntry* expected = Newest(entries, key, snapshot);
  if (expected == nullptr || !found.has_value()) return expected == nullptr && !found.has_value();
  return found->seqno == expected->seqno && found->kind == expected->kind &&
         found->value == expected->value;
}

}  // namespace varve

#endif  // VARVE_TESTS_UNIT_TABLE_TABLE_TESTING_H_
