// Version edits and the manifest: VersionEdit, LoadManifest and Version::With against naive ones.
//
// Input: u8 mode. Mode 0: the rest is an edit. Mode 1: the rest is a manifest file. Mode 2: u8
// length, that much of CURRENT, then a manifest file. Otherwise a script for edits, which (mode 3)
// are applied one after the other to a Version, or are written into a manifest whose bytes are then
// (mode 4) changed in one bit or (mode 5) damaged as damage.h says.
#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/check.h"
#include "engine/format/file_names.h"
#include "engine/table/table_builder.h"
#include "engine/version/manifest.h"
#include "engine/version/version.h"
#include "fuzz/support/allocation.h"
#include "fuzz/support/damage.h"
#include "fuzz/support/exact_copy.h"
#include "fuzz/support/input.h"
#include "fuzz/support/naive_manifest.h"
#include "fuzz/support/target.h"
#include "tests/unit/table/fakes.h"
#include "varve/platform/clock.h"

namespace varve::fuzz {
namespace {

constexpr uint64_t kNumber = 3;
const char* const kDirectory = "db";

class NoClock final : public Clock {
 public:
  Instant Now() override { return {}; }
  int64_t WallNanos() override { return 0; }
  void SleepUntil(Instant) override {}
};

/// The engine's surroundings, in memory.
struct World {
  NoClock clock;
  MemoryFileSystem files;
  NativeLocks scheduler;
  Instrumentation instrumentation;

