// Whole tables, built with drawn options, against the list of their entries.
#include <memory>
#include <set>
#include <string>

#include "engine/format/file_names.h"
#include "engine/table/table.h"
#include "tests/property/support/generators.h"
#include "tests/property/support/moves.h"
#include "tests/property/support/property.h"
#include "tests/unit/table/table_testing.h"

namespace varve {
namespace {

constexpr uint64_t kNumber = 7;

TableBuildOptions DrawOptions() {
  TableBuildOptions options;
  options.block_bytes = *rc::gen::element<size_t>(0, 1, 30, 100, 300, 4096);
  options.restart_interval = *rc::gen::inRange<size_t>(0, 10);
  options.bloom_bits_per_key = *rc::gen::element(0.0, 0.5, 1.0, 10.0, 100.0);
  return options;
}

/// A table in memory and, sometimes, a cache too small for it.
struct World {
  StoredEntries entries = *SomeEntries();
  MemoryFileSystem files;
  TestCache cache{*rc::gen::element<size_t>(0, 600, 100000)};
  TableShape shape;
  const std::string path = PathOf("db", TableName(kNumber));

  World() {
    auto builder = TableBuilder::Create(files, "db", kNumber, DrawOptions());
    RC_ASSERT(builder.ok());
    for (const StoredEntry& entry : entries) {
      RC_ASSERT((*builder)->Add(entry.key(), entry.value).ok());
    }
    const auto finished = (*builder)->Finish();
    RC_ASSERT(finished.ok());
    shape = *finished;
  }
  [[nodiscard]] absl::StatusOr<std::unique_ptr<Table>> Open() {
    return Table::Open(files, "db", kNumber, *rc::gen::arbitrary<bool>() ? &cache : nullptr);
  }
};

VARVE_PROPERTY(TableProperties, GetFindsTheNewestEntryBelowTheInstant) {
  World world;
  const auto table = world.Open();
  RC_ASSERT(table.ok());
  std::set<std::string> keys{*SmallKey(), *AnyBytes()};
  for (const StoredEntry& entry : world.entries) keys.insert(entry.user_key);
  for (const std::string& key : keys) {
    const SeqNo snapshot = *rc::gen::inRange<SeqNo>(0, world.entries.size() + 2);
    for (const SeqNo at : {snapshot, kSeqNoLimit}) {
      const auto found = Read(**table, key, at, *rc::gen::arbitrary<bool>());
      RC_ASSERT(found.ok());
      RC_ASSERT(IsAnswer(*found, world.entries, key, at));
    }
  }
}

VARVE_PROPERTY(TableProperties, CursorsStandWhereASortedListsDo) {
  World world;
  const auto table = world.Open();
  RC_ASSERT(table.ok());
  const auto cursor = (*table)->NewIterator(*rc::gen::arbitrary<bool>());
  CheckMoves(*cursor, world.entries, *InternalMoves(world.entries.size()));
}

VARVE_PROPERTY(TableProperties, TheShapeIsThatOfTheEntriesAndOfTheFile) {
  World world;
  const auto table = world.Open();
  RC_ASSERT(table.ok());
  RC_ASSERT((*table)->shape() == world.shape);
  RC_ASSERT(world.shape.number == kNumber);
  RC_ASSERT(world.shape.bytes == world.files.files[world.path].size());
  RC_ASSERT(world.shape.entries == world.entries.size());
  RC_ASSERT(world.shape.smallest_key == world.entries.front().user_key);
  RC_ASSERT(world.shape.largest_key == world.entries.back().user_key);
  RC_ASSERT(world.shape.smallest_seqno == 1u);
  RC_ASSERT(world.shape.largest_seqno == world.entries.size());
}

// D4: right or an error, for every answer, whatever bit of the file is wrong.
VARVE_PROPERTY(TableProperties, AChangedBitNeverMakesAWrongAnswer) {
  World world;
  world.files.files[world.path] = *OneBitFlipped(world.files.files[world.path]);
  const auto table = world.Open();
  RC_CLASSIFY(table.ok(), "opens");
  if (!table.ok()) {
    RC_ASSERT(absl::IsDataLoss(table.status()));
    return;
  }
  bool damage_found = false;
  for (const StoredEntry& entry : world.entries) {
    const auto found = Read(**table, entry.user_key, entry.seqno + 1, true);
    if (found.ok()) {
      RC_ASSERT(IsAnswer(*found, world.entries, entry.user_key, entry.seqno + 1));
    } else {
      RC_ASSERT(absl::IsDataLoss(found.status()));
      damage_found = true;
    }
  }
  const auto cursor = (*table)->NewIterator(false);
  size_t at = 0;
  for (cursor->SeekToFirst(); cursor->Valid(); cursor->Next(), ++at) {
    RC_ASSERT(at < world.entries.size());
    RC_ASSERT(Compare(cursor->key(), world.entries[at].key()) == 0);
    RC_ASSERT(cursor->value() == world.entries[at].value);
  }
  RC_ASSERT(cursor->status().ok() == (at == world.entries.size()));
  damage_found = damage_found || !cursor->status().ok();
  RC_ASSERT(damage_found);  // every byte is covered by a checksum
}

VARVE_PROPERTY(TableProperties, ATruncatedOrExtendedFileIsNoTable) {
  World world;
  std::string& content = world.files.files[world.path];
  if (*rc::gen::arbitrary<bool>()) {
    content.resize(*rc::gen::inRange<size_t>(0, content.size()));
  } else {
    content += *rc::gen::nonEmpty(AnyBytes());
  }
  RC_ASSERT(absl::IsDataLoss(world.Open().status()));
}

}  // namespace
}  // namespace varve
