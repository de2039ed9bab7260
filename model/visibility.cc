#include "model/visibility.h"

#include <algorithm>

namespace varve::model {
namespace {

std::string Shown(const std::vector<KeyValue>& entries, size_t i) {
  if (i >= entries.size()) return "the end";
  return Quoted(entries[i].first) + " = " + Quoted(entries[i].second);
}

std::string Instants(std::span<const uint64_t> instants) {
  if (instants.size() == 1) return "instant " + std::to_string(instants[0]);
  return "any instant of " + std::to_string(instants.front()) + " .. " +
         std::to_string(instants.back());
}

bool GetMatches(const View& view, std::string_view key, const std::optional<std::string>& answer) {
  const std::string* value = view.Get(key);
  return value == nullptr ? !answer.has_value() : answer.has_value() && *answer == *value;
}

}  // namespace

std::string FirstDifference(const std::vector<KeyValue>& expected,
                            const std::vector<KeyValue>& actual) {
  size_t i = 0;
  while (i < expected.size() && i < actual.size() && expected[i] == actual[i]) ++i;
  return "entry " + std::to_string(i) + " is " + Shown(actual, i) + " instead of " +
         Shown(expected, i);
}

Verdict Visibility::Restart(uint64_t visible) {
  const uint64_t last = history_.batches().empty() ? 0 : history_.batches().back().last_seqno();
  if (last != 0 && visible <= last) {
    return Violated("S2", "after opening, the visible seqno is ", visible, ", but batch end ",
                    last + 1, " survived");
  }
  if (visible > history_.next_seqno()) {
    return Violated("S2", "after opening, the visible seqno is ", visible, ", above the next one, ",
                    history_.next_seqno());
  }
  published_ = {visible};
  return std::nullopt;
}

Verdict Visibility::Publish(uint64_t visible) {
  if (visible < published_.back()) {
    return Violated("S2", "the visible seqno fell from ", published_.back(), " to ", visible);
  }
  if (visible > history_.next_seqno()) {
    return Violated("S2", "the visible seqno rose to ", visible, ", but only numbers below ",
                    history_.next_seqno(), " have been given out");
  }
  if (!history_.IsBatchEnd(visible)) {
    const Batch* cut = history_.Find(visible);
    return Violated("S2", "the visible seqno ", visible, " cuts the batch ", cut->first_seqno,
                    " .. ", cut->last_seqno());
  }
  if (visible > published_.back()) published_.push_back(visible);
  return std::nullopt;
}

Verdict Visibility::CheckSealed(uint64_t largest) const {
  if (largest >= history_.next_seqno() || !history_.IsBatchEnd(largest + 1)) {
    return Violated("V6", "a memtable was sealed at ", largest, ", which is no batch end below ",
                    history_.next_seqno());
  }
  if (visible() < history_.next_seqno()) {
    return Violated("V6", "a memtable was sealed while the batch at ", visible(),
                    " was still being applied");
  }
  return std::nullopt;
}

std::span<const uint64_t> Visibility::Since(size_t since) const {
  return std::span<const uint64_t>(published_).subspan(std::min(since, Now()));
}

Verdict Visibility::CheckAcknowledged(const Batch& batch) const {
  if (batch.last_seqno() < visible()) return std::nullopt;
  return Violated("S3", "the batch ", batch.first_seqno, " .. ", batch.last_seqno(),
                  " was acknowledged while the visible seqno is ", visible());
}

Verdict Visibility::CheckSnapshot(size_t since, uint64_t instant) const {
  const std::span<const uint64_t> candidates = Since(since);
  if (std::binary_search(candidates.begin(), candidates.end(), instant)) return std::nullopt;
  return Violated(instant < candidates.front() ? "S3" : "S2", "a snapshot was taken at instant ",
                  instant, ", but what was visible is ", Instants(candidates));
}

template <typename Matches>
std::string_view Visibility::Blame(size_t since, std::optional<uint64_t> snapshot,
                                   std::string_view otherwise, const Matches& matches) const {
  if (snapshot.has_value()) {
    if (matches(View(history_, history_.next_seqno()))) return "V4";
    for (const uint64_t other : published_) {
      if (matches(View(history_, other))) return "V4";
    }
    return otherwise;
  }
  for (size_t i = 0; i < std::min(since, published_.size()); ++i) {
    if (matches(View(history_, published_[i]))) return "S3";
  }
  if (matches(View(history_, history_.next_seqno()))) return "S2";
  return otherwise;
}

Verdict Visibility::CheckGet(size_t since, std::optional<uint64_t> snapshot, std::string_view key,
                             const std::optional<std::string>& answer) const {
  const auto matches = [&](const View& view) { return GetMatches(view, key, answer); };
  const std::span<const uint64_t> candidates =
      snapshot.has_value() ? std::span<const uint64_t>(&*snapshot, 1) : Since(since);
  for (auto at = candidates.rbegin(); at != candidates.rend(); ++at) {
    if (matches(View(history_, *at))) return std::nullopt;
  }
  const std::string* value = View(history_, candidates.back()).Get(key);
  return Violated(Blame(since, snapshot, "V2", matches), "get ", Quoted(key), " answered ",
                  ShownValue(answer), " instead of ", value == nullptr ? "absent" : Quoted(*value),
                  " as at ", Instants(candidates));
}

Verdict Visibility::CheckScan(size_t since, std::optional<uint64_t> snapshot, const Bounds& bounds,
                              bool forward, const std::vector<KeyValue>& entries) const {
  const auto matches = [&](const View& view) { return view.Scan(bounds, forward) == entries; };
  const std::span<const uint64_t> candidates =
      snapshot.has_value() ? std::span<const uint64_t>(&*snapshot, 1) : Since(since);
  for (auto at = candidates.rbegin(); at != candidates.rend(); ++at) {
    if (matches(View(history_, *at))) return std::nullopt;
  }
  return Violated(
      Blame(since, snapshot, "V3", matches), forward ? "a scan" : "a reverse scan", " of [",
      bounds.lower ? Quoted(*bounds.lower) : "-inf", ", ",
      bounds.upper ? Quoted(*bounds.upper) : "+inf", ") answered wrongly for ",
      Instants(candidates), ": ",
      FirstDifference(View(history_, candidates.back()).Scan(bounds, forward), entries));
}

Verdict Visibility::CheckBrokenScan(size_t since, std::optional<uint64_t> snapshot,
                                    const Bounds& bounds, bool forward,
                                    const std::vector<KeyValue>& entries) const {
  const auto begins = [&](uint64_t instant) {
    const std::vector<KeyValue> whole = View(history_, instant).Scan(bounds, forward);
    return entries.size() <= whole.size() &&
           std::equal(entries.begin(), entries.end(), whole.begin());
  };
  const std::span<const uint64_t> candidates =
      snapshot.has_value() ? std::span<const uint64_t>(&*snapshot, 1) : Since(since);
  if (std::any_of(candidates.begin(), candidates.end(), begins)) return std::nullopt;
  return Violated(
      "V3", "before an error ended it a scan answered wrongly for ", Instants(candidates), ": ",
      FirstDifference(View(history_, candidates.back()).Scan(bounds, forward), entries));
}

}  // namespace varve::model
