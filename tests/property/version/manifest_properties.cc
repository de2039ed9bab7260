// CURRENT and manifests, written by the writer and then damaged, as the loader sees them.
#include <string>
#include <vector>

#include "engine/format/file_names.h"
#include "engine/version/manifest.h"
#include "tests/property/support/generators.h"
#include "tests/property/support/memory_disk.h"
#include "tests/property/support/property.h"
#include "tests/property/version/draw_edit.h"

namespace varve {
namespace {

/// A manifest in force, of drawn edits, in memory.
struct Written {
  PosixPlatform posix;
  MemoryDisk disk;
  Instrumentation instrumentation;
  Platform platform{posix.platform().clock, disk, posix.platform().scheduler, instrumentation};
  ManifestWriter writer{platform, "db"};
  std::vector<VersionEdit> edits;
  std::vector<uint64_t> ends;  // of each edit's record
  uint64_t number = *NumberIn(1, kFileNumberLimit - 10);
  std::string path;

  Written() {
    // An older manifest makes no difference.
    if (*rc::gen::arbitrary<bool>()) RC_ASSERT(writer.Switch(number++, DrawEdit()).ok());
    path = PathOf("db", ManifestName(number));
    Note(DrawEdit(), true);
    for (int i = *rc::gen::inRange(0, 5); i > 0; --i) Note(DrawEdit(), false);
  }

  void Note(const VersionEdit& edit, bool first) {
    RC_ASSERT((first ? writer.Switch(number, edit) : writer.Append(edit)).ok());
    edits.push_back(edit);
    ends.push_back(writer.bytes());
  }
  [[nodiscard]] std::string Content() const { return disk.Take().at(path); }
  [[nodiscard]] absl::StatusOr<LoadedManifest> Load() const { return LoadManifest(platform, "db"); }
  [[nodiscard]] std::vector<VersionEdit> First(size_t count) const {
    return {edits.begin(), edits.begin() + static_cast<ptrdiff_t>(count)};
  }
};

VARVE_PROPERTY(ManifestProperties, EditsComeBackInOrder) {
  const Written written;
  RC_ASSERT(written.Content().size() == written.ends.back());
  const auto loaded = written.Load();
  RC_ASSERT(loaded.ok());
  RC_ASSERT(loaded->number == written.number);
  RC_ASSERT(loaded->edits == written.edits);
}

VARVE_PROPERTY(ManifestProperties, ATruncatedFileHoldsItsWholeRecordsOrIsRefused) {
  Written written;
  const std::string content = written.Content();
  const size_t size = *rc::gen::inRange<size_t>(0, content.size());
  written.disk.Put(written.path, content.substr(0, size));
  size_t whole = 0;
  while (written.ends[whole] <= size) ++whole;
  const auto loaded = written.Load();
  RC_ASSERT(loaded.ok() == (whole > 0));
  if (whole > 0) {
    RC_ASSERT(loaded->edits == written.First(whole));
  } else {
    RC_ASSERT(absl::IsDataLoss(loaded.status()));
  }
}

// A bad record with a valid one behind it is damage; without, it is the torn tail of a crash.
VARVE_PROPERTY(ManifestProperties, AChangedBitIsRefusedUnlessItIsInTheLastRecord) {
  Written written;
  const std::string content = written.Content();
  const std::string changed = *OneBitFlipped(content);
  written.disk.Put(written.path, changed);
  size_t at = 0;
  while (content[at] == changed[at]) ++at;
  const size_t last = written.edits.size() - 1;
  const bool in_tail = last > 0 && at >= written.ends[last - 1];
  const auto loaded = written.Load();
  RC_ASSERT(loaded.ok() == in_tail);
  if (in_tail) {
    RC_ASSERT(loaded->edits == written.First(last));
  } else {
    RC_ASSERT(absl::IsDataLoss(loaded.status()));
  }
}

VARVE_PROPERTY(ManifestProperties, GarbageBehindTheLastRecordIsATornTail) {
  Written written;
  written.disk.Put(written.path, written.Content() + *AnyBytes());
  const auto loaded = written.Load();
  RC_ASSERT(loaded.ok());
  RC_ASSERT(loaded->edits == written.edits);
}

VARVE_PROPERTY(ManifestProperties, AnyOtherContentOfCurrentIsRefused) {
  Written written;
  const std::string current = PathOf("db", CurrentName());
  const std::string content = written.disk.Take().at(current);
  const std::string damaged = *rc::gen::oneOf(Damaged(content), AnyBytes());
  written.disk.Put(current, damaged);
  const auto loaded = written.Load();
  RC_ASSERT(loaded.ok() == (damaged == content));
  RC_ASSERT(loaded.ok() || absl::IsDataLoss(loaded.status()));
}

}  // namespace
}  // namespace varve
