#include "sim/choice/replay_choices.h"

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <numeric>
#include <tuple>

#include "sim/choice/internal_error.h"

namespace varve::sim {
namespace {

using Key = std::tuple<std::string_view, std::string_view>;

Key KeyOf(const RecordedPick& pick) { return {pick.fiber, pick.label}; }

/// Prints what names a choice. At most 200 bytes of it matter to a reader.
void Describe(std::array<char, 200>& out, std::string_view fiber, std::string_view label,
              uint64_t ordinal, uint32_t candidates) {
  std::snprintf(out.data(), out.size(), "%.*s '%.*s' #%" PRIu64 " of %" PRIu32,
                static_cast<int>(fiber.size()), fiber.data(), static_cast<int>(label.size()),
                label.data(), ordinal, candidates);
}

}  // namespace

ReplayChoices::ReplayChoices(std::span<const RecordedPick> picks, ChoiceLog* log, Digest& digest)
    : RecordingChoices(log, digest),
      picks_(picks.begin(), picks.end()),
      order_(picks.size()),
      taken_(picks.size(), false) {
  std::iota(order_.begin(), order_.end(), 0);
  std::sort(order_.begin(), order_.end(), [this](uint32_t a, uint32_t b) {
    return std::tuple(KeyOf(picks_[a]), picks_[a].ordinal, a) <
           std::tuple(KeyOf(picks_[b]), picks_[b].ordinal, b);
  });
  for (uint32_t i = 0; i < order_.size(); ++i) {
    if (i == 0 || KeyOf(picks_[order_[i]]) != KeyOf(picks_[order_[i - 1]])) {
      plans_.push_back({i, i});
    }
    plans_.back().end = i + 1;
  }
}

ReplayChoices::~ReplayChoices() = default;

void ReplayChoices::FindPlan(Stream& stream) {
  const Key key = {streams().text(stream.fiber), streams().text(stream.label)};
  const auto plan = std::partition_point(plans_.begin(), plans_.end(), [&](const Plan& candidate) {
    return KeyOf(picks_[order_[candidate.begin]]) < key;
  });
  if (plan == plans_.end() || KeyOf(picks_[order_[plan->begin]]) != key) return;
  stream.cursor = plan->begin;
  stream.cursor_end = plan->end;
}

uint32_t ReplayChoices::Recorded(Stream& stream, uint32_t candidates) {
  if (stream.ordinal == 0) FindPlan(stream);
  while (stream.cursor < stream.cursor_end) {
    const uint32_t position = order_[stream.cursor];
    if (picks_[position].ordinal > stream.ordinal) break;
    ++stream.cursor;
    if (picks_[position].ordinal == stream.ordinal) return Take(stream, position, candidates);
  }
  return 0;
}

uint32_t ReplayChoices::Take(const Stream& stream, uint32_t position, uint32_t candidates) {
  const RecordedPick& recorded = picks_[position];
  taken_[position] = true;
  if (position > next_) {
    // The picks in between were not asked for (yet): this is where the run left the trace.
    Diverge(stream, next_, candidates);
  } else if (recorded.candidates != candidates || recorded.pick >= candidates) {
    Diverge(stream, position, candidates);
  }
  next_ = std::max(next_, position + 1);
  return recorded.pick < candidates ? recorded.pick : 0;
}

uint32_t ReplayChoices::Uniform(Stream& stream, uint32_t candidates) {
  return Recorded(stream, candidates);
}

uint32_t ReplayChoices::Weighted(Stream& stream, std::span<const uint32_t> weights) {
  const uint32_t pick = Recorded(stream, static_cast<uint32_t>(weights.size()));
  if (weights[pick] != 0) return pick;
  for (uint32_t simplest = 0; simplest < weights.size(); ++simplest) {
    if (weights[simplest] != 0) return simplest;
  }
  InternalError("a weighted choice whose weights are all 0");
}

uint32_t ReplayChoices::Decided(Stream& stream, uint32_t candidates, uint32_t) {
  return Recorded(stream, candidates);
}

void ReplayChoices::Diverge(const Stream& stream, uint32_t position, uint32_t candidates) {
  ++divergences_;
  if (divergences_ > 1) return;
  std::array<char, 200> found;
  Describe(found, streams().text(stream.fiber), streams().text(stream.label), stream.ordinal,
           candidates);
  DivergeWith(position, found.data());
}

void ReplayChoices::DivergeWith(uint32_t position, const char* found) {
  const RecordedPick& pick = picks_[position];
  std::array<char, 200> expected;
  Describe(expected, pick.fiber, pick.label, pick.ordinal, pick.candidates);
  std::array<char, 32> place;
  if (pick.line != 0) {
    std::snprintf(place.data(), place.size(), "line %" PRIu64, pick.line);
  } else {
    std::snprintf(place.data(), place.size(), "pick %" PRIu32, position);
  }
  const int size = std::snprintf(first_.data(), first_.size(), "%s: expected %s, found %s",
                                 place.data(), expected.data(), found);
  first_size_ = std::min(static_cast<size_t>(size), first_.size() - 1);
  if (log() != nullptr) log()->SetDivergence(first_divergence());
}

void ReplayChoices::Finish() {
  for (uint32_t position = 0; position < picks_.size(); ++position) {
    if (taken_[position]) continue;
    ++divergences_;
    if (divergences_ == 1) DivergeWith(position, "the end of the run");
  }
}

}  // namespace varve::sim
