// A cursor over the keys that are live at one instant, in ascending byte order.
//
//   auto it = db->NewIterator();
//   for (it->SeekToFirst(); it->Valid(); it->Next()) Use(it->key(), it->value());
//   if (!it->status().ok()) ...
//
// A cursor stands on an entry or nowhere (`!Valid()`). It pins everything it reads (rule V5): it
// may outlive the handle it came from and every structural change, and stays usable after
// `DB::Close`; it must be destroyed before the platform. Thread safety: one task at a time; it may
// be moved.
#ifndef VARVE_ITERATOR_H_
#define VARVE_ITERATOR_H_

#include <string_view>

#include "absl/status/status.h"

namespace varve {

class Iterator {
 public:
  virtual ~Iterator() = default;

  [[nodiscard]] bool Valid() const { return valid_; }
  /// Borrowed until the cursor moves or dies. The cursor must stand on an entry (checked).
  [[nodiscard]] std::string_view key() const {
    if (!valid_) [[unlikely]]
      StandsNowhere();
    return key_;
  }
  [[nodiscard]] std::string_view value() const {
    if (!valid_) [[unlikely]]
      StandsNowhere();
    return value_;
  }

  virtual void SeekToFirst() = 0;
  virtual void SeekToLast() = 0;
  /// To the first key at or after `target`, which may be (part of) what the cursor shows.
  virtual void Seek(std::string_view target) = 0;
  /// To the last key at or before `target`.
  virtual void SeekForPrev(std::string_view target) = 0;

  /// To the key after (before) this one, or nowhere. The cursor must stand on an entry.
  virtual void Next() = 0;
  virtual void Prev() = 0;

  /// Not OK once something could not be read; the cursor then stands nowhere, and stays so until
  /// the next Seek...().
  [[nodiscard]] virtual absl::Status status() const = 0;

 protected:
  /// What is borrowed must stay until the cursor moves.
  void StandOn(std::string_view key, std::string_view value) {
    key_ = key;
    value_ = value;
    valid_ = true;
  }
  void StandNowhere() { valid_ = false; }

 private:
  [[noreturn]] static void StandsNowhere();

  // In the base class, so that a scan makes one virtual call an entry.
  std::string_view key_;
  std::string_view value_;
  bool valid_ = false;
};

}  // namespace varve

#endif  // VARVE_ITERATOR_H_
