#include "model/cursor.h"

#include <utility>

namespace varve::model {
namespace {

std::string_view Name(Step step) {
  switch (step) {
    case Step::kSeekToFirst:
      return "SeekToFirst";
    case Step::kSeekToLast:
      return "SeekToLast";
    case Step::kSeek:
      return "Seek";
    case Step::kSeekForPrev:
      return "SeekForPrev";
    case Step::kNext:
      return "Next";
    case Step::kPrev:
      return "Prev";
  }
  return "?";
}

std::string Shown(const std::optional<Live>& stands) {
  if (!stands.has_value()) return "nowhere";
  return Quoted(stands->key) + " = " + Quoted(stands->value);
}

}  // namespace

Cursor::Cursor(const History& history, Bounds bounds, std::vector<uint64_t> instants)
    : history_(history), bounds_(std::move(bounds)), instants_(std::move(instants)) {}

std::optional<Live> Cursor::Expected(uint64_t instant, Step step, std::string_view target) const {
  const View view(history_, instant);
  switch (step) {
    case Step::kSeekToFirst:
      return view.First(bounds_);
    case Step::kSeekToLast:
      return view.Last(bounds_);
    case Step::kSeek:
      return view.AtOrAfter(target, bounds_);
    case Step::kSeekForPrev:
      return view.AtOrBefore(target, bounds_);
    case Step::kNext:
      return position_ ? view.After(*position_, bounds_) : std::nullopt;
    case Step::kPrev:
      return position_ ? view.Before(*position_, bounds_) : std::nullopt;
  }
  return std::nullopt;
}

Verdict Cursor::Observe(Step step, std::string_view target, const std::optional<Live>& stands) {
  std::vector<uint64_t> left;
  std::optional<Live> expected;
  for (const uint64_t instant : instants_) {
    expected = Expected(instant, step, target);
    if (expected == stands) left.push_back(instant);
  }
  if (left.empty()) {
    const bool slid = Expected(history_.next_seqno(), step, target) == stands;
    return Violated(slid ? "V5" : "V3", Name(step), target.empty() ? "" : " " + Quoted(target),
                    position_ ? " from " + Quoted(*position_) : std::string(), " stands on ",
                    Shown(stands), " instead of ", Shown(expected), " as at instant ",
                    instants_.back(), slid ? "; that is what was written later" : "");
  }
  instants_ = std::move(left);
  position_.reset();
  if (stands.has_value()) position_.emplace(stands->key);
  return std::nullopt;
}

}  // namespace varve::model
