#include "engine/table/block.h"

#include <utility>

#include "engine/base/status.h"

namespace varve {

absl::StatusOr<std::shared_ptr<const Block>> Block::Parse(std::string payload,
                                                          std::string_view path,
                                                          uint64_t file_offset) {
  constexpr size_t kCountBytes = 4;
  if (payload.size() < kCountBytes) return Corruption(path, file_offset, "block too short");
  const size_t count_at = payload.size() - kCountBytes;
  const uint32_t count = LoadFixed32(payload.data() + count_at);
  // Divided, not multiplied: a hostile count cannot wrap around.
  if (count == 0 || count > count_at / 4) {
    return Corruption(path, file_offset + count_at, "impossible number of restarts in a block");
  }
  const size_t entries_bytes = count_at - size_t{4} * count;
  std::shared_ptr<const Block> block(new Block(std::move(payload), entries_bytes, count));
  if (block->restart(0) != 0) {
    return Corruption(path, file_offset + entries_bytes, "first restart of a block is not 0");
  }
  for (uint32_t i = 1; i < count; ++i) {
    if (block->restart(i) <= block->restart(i - 1)) {
      return Corruption(path, file_offset + entries_bytes + size_t{4} * i,
                        "restarts of a block do not ascend");
    }
  }
  if (block->restart(count - 1) >= entries_bytes) {
    return Corruption(path, file_offset + count_at, "restart behind the entries of a block");
  }
  return block;
}

}  // namespace varve
