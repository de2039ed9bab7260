// What a reader at one instant sees (V2, V3): for each key the newest version below the instant,
// unless that is a delete or a clear came after it.
#ifndef VARVE_MODEL_VIEW_H_
#define VARVE_MODEL_VIEW_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/history.h"
#include "model/operation.h"

namespace varve::model {

/// A scan's range: at or after `lower`, before `upper`, each where given.
struct Bounds {
  std::optional<std::string> lower;
  std::optional<std::string> upper;
};

/// A live key and its value, borrowed from the history.
struct Live {
  std::string_view key;
  std::string_view value;

  friend bool operator==(const Live&, const Live&) = default;
};

/// Borrows the history, which must not change while the view is used.
class View {
 public:
  View(const History& history, uint64_t instant)
      : history_(history), instant_(instant), clear_(history.ClearBelow(instant)) {}

  [[nodiscard]] uint64_t instant() const { return instant_; }

  /// The value of `key`, or null.
  [[nodiscard]] const std::string* Get(std::string_view key) const;

  /// The nearest live key within the bounds, or nothing.
  [[nodiscard]] std::optional<Live> First(const Bounds& bounds) const;
  [[nodiscard]] std::optional<Live> Last(const Bounds& bounds) const;
  [[nodiscard]] std::optional<Live> AtOrAfter(std::string_view key, const Bounds& bounds) const;
  [[nodiscard]] std::optional<Live> After(std::string_view key, const Bounds& bounds) const;
  [[nodiscard]] std::optional<Live> AtOrBefore(std::string_view key, const Bounds& bounds) const;
  [[nodiscard]] std::optional<Live> Before(std::string_view key, const Bounds& bounds) const;

  /// Every live key within the bounds, ascending or descending.
  [[nodiscard]] std::vector<KeyValue> Scan(const Bounds& bounds, bool forward) const;

 private:
  using Position = History::Keys::const_iterator;

  [[nodiscard]] const std::string* Value(const std::vector<History::Reference>& versions) const;
  [[nodiscard]] Position Begin(const Bounds& bounds) const;
  [[nodiscard]] Position End(const Bounds& bounds) const;
  /// The first live key of [from, end), and the last one of [begin, to).
  [[nodiscard]] std::optional<Live> Forward(Position from, Position end) const;
  [[nodiscard]] std::optional<Live> Backward(Position begin, Position to) const;

  const History& history_;
  uint64_t instant_;
  uint64_t clear_;
};

}  // namespace varve::model

#endif  // VARVE_MODEL_VIEW_H_
