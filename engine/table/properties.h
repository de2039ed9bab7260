// What a table says about itself as a whole.
//
//   varint version (1) | varint entries | varint tombstones | varint raw_bytes
//   | varint smallest_seqno | varint largest_seqno
//   | varint bytes, smallest user key | varint bytes, largest user key
#ifndef VARVE_ENGINE_TABLE_PROPERTIES_H_
#define VARVE_ENGINE_TABLE_PROPERTIES_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "varve/types.h"

namespace varve {

inline constexpr uint64_t kPropertiesVersion = 1;

/// Keys and seqnos are the inclusive extremes of the entries, of which there is at least one.
struct TableProperties {
  uint64_t entries = 0;
  uint64_t tombstones = 0;  // entries that are point tombstones, weak ones included
  uint64_t raw_bytes = 0;   // user keys and values, before any encoding
  SeqNo smallest_seqno = 0;
  SeqNo largest_seqno = 0;
  std::string smallest_key;
  std::string largest_key;

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
