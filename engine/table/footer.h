// The end of a table file, of fixed size: who it is and where its parts lie.
//
//    0  8 bytes  "varvesst"
//    8  fixed32  format version (1)
//   12  fixed32  features (0): what else a reader has to understand
//   16  fixed64  table number
//   24  fixed64  filter offset            32  fixed64  filter size (both 0: no filter)
//   40  fixed64  range tombstones offset  48  fixed64  their size (both 0: none)
//   56  fixed64  properties offset        64  fixed64  properties size
//   72  fixed64  index offset             80  fixed64  index size
//   88  fixed64  checksum of the 88 bytes before, as a block's at the footer's offset
//
// Data blocks, filter, properties, index and footer follow each other without gaps, in this order,
// so that the footer accounts for every byte of the file.
#ifndef VARVE_ENGINE_TABLE_FOOTER_H_
#define VARVE_ENGINE_TABLE_FOOTER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/table/block_handle.h"

namespace varve {

inline constexpr uint32_t kTableFormatVersion = 1;
inline constexpr size_t kFooterBytes = 96;

struct Footer {
  uint64_t table_number = 0;
  std::optional<BlockHandle> filter;
  BlockHandle properties;
  BlockHandle index;

  /// Where the data blocks end.
  [[nodiscard]] uint64_t data_end() const {
    return filter.has_value() ? filter->offset : properties.offset;
  }
};

/// The footer that will begin at `offset` of the file.
[[nodiscard]] std::string EncodeFooter(const Footer& footer, uint64_t offset);

/// Reads the footer of table `table_number`, found at `offset` of the file. `kDataLoss`, naming
/// `path`, when it is damaged, belongs to another table or place, or its parts do not fit together.
[[nodiscard]] absl::StatusOr<Footer> DecodeFooter(std::string_view bytes, std::string_view path,
                                                  uint64_t table_number, uint64_t offset);

}  // namespace varve

#endif  // VARVE_ENGINE_TABLE_FOOTER_H_
