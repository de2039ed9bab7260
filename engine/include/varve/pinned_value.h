// A value that is read where it lies, without a copy.
//
//   varve::PinnedValue value;  // may be used for one read after another
//   absl::StatusOr<bool> found = db->Get("key", value);
//   if (found.ok() && *found) Use(value.view());
#ifndef VARVE_PINNED_VALUE_H_
#define VARVE_PINNED_VALUE_H_

#include <memory>
#include <string_view>
#include <utility>

namespace varve {

/// Keeps the memory that holds the value (a block, or a memtable with all that is in it) for as
/// long as it lives: hold many of them, or hold one for long, at the cost of that memory. It may
/// outlive the handle it came from and may be moved to, and destroyed on, another task; it must be
/// destroyed before the platform. Thread safety: one task at a time.
class PinnedValue {
 public:
  PinnedValue() = default;
  PinnedValue(PinnedValue&& other) noexcept { *this = std::move(other); }
  PinnedValue& operator=(PinnedValue&& other) noexcept {
    if (this == &other) return *this;
    Reset();
    view_ = std::exchange(other.view_, {});
    memtable_ = std::move(other.memtable_);
    block_ = std::exchange(other.block_, nullptr);
    unpin_ = other.unpin_;
    return *this;
  }
  ~PinnedValue() { Reset(); }

  /// The value; empty where nothing was found. Borrowed until the next read into this object.
  [[nodiscard]] std::string_view view() const { return view_; }

  /// Lets go of the value.
  void Reset() {
    if (block_ != nullptr) unpin_(std::exchange(block_, nullptr));
    if (memtable_ != nullptr) memtable_.reset();
    view_ = {};
  }

 private:
  friend class Engine;

  std::string_view view_;
  // What holds the value: one of these, or none.
  std::shared_ptr<const void> memtable_;
  void* block_ = nullptr;
  void (*unpin_)(void*) = nullptr;
};

}  // namespace varve

#endif  // VARVE_PINNED_VALUE_H_
