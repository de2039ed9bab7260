// Where a block lies in its table file.
#ifndef VARVE_ENGINE_TABLE_BLOCK_HANDLE_H_
#define VARVE_ENGINE_TABLE_BLOCK_HANDLE_H_

#include <cstddef>
#include <cstdint>

namespace varve {

/// Bytes behind each block's payload: u8 compression id, u64 checksum.
inline constexpr size_t kBlockTrailerBytes = 1 + 8;

struct BlockHandle {
  uint64_t offset = 0;
  uint64_t size = 0;  // of the payload, without the trailer

  /// Offset just behind the trailer. Meaningful only where `FitsBelow` says so.
  [[nodiscard]] uint64_t end() const { return offset + size + kBlockTrailerBytes; }

  /// Whether payload and trailer lie below `limit`, computed without overflow.
  [[nodiscard]] bool FitsBelow(uint64_t limit) const {
    return offset <= limit && limit - offset >= kBlockTrailerBytes &&
           size <= limit - offset - kBlockTrailerBytes;
  }

  friend bool operator==(const BlockHandle&, const BlockHandle&) = default;
};

}  // namespace varve

#endif  // VARVE_ENGINE_TABLE_BLOCK_HANDLE_H_
