// A cursor over entries in internal order: what memtables, blocks, tables, runs and merges offer.
#ifndef VARVE_ENGINE_FORMAT_INTERNAL_ITERATOR_H_
#define VARVE_ENGINE_FORMAT_INTERNAL_ITERATOR_H_

#include <string_view>

#include "absl/status/status.h"
#include "engine/format/internal_key.h"

namespace varve {

/// Stands on an entry or nowhere. Never valid with an error; an error stays until the next
/// Seek...(). What the iterator reads is pinned by whoever made it, unless the maker says
/// otherwise. Thread safety: one task at a time.
class InternalIterator {
 public:
  virtual ~InternalIterator() = default;

  [[nodiscard]] virtual bool Valid() const = 0;
  virtual void SeekToFirst() = 0;
  virtual void SeekToLast() = 0;
  /// To the first entry at or after `target` in internal order.
  virtual void Seek(const InternalKey& target) = 0;
  /// To the neighbouring entry, or nowhere. Requires Valid().
  virtual void Next() = 0;
  virtual void Prev() = 0;
  /// Borrowed until the cursor moves or dies. Require Valid().
  [[nodiscard]] virtual InternalKey key() const = 0;
  [[nodiscard]] virtual std::string_view value() const = 0;
  [[nodiscard]] virtual absl::Status status() const = 0;
};

}  // namespace varve

#endif  // VARVE_ENGINE_FORMAT_INTERNAL_ITERATOR_H_
