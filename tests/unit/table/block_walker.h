// A cursor over one block with the interface of all cursors, for tests and fuzz targets, which have
// their laws of cursors for that. (The engine has no need of it: table_iterator.h.)
#ifndef VARVE_TESTS_UNIT_TABLE_BLOCK_WALKER_H_
#define VARVE_TESTS_UNIT_TABLE_BLOCK_WALKER_H_

#include <utility>

#include "engine/format/internal_iterator.h"
#include "engine/table/block_cursor.h"

namespace varve {

class BlockWalker final : public InternalIterator {
 public:
  explicit BlockWalker(BlockPtr block) : block_(block) { cursor_.Reset(std::move(block)); }

  void SeekToFirst() override { Stand(0); }
  void SeekToLast() override { Stand(block_->size() - 1); }
  void Seek(const InternalKey& target) override { Stand(block_->LowerBound(target)); }
  void Next() override { Stand(at_ + 1); }
  void Prev() override { Stand(at_ - 1); }  // wraps to "nowhere" before the first
  [[nodiscard]] absl::Status status() const override { return absl::OkStatus(); }

 private:
  void Stand(uint32_t at) {
    at_ = at;
    StandNowhere();
    if (at >= block_->size()) return;
    const BlockCursor::Entry entry = cursor_.At(at);
    StandOn(entry.key, entry.value);
  }

  const BlockPtr block_;
  BlockCursor cursor_;
  uint32_t at_ = 0;
};

}  // namespace varve

#endif  // VARVE_TESTS_UNIT_TABLE_BLOCK_WALKER_H_
