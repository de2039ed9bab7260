// A table file: Table, TableIterator and TableBuilder against a naive decoder and a list of
// entries.
//
// Input: u8 mode. Mode 0: the rest is the file. Otherwise options and entries, which are built into
// a file. Mode 1: that file is sound. Modes 2 to 4: it is damaged, several times one after the
// other, each time starting from the sound one: by a flipped bit, by damage.h, by damage.h with
// bytes of another table.
#include "engine/table/table.h"

#include <memory>
#include <string>

#include "engine/base/check.h"
#include "engine/format/file_names.h"
#include "engine/table/table_builder.h"
#include "fuzz/support/allocation.h"
#include "fuzz/support/cursor_laws.h"
#include "fuzz/support/damage.h"
#include "fuzz/support/entries.h"
#include "fuzz/support/input.h"
#include "fuzz/support/naive_table.h"
#include "fuzz/support/target.h"
#include "tests/unit/table/fakes.h"

namespace varve::fuzz {
namespace {

constexpr uint64_t kNumber = 7;
constexpr uint64_t kOtherNumber = 8;

std::string PathOfTable(uint64_t number) { return PathOf("db", TableName(number)); }

absl::StatusOr<std::unique_ptr<Table>> Open(MemoryFileSystem& files, std::string bytes) {
  files.files[PathOfTable(kNumber)] = std::move(bytes);
  return Table::Open(files, "db", kNumber, nullptr);
}

/// The newest entry of `user_key` below `snapshot`, found by a linear search.
const NaiveEntry* Newest(const std::vector<NaiveEntry>& entries, std::string_view user_key,
                         SeqNo snapshot) {
  for (const NaiveEntry& entry : entries) {
    if (entry.user_key == user_key && entry.seqno < snapshot) return &entry;
  }
  return nullptr;
}

bool Is(bool any, const PointResult& found, const NaiveEntry* expected) {
  if (expected == nullptr || !any) return expected == nullptr && !any;
  return found.seqno == expected->seqno && static_cast<uint8_t>(found.kind) == expected->kind &&
         found.value == expected->value;
}

/// Reads of keys that are there, and of some that are not, at the instants around each entry:
/// right, or corruption where that is `allowed`.
void CheckGets(const Table& table, const std::vector<NaiveEntry>& entries, std::string_view filter,
               bool damage_allowed) {
  constexpr size_t kPlaces = 16;  // each costs six reads of a block
  const size_t stride = 1 + entries.size() / kPlaces;
  for (size_t at = 0; at < entries.size(); at += stride) {
    const NaiveEntry& entry = entries[at];
    for (const std::string& user_key : {entry.user_key, entry.user_key + '\0'}) {
      for (const SeqNo snapshot : {entry.seqno, entry.seqno + 1, kSeqNoLimit}) {
        PointResult found;
        const auto any = table.Get(PointLookup(user_key, snapshot), found);
        if (!any.ok()) {
          VARVE_CHECK(damage_allowed && absl::IsDataLoss(any.status()), "an error needs damage");
          continue;
        }
        // A filter that the fuzzer made may deny what is there, and a reader cannot know.
        if (!filter.empty() && !NaiveMayContain(filter, user_key)) {
          VARVE_CHECK(!*any, "the filter is asked first");
          continue;
        }
        VARVE_CHECK(Is(*any, found, Newest(entries, user_key, snapshot)), "D4: right or an error");
      }
    }
  }
}

/// Any bytes at all: accepted exactly where the format says, and then right.
void CheckFile(const std::string& bytes) {
  const NaiveTable naive = DecodeTableNaively(bytes, kNumber);
  MemoryFileSystem files;
  const AllocationMeter meter;
  auto table = Open(files, bytes);
  VARVE_CHECK(table.ok() == naive.frame_sound, "a table opens when its frame is sound");
  if (!table.ok()) {
    VARVE_CHECK(absl::IsDataLoss(table.status()), "damage is called corruption");
    return;
  }
  const std::unique_ptr<InternalIterator> cursor = (*table)->NewIterator(false);
  cursor->SeekToFirst();
  while (cursor->Valid()) cursor->Next();
  meter.CheckBound(bytes.size(), 32, 8192);
  VARVE_CHECK(cursor->status().ok() == naive.entries_sound, "a scan finds all damage");
  if (naive.entries_sound) {
    CheckSoundCursor(*cursor, naive.entries);
    CheckGets(**table, naive.entries, naive.filter, false);
  }
}

/// Damage to a file whose `entries` are known: every answer is that of the sound file, or
/// corruption.
void CheckDamagedFile(const std::string& bytes, const TableProperties& properties,
                      const std::vector<NaiveEntry>& entries) {
  MemoryFileSystem files;
  auto table = Open(files, bytes);
  if (!table.ok()) {
    VARVE_CHECK(absl::IsDataLoss(table.status()), "damage is called corruption");
    return;
  }
  VARVE_CHECK((*table)->properties() == properties, "D4: the same properties or an error");
  CheckGets(**table, entries, {}, true);
  const std::unique_ptr<InternalIterator> cursor = (*table)->NewIterator(false);
  size_t i = 0;
  for (cursor->SeekToFirst(); cursor->Valid(); cursor->Next(), ++i) {
    VARVE_CHECK(i < entries.size() && Compare(cursor->key(), entries[i].key()) == 0 &&
                    cursor->value() == entries[i].value,
                "D4: a scan yields what was written");
  }
  VARVE_CHECK(i == entries.size() || absl::IsDataLoss(cursor->status()), "or fails");
  i = entries.size();
  for (cursor->SeekToLast(); cursor->Valid(); cursor->Prev(), --i) {
    VARVE_CHECK(i > 0 && Compare(cursor->key(), entries[i - 1].key()) == 0, "backwards as well");
  }
  VARVE_CHECK(i == 0 || absl::IsDataLoss(cursor->status()), "or fails");
}

std::string Build(MemoryFileSystem& files, uint64_t number, const TableBuildOptions& options,
                  const std::vector<NaiveEntry>& entries, TableShape* shape) {
  auto builder = TableBuilder::Create(files, "db", number, options);
  VARVE_CHECK(builder.ok(), "the file is new");
  for (const NaiveEntry& entry : entries) {
    VARVE_CHECK((*builder)->Add(entry.key(), entry.value).ok(), "memory does not fail");
  }
  auto finished = (*builder)->Finish();
  VARVE_CHECK(finished.ok(), "memory does not fail");
  *shape = *finished;
  return files.files[PathOfTable(number)];
}

void Run(Input& input) {
  const size_t mode = input.Below(5);
  if (mode == 0) return CheckFile(std::string(input.Rest()));
  TableBuildOptions options;
  options.block_bytes = size_t{4} * input.Byte();
  options.restart_interval = input.Below(20);
  options.bloom_bits_per_key = input.Below(24);
  const std::vector<NaiveEntry> entries = ReadEntries(input);
  MemoryFileSystem files;
  TableShape shape;
  const std::string sound = Build(files, kNumber, options, entries, &shape);
  if (mode == 1) {
    const NaiveTable naive = DecodeTableNaively(sound, kNumber);
    VARVE_CHECK(naive.entries_sound && naive.entries == entries, "round trip");
    for (const NaiveEntry& entry : entries) {
      VARVE_CHECK(naive.filter.empty() || NaiveMayContain(naive.filter, entry.user_key),
                  "a filter denies no key that was added");
    }
    return CheckFile(sound);
  }
  auto table = Open(files, sound);
  VARVE_CHECK(table.ok() && (*table)->shape() == shape, "the builder tells the truth");
  const TableProperties properties = (*table)->properties();
  // The same entries in another file: only number and places tell its blocks from the first's.
  TableShape other_shape;
  const std::string other = Build(files, kOtherNumber, options, entries, &other_shape);
  for (size_t left = 1 + input.Below(6); left > 0; --left) {
    std::string damaged = sound;
    if (mode == 2) {
      FlipBit(input, damaged);
    } else {
      Damage(input, damaged, mode == 4 ? std::string_view(other) : std::string_view());
    }
    CheckDamagedFile(damaged, properties, entries);
  }
}

}  // namespace

void RepairInput(std::span<uint8_t> input) {
  if (input.size() < 2 || input[0] % 5 != 0) return;
  RepairTable({reinterpret_cast<char*>(input.data()) + 1, input.size() - 1}, kNumber);
}

}  // namespace varve::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  varve::fuzz::Input input(data, size);
  varve::fuzz::Run(input);
  return 0;
}
