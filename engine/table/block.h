// The payload of a data block in memory, with its restart array checked. Its entries are checked
// while they are decoded (block_entry.h, block_iterator.h).
#ifndef VARVE_ENGINE_TABLE_BLOCK_H_
#define VARVE_ENGINE_TABLE_BLOCK_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/base/coding.h"

namespace varve {

/// Immutable, so usable from many tasks. Shared by the cache and the cursors that stand on it.
class Block {
 public:
  /// `kDataLoss`, naming `path` and the block's place `file_offset`, unless there is at least one
  /// restart, the first is 0, they ascend, and all lie before the end of the entries.
  [[nodiscard]] static absl::StatusOr<std::shared_ptr<const Block>> Parse(std::string payload,
                                                                          std::string_view path,
                                                                          uint64_t file_offset);

  /// Size of the payload.
  [[nodiscard]] size_t bytes() const { return payload_.size(); }

  /// The encoded entries, without the restart array; not empty.
  [[nodiscard]] std::string_view entries() const {
    return std::string_view(payload_).substr(0, entries_bytes_);
  }

  [[nodiscard]] uint32_t restarts() const { return restarts_; }

  /// Where interval `i` (below `restarts()`) begins in `entries()`.
  [[nodiscard]] size_t restart(uint32_t i) const {
    return LoadFixed32(payload_.data() + entries_bytes_ + size_t{4} * i);
  }

 private:
  Block(std::string payload, size_t entries_bytes, uint32_t restarts)
      : payload_(std::move(payload)), entries_bytes_(entries_bytes), restarts_(restarts) {}

  const std::string payload_;
  const size_t entries_bytes_;
  const uint32_t restarts_;
};

}  // namespace varve

#endif  // VARVE_ENGINE_TABLE_BLOCK_H_
