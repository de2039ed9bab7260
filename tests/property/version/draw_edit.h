// Version edits for properties; called inside one.
#ifndef VARVE_TESTS_PROPERTY_VERSION_DRAW_EDIT_H_
#define VARVE_TESTS_PROPERTY_VERSION_DRAW_EDIT_H_

#include <optional>
#include <string>
#include <vector>

#include "engine/format/file_names.h"
#include "engine/version/version_edit.h"
#include "tests/property/support/generators.h"

namespace varve {

inline std::optional<uint64_t> DrawOptional(uint64_t limit) {
  if (*rc::gen::arbitrary<bool>()) return std::nullopt;
  return *NumberIn(0, limit);
}

/// One that `Decode` accepts; not one that fits any version.
inline VersionEdit DrawEdit() {
  VersionEdit edit;
  edit.keyspace = KeyspaceId{static_cast<uint32_t>(*NumberIn(0, uint64_t{1} << 32))};
  edit.new_epoch = DrawOptional(UINT64_MAX);
  const int most_removed = edit.new_epoch ? 0 : 3;  // a drop leaves nothing to remove
  for (int i = *rc::gen::inRange(0, most_removed + 1); i > 0; --i) {
    edit.removed.push_back({*rc::gen::inRange(0u, kMaxLevels), *NumberIn(1, kFileNumberLimit)});
  }
  const auto numbers =
      *rc::gen::resize(4, rc::gen::unique<std::vector<uint64_t>>(NumberIn(1, kFileNumberLimit)));
  for (const uint64_t number : numbers) {
    TableShape table;
    table.number = number;
    table.bytes = *AnyNumber();
    table.entries = *NumberIn(1, UINT64_MAX);
    table.smallest_key = *SmallKey();
    table.largest_key = table.smallest_key + *AnyBytes();
    table.smallest_seqno = *NumberIn(0, kSeqNoLimit);
    table.largest_seqno = *NumberIn(table.smallest_seqno, kSeqNoLimit);
    edit.added.push_back({*rc::gen::inRange(0u, kMaxLevels), table});
  }
  edit.flushed_through = DrawOptional(kSeqNoLimit);
  edit.first_log = DrawOptional(kFileNumberLimit);
  edit.next_file_number = DrawOptional(kFileNumberLimit);
  return edit;
}

}  // namespace varve

#endif  // VARVE_TESTS_PROPERTY_VERSION_DRAW_EDIT_H_
