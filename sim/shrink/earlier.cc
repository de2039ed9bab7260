#include "sim/shrink/earlier.h"

#include <cstdint>
#include <utility>

namespace varve::sim {
namespace {

bool SameStream(const RecordedPick& a, const RecordedPick& b) {
  return a.fiber == b.fiber && a.label == b.label;
}

/// The pick before the one at `place` in its stream.
std::optional<size_t> Predecessor(const Picks& picks, size_t place) {
  std::optional<size_t> best;
  for (size_t i = 0; i < picks.size(); ++i) {
    if (!SameStream(picks[i], picks[place]) || picks[i].ordinal >= picks[place].ordinal) continue;
    if (!best || picks[i].ordinal > picks[*best].ordinal) best = i;
  }
  return best;
}

/// Choices of 0 right before the one at `place`, in its stream.
uint64_t GapBefore(const Picks& picks, size_t place) {
  const std::optional<size_t> before = Predecessor(picks, place);
  return before ? picks[place].ordinal - picks[*before].ordinal - 1 : picks[place].ordinal;
}

Picks WithoutElement(const Picks& picks, size_t place) {
  Picks candidate;
  for (size_t i = 0; i < picks.size(); ++i) {
    if (i == place) continue;
    candidate.push_back(picks[i]);
    const bool behind =
        SameStream(picks[i], picks[place]) && picks[i].ordinal > picks[place].ordinal;
    if (behind) --candidate.back().ordinal;
  }
  return candidate;
}

std::optional<Picks> Advanced(const Picks& picks, size_t place, uint64_t distance) {
  if (distance == 0) return std::nullopt;
  Picks candidate = picks;
  for (RecordedPick& pick : candidate) {
    const bool behind = pick.ordinal >= picks[place].ordinal;
    if (SameStream(pick, picks[place]) && behind) pick.ordinal -= distance;
  }
  return candidate;
}

std::optional<Picks> Swapped(const Picks& picks, size_t place) {
  const std::optional<size_t> before = Predecessor(picks, place);
  const bool neighbours = before && picks[*before].ordinal + 1 == picks[place].ordinal;
  if (!neighbours || picks[*before].pick >= picks[place].pick) return std::nullopt;
  Picks candidate = picks;
  std::swap(candidate[*before].pick, candidate[place].pick);
  std::swap(candidate[*before].candidates, candidate[place].candidates);
  return candidate;
}

}  // namespace

std::optional<Picks> Earlier(const Picks& picks, size_t place, Way way) {
  const uint64_t gap = GapBefore(picks, place);
  switch (way) {
    case Way::kDrop:
      return WithoutElement(picks, place);
    case Way::kCloseGap:
      return Advanced(picks, place, gap);
    case Way::kHalveGap:
      return Advanced(picks, place, gap / 2);
    case Way::kShortenGap:
      // Up to a gap of 3 a way above takes 1 away already.
      return Advanced(picks, place, gap / 2 > 1 ? 1 : 0);
    case Way::kSwap:
      return Swapped(picks, place);
  }
  return std::nullopt;
}

}  // namespace varve::sim
