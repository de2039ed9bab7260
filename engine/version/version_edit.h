// One change of what is on disk: the unit that the manifest records and a `Version` applies.
#ifndef VARVE_ENGINE_VERSION_VERSION_EDIT_H_
#define VARVE_ENGINE_VERSION_VERSION_EDIT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "varve/introspection.h"
#include "varve/types.h"

namespace varve {

/// Levels a version may have; level 0 included.
inline constexpr uint32_t kMaxLevels = 7;

/// Fields that are absent leave the state as it is. Tables are added after others are removed, in
/// order: in level 0 each added table becomes a run newer than all before it.
struct VersionEdit {
  struct AddedTable {
    uint32_t level = 0;
    TableShape table;

    friend bool operator==(const AddedTable&, const AddedTable&) = default;
  };
  struct RemovedTable {
    uint32_t level = 0;
    uint64_t number = 0;

    friend bool operator==(const RemovedTable&, const RemovedTable&) = default;
  };

  KeyspaceId keyspace = kDefaultKeyspace;
  std::vector<RemovedTable> removed;
  std::vector<AddedTable> added;
  /// Every entry of the keyspace at or below this seqno is in a table, or cleared.
  std::optional<SeqNo> flushed_through;
  /// The first log that recovery has to read.
  std::optional<uint64_t> first_log;
  /// Every number below it may have been used for a file; none is used again.
  std::optional<uint64_t> next_file_number;
  /// A wholesale drop: all tables of the keyspace before this edit are gone, and a new epoch begins
  /// (rule H1). `removed` stays empty then.
  std::optional<uint64_t> new_epoch;

  [[nodiscard]] std::string Encode() const;
  /// `kInvalidArgument` for bytes that `Encode` does not produce. Bounded by the size of the input.
  [[nodiscard]] static absl::StatusOr<VersionEdit> Decode(std::string_view bytes);

  friend bool operator==(const VersionEdit&, const VersionEdit&) = default;
};

}  // namespace varve

#endif  // VARVE_ENGINE_VERSION_VERSION_EDIT_H_