  Platform platform() { return {clock, files, scheduler, instrumentation}; }
};

void CheckEdit(std::string_view bytes) {
  const ExactCopy copy(bytes);
  const std::optional<VersionEdit> naive = DecodeEditNaively(bytes);
  const AllocationMeter meter;
  const auto edit = VersionEdit::Decode(copy.view());
  // An added table takes 11 bytes encoded and, decoded, a good hundred in a vector that doubles.
  meter.CheckBound(bytes.size(), 64, 1024);
  VARVE_CHECK(edit.ok() == naive.has_value(), "accepted as the format says");
  if (!edit.ok()) {
    VARVE_CHECK(absl::IsInvalidArgument(edit.status()), "malformed is called so");
    return;
  }
  VARVE_CHECK(*edit == *naive, "the same edit");
  VARVE_CHECK(edit->Encode() == bytes, "an accepted edit has one encoding");
}

absl::StatusOr<LoadedManifest> Load(const std::string& current, const std::string& manifest) {
  World world;
  world.files.files[PathOf(kDirectory, CurrentName())] = current;
  world.files.files[PathOf(kDirectory, ManifestName(kNumber))] = manifest;
  const AllocationMeter meter;
  auto loaded = LoadManifest(world.platform(), kDirectory);
  meter.CheckBound(current.size() + manifest.size(), 64, 4096);
  return loaded;
}

absl::StatusOr<LoadedManifest> CheckManifest(const std::string& current,
                                             const std::string& manifest) {
  auto loaded = Load(current, manifest);
  NaiveManifest naive = DecodeManifestNaively(manifest, kNumber);
  if (current != CurrentOf(kNumber)) naive = {};
  VARVE_CHECK(loaded.ok() == !naive.corrupt, "loaded exactly where the format says");
  if (loaded.ok()) {
    VARVE_CHECK(loaded->number == kNumber && loaded->edits == naive.edits, "the same edits");
  } else {
    VARVE_CHECK(absl::IsDataLoss(loaded.status()), "damage is called corruption");
  }
  return loaded;
}

std::vector<VersionEdit> ReadEdits(Input& input) {
  std::vector<VersionEdit> edits;
  std::vector<VersionEdit::RemovedTable> known;  // tables that were added, to be removed
  uint64_t next_number = 10;
  for (size_t left = 1 + input.Below(6); left > 0; --left) {
    VersionEdit edit;
    const uint8_t fields = input.Byte();
    if ((fields & 0x40) != 0) edit.new_epoch = input.Number();
    if (!edit.new_epoch && (fields & 3) == 3 && !known.empty()) {
      const size_t which = input.Below(known.size());
      edit.removed.push_back(known[which]);
      if ((input.Byte() & 1) != 0) known.erase(known.begin() + static_cast<ptrdiff_t>(which));
    }
    for (size_t added = fields >> 3 & 3; added > 0; --added) {
      TableShape table;
      table.number = (fields & 4) != 0 ? next_number++ : 1 + (input.Number() >> 3);
      table.bytes = input.Number();
      table.entries = 1 + input.Byte();
      std::string keys[] = {input.Key(), input.Key()};
      std::sort(std::begin(keys), std::end(keys));
      table.smallest_key = keys[0];
      table.largest_key = keys[1];
      const uint64_t seqno = input.Number() >> 2;
      table.smallest_seqno = seqno;
      table.largest_seqno = seqno + input.Below(4);
      const auto level = static_cast<uint32_t>(input.Below(3) * 3);
      const bool repeated =
          std::any_of(edit.added.begin(), edit.added.end(),
                      [&](const auto& other) { return other.table.number == table.number; });
      if (repeated) continue;
      known.push_back({level, table.number});
      edit.added.push_back({level, table});
    }
    if ((fields & 0x20) != 0) edit.flushed_through = input.Number() >> 1;
    if ((fields & 0x80) != 0) edit.first_log = input.Number() >> 2;
    if ((fields & 0x01) != 0) edit.next_file_number = input.Number() >> 2;
    edits.push_back(std::move(edit));
  }
  return edits;
}

/// A table file that looks as `shape` says, opened.
Version::TablePtr MakeTable(World& world, const std::shared_ptr<FileReaper>& reaper,
                            const TableShape& shape) {
  world.files.files.erase(PathOf(kDirectory, TableName(shape.number)));
  auto builder = TableBuilder::Create(world.files, kDirectory, shape.number, {});
  VARVE_CHECK(builder.ok(), "memory does not fail");
  const InternalKey first{shape.smallest_key, shape.largest_seqno, EntryKind::kValue};
  const InternalKey second{shape.largest_key, shape.smallest_seqno, EntryKind::kValue};
  VARVE_CHECK((*builder)->Add(first, "").ok(), "memory does not fail");
  if (Compare(first, second) < 0) {
    VARVE_CHECK((*builder)->Add(second, "").ok(), "memory does not fail");
  }
  VARVE_CHECK((*builder)->Finish().ok(), "memory does not fail");
  auto table = Table::Open(world.files, kDirectory, shape.number, nullptr);
  VARVE_CHECK(table.ok(), "what was built opens");
  return std::make_shared<TableFile>(*std::move(table), reaper);
}

/// H3 and V6, and exactly the tables that were added and not removed.
void CheckVersion(const Version& version, const std::multimap<uint32_t, uint64_t>& expected) {
  std::multimap<uint32_t, uint64_t> found;
  uint32_t number = 0;
  for (const LevelShape& level : version.Shape().levels) {
    VARVE_CHECK(number == 0 || level.size() <= 1, "H3: one run below level 0");
    SeqNo oldest = kSeqNoLimit;
    for (const RunShape& run : level) {
      VARVE_CHECK(!run.empty(), "H3: no run is empty");
      const TableShape* last = nullptr;
      SeqNo oldest_of_run = kSeqNoLimit;
      for (const TableShape& table : run) {
        VARVE_CHECK(last == nullptr || last->largest_key < table.smallest_key, "H3: disjoint");
        VARVE_CHECK(table.largest_seqno < oldest, "V6: newer runs come first");
        oldest_of_run = std::min(oldest_of_run, table.smallest_seqno);
        last = &table;
        found.emplace(number, table.number);
      }
      oldest = oldest_of_run;
    }
    ++number;
  }
  const auto sorted = [](const std::multimap<uint32_t, uint64_t>& map) {
    std::vector<std::pair<uint32_t, uint64_t>> all(map.begin(), map.end());
    std::sort(all.begin(), all.end());
    return all;
  };
  VARVE_CHECK(sorted(found) == sorted(expected), "H4: exactly the tables that the edits say");
}

void ApplyEdits(const std::vector<VersionEdit>& edits) {
  World world;
  const auto reaper = std::make_shared<FileReaper>(world.platform(), kDirectory);
  std::shared_ptr<const Version> version = Version::Empty(world.instrumentation);
  std::multimap<uint32_t, uint64_t> expected;
  for (const VersionEdit& edit : edits) {
    std::vector<Version::TablePtr> opened;
    for (const auto& added : edit.added) opened.push_back(MakeTable(world, reaper, added.table));
    auto next = version->With(version->id() + 1, edit, opened);
    if (!next.ok()) {
      VARVE_CHECK(absl::IsDataLoss(next.status()), "an edit that does not fit is corruption");
      continue;  // and the version is as it was
    }
    if (edit.new_epoch) expected.clear();
    for (const auto& removed : edit.removed) {
      const auto [begin, end] = expected.equal_range(removed.level);
      const auto there = std::find_if(
          begin, end, [&](const auto& table) { return table.second == removed.number; });
      VARVE_CHECK(there != end, "H4: only what is there is removed");
      expected.erase(there);
    }
    for (const auto& added : edit.added) expected.emplace(added.level, added.table.number);
    version = *std::move(next);
    CheckVersion(*version, expected);
  }
  // The state as one edit, which begins the next manifest, makes the same version.
  VersionEdit state = version->AsEdit();
  std::vector<Version::TablePtr> opened;
  for (const auto& added : state.added) {
    for (const auto& run : version->levels()[added.level]) {
      for (const auto& table : run) {
        if (table->number() == added.table.number) opened.push_back(table);
      }
    }
  }
  if (opened.size() != state.added.size()) return;  // one number twice in a level
  const auto again = Version::Empty(world.instrumentation)->With(1, state, opened);
  VARVE_CHECK(again.ok() && (*again)->Shape().levels == version->Shape().levels, "H2: as before");
}

void CheckDamage(Input& input, const std::vector<VersionEdit>& edits, bool one_bit) {
  std::vector<std::string> payloads;
  for (const VersionEdit& edit : edits) {
    payloads.push_back(edit.Encode());
    CheckEdit(payloads.back());
  }
  const std::string sound = EncodeManifestNaively(kNumber, payloads);
  // The same records at the same places of another manifest.
  const std::string other = EncodeManifestNaively(kNumber + 1, payloads);
  const auto loaded = CheckManifest(CurrentOf(kNumber), sound);
  VARVE_CHECK(loaded.ok() && loaded->edits == edits, "round trip");
  const size_t last_record = sound.size() - payloads.back().size() - 16;
  for (size_t left = 1 + input.Below(6); left > 0; --left) {
    std::string damaged = sound;
    if (one_bit) {
      FlipBit(input, damaged);
    } else {
      Damage(input, damaged, other);
    }
    const auto again = CheckManifest(CurrentOf(kNumber), damaged);
    if (!again.ok()) continue;
    VARVE_CHECK(again->edits.size() <= edits.size() &&
                    std::equal(again->edits.begin(), again->edits.end(), edits.begin()),
                "a prefix of what was written");
    if (one_bit && again->edits.size() < edits.size()) {
      VARVE_CHECK(damaged.compare(0, last_record, sound, 0, last_record) == 0 &&
                      again->edits.size() + 1 == edits.size(),
                  "only the last record passes for a torn tail");
    }
  }
  std::string current = CurrentOf(kNumber);
  FlipBit(input, current);
  VARVE_CHECK(!CheckManifest(current, sound).ok(), "every byte of CURRENT counts");
}

void Run(Input& input) {
  const size_t mode = input.Below(6);
  if (mode == 0) return CheckEdit(input.Rest());
  if (mode == 1 || mode == 2) {
    std::string current = CurrentOf(kNumber);
    if (mode == 2) current = input.Bytes(input.Byte());
    (void)CheckManifest(current, std::string(input.Rest()));
    return;
  }
  const std::vector<VersionEdit> edits = ReadEdits(input);
  if (mode == 3) return ApplyEdits(edits);
  CheckDamage(input, edits, mode == 4);
}

}  // namespace

void RepairInput(std::span<uint8_t> input) {
  if (input.size() < 2 || input[0] % 6 != 1) return;
  RepairManifest({reinterpret_cast<char*>(input.data()) + 1, input.size() - 1}, kNumber);
}

}  // namespace varve::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  varve::fuzz::Input input(data, size);
  varve::fuzz::Run(input);
  return 0;
}
