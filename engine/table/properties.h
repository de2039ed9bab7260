// What a table says about itself as a whole.
//
//   varint version (1) | field*           field: varint tag | varint bytes | that many bytes
//
// Tags ascend. 1 entries, 2 tombstones, 3 raw bytes, 4 smallest seqno, 5 largest seqno (varints),
// 6 smallest user key, 7 largest user key: these are always there. A reader refuses other tags
// below 64, since they may change what the table means, and keeps those from 64 on without looking.
#ifndef VARVE_ENGINE_TABLE_PROPERTIES_H_
#define VARVE_ENGINE_TABLE_PROPERTIES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "varve/types.h"

namespace varve {

inline constexpr uint64_t kPropertiesVersion = 1;
inline constexpr uint64_t kFirstOptionalTag = 64;

/// Keys and seqnos are the inclusive extremes of the entries, of which there is at least one.
struct TableProperties {
  uint64_t entries = 0;
  uint64_t tombstones = 0;  // entries that are point tombstones, weak ones included
  uint64_t raw_bytes = 0;   // user keys and values, before any encoding
  SeqNo smallest_seqno = 0;
  SeqNo largest_seqno = 0;
  std::string smallest_key;
  std::string largest_key;
  std::vector<std::pair<uint64_t, std::string>>
      others;  // tags from kFirstOptionalTag on, ascending

  friend bool operator==(const TableProperties&, const TableProperties&) = default;
};

[[nodiscard]] std::string EncodeProperties(const TableProperties& properties);

/// `kDataLoss`, naming `path` and the section's place, for anything that `EncodeProperties` does
/// not make of a table's properties.
[[nodiscard]] absl::StatusOr<TableProperties> DecodeProperties(std::string_view contents,
                                                               std::string_view path,
                                                               uint64_t file_offset);

}  // namespace varve

#endif  // VARVE_ENGINE_TABLE_PROPERTIES_H_
