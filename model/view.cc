#include "model/view.h"

#include <algorithm>
#include <iterator>

namespace varve::model {

const std::string* View::Value(const std::vector<History::Reference>& versions) const {
  const std::optional<History::Entry> newest = history_.NewestOf(versions, instant_);
  if (!newest.has_value() || newest->seqno < clear_) return nullptr;
  return newest->value;
}

const std::string* View::Get(std::string_view key) const {
  auto versions = history_.keys().find(key);
  return versions == history_.keys().end() ? nullptr : Value(versions->second);
}

View::Position View::Begin(const Bounds& bounds) const {
  return bounds.lower.has_value() ? history_.keys().lower_bound(*bounds.lower)
                                  : history_.keys().begin();
}

View::Position View::End(const Bounds& bounds) const {
  if (!bounds.upper.has_value()) return history_.keys().end();
  // Bounds that cross hold nothing; the range must still not run backwards.
  if (bounds.lower.has_value() && *bounds.upper < *bounds.lower) return Begin(bounds);
  return history_.keys().lower_bound(*bounds.upper);
}

std::optional<Live> View::Forward(Position from, Position end) const {
  for (Position at = from; at != end; ++at) {
    if (const std::string* value = Value(at->second); value != nullptr) {
      return Live{at->first, *value};
    }
  }
  return std::nullopt;
}

std::optional<Live> View::Backward(Position begin, Position to) const {
  for (Position at = to; at != begin;) {
    --at;
    if (const std::string* value = Value(at->second); value != nullptr) {
      return Live{at->first, *value};
    }
  }
  return std::nullopt;
}

std::optional<Live> View::First(const Bounds& bounds) const {
  return Forward(Begin(bounds), End(bounds));
}

std::optional<Live> View::Last(const Bounds& bounds) const {
  return Backward(Begin(bounds), End(bounds));
}

std::optional<Live> View::AtOrAfter(std::string_view key, const Bounds& bounds) const {
  if (bounds.lower.has_value() && key < *bounds.lower) return First(bounds);
  if (bounds.upper.has_value() && key >= *bounds.upper) return std::nullopt;
  return Forward(history_.keys().lower_bound(key), End(bounds));
}

std::optional<Live> View::After(std::string_view key, const Bounds& bounds) const {
  if (bounds.lower.has_value() && key < *bounds.lower) return First(bounds);
  if (bounds.upper.has_value() && key >= *bounds.upper) return std::nullopt;
  return Forward(history_.keys().upper_bound(key), End(bounds));
}

std::optional<Live> View::AtOrBefore(std::string_view key, const Bounds& bounds) const {
  if (bounds.upper.has_value() && key >= *bounds.upper) return Last(bounds);
  if (bounds.lower.has_value() && key < *bounds.lower) return std::nullopt;
  return Backward(Begin(bounds), history_.keys().upper_bound(key));
}

std::optional<Live> View::Before(std::string_view key, const Bounds& bounds) const {
  if (bounds.upper.has_value() && key >= *bounds.upper) return Last(bounds);
  if (bounds.lower.has_value() && key < *bounds.lower) return std::nullopt;
  return Backward(Begin(bounds), history_.keys().lower_bound(key));
}

std::vector<KeyValue> View::Scan(const Bounds& bounds, bool forward) const {
  std::vector<KeyValue> entries;
  const Position end = End(bounds);
  for (Position at = Begin(bounds); at != end; ++at) {
    if (const std::string* value = Value(at->second); value != nullptr) {
      entries.emplace_back(at->first, *value);
    }
  }
  if (!forward) std::reverse(entries.begin(), entries.end());
  return entries;
}

}  // namespace varve::model
