// Builds a table's index (index.h has the layout).
#ifndef VARVE_ENGINE_TABLE_INDEX_BUILDER_H_
#define VARVE_ENGINE_TABLE_INDEX_BUILDER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/format/internal_key.h"
#include "engine/table/block_handle.h"

namespace varve {

/// A user key that is at or after `last` and before `next`: `next` cut off behind the first byte in
/// which they differ, or `last` cut off there with that byte raised, where one of these yields one
/// shorter than `last`; else `last`, though a shorter one may exist. Requires last < next.
[[nodiscard]] std::string ShortestSeparator(std::string_view last, std::string_view next);

/// Thread safety: one task at a time.
class IndexBuilder {
 public:
  /// Adds the block that ends with the entry `last`, where the next block begins with `next`.
  void Add(const InternalKey& last, const InternalKey& next, const BlockHandle& handle);
  /// Adds the table's last block.
  void AddLast(const InternalKey& last, const BlockHandle& handle);

  /// About the size of what Finish would return now.
  [[nodiscard]] size_t bytes() const { return entries_.size() + 2; }
  [[nodiscard]] uint64_t blocks() const { return count_; }

  [[nodiscard]] std::string Finish() const;

 private:
  void AddEntry(std::string_view user_key, SeqNo seqno, const BlockHandle& handle);

  std::string entries_;
  uint64_t count_ = 0;
};

}  // namespace varve

#endif  // VARVE_ENGINE_TABLE_INDEX_BUILDER_H_
