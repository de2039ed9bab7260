// A cursor over entries in internal order: what memtables, blocks, tables, runs and merges offer.
//
// Where it stands is kept in the base class, so that looking at an entry costs no virtual call:
// cursors are stacked three or four high, and a scan looks at each entry on every floor.
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

  [[nodiscard]] bool Valid() const { return valid_; }
  /// Borrowed until the cursor moves or dies. Require Valid().
  [[nodiscard]] const InternalKey& key() const { return key_; }
  [[nodiscard]] std::string_view value() const { return value_; }

  virtual void SeekToFirst() = 0;
  virtual void SeekToLast() = 0;
  /// To the first entry at or after `target` in internal order.
  virtual void Seek(const InternalKey& target) = 0;
  /// To the neighbouring entry, or nowhere. Requires Valid().
  virtual void Next() = 0;
  virtual void Prev() = 0;
  [[nodiscard]] virtual absl::Status status() const = 0;

 protected:
  /// What `key` and `value` borrow must stay until the cursor moves.
  void StandOn(const InternalKey& key, std::string_view value) {
    key_ = key;
    value_ = value;
    valid_ = true;
  }
  void StandNowhere() { valid_ = false; }
  /// Where `other` stands. Returns whether that is on an entry.
  bool StandWith(const InternalIterator& other) {
    key_ = other.key_;
    value_ = other.value_;
    return valid_ = other.valid_;
  }

 private:
  InternalKey key_;
  std::string_view value_;
  bool valid_ = false;
};

}  // namespace varve

#endif  // VARVE_ENGINE_FORMAT_INTERNAL_ITERATOR_H_
