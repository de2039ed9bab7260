#include "sim/shrink/shrinker.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "sim/choice/digest.h"
#include "sim/shrink/choice_kind.h"
#include "sim/shrink/earlier.h"
#include "sim/shrink/subtrees.h"

namespace varve::sim {
namespace {

constexpr size_t kNoRank = static_cast<size_t>(-1);

// Into how many parts picks are divided: at first, and when each is a part of its own.
constexpr size_t kFewestParts = 8;
constexpr size_t kSinglePicks = static_cast<size_t>(-1);

auto KeyOf(const RecordedPick& pick) { return std::tie(pick.fiber, pick.label, pick.ordinal); }

bool Everything(const RecordedPick&) { return true; }

uint64_t DigestOf(const Picks& picks) {
  Digest digest;
  for (const RecordedPick& pick : picks) {
    digest.Fold(pick.fiber);
    digest.Fold(pick.label);
    digest.Fold(pick.ordinal);
    digest.Fold(pick.pick);
  }
  return digest.value();
}

}  // namespace

Shrinker::Shrinker(CandidateOracle& oracle, Picks start, uint64_t length)
    : oracle_(oracle), picks_(std::move(start)), simplicity_(SimplicityOf(picks_, length)) {}

absl::Status Shrinker::Run() {
  for (size_t parts = kFewestParts; parts < picks_.size();) {
    const size_t before = picks_.size();
    if (absl::Status status = Drop(parts); !status.ok()) return status;
    if (picks_.size() > before - before / 4) parts *= 4;
  }
  for (;;) {
    const Simplicity before = simplicity_;
    if (absl::Status status = Drop(kSinglePicks); !status.ok()) return status;
    if (absl::Status status = Lower(); !status.ok()) return status;
    if (absl::Status status = MoveEarlier(); !status.ok()) return status;
    if (simplicity_ == before) return absl::OkStatus();
  }
}

absl::Status Shrinker::Drop(size_t parts) {
  if (absl::Status status = DropEverything(); !status.ok()) return status;
  if (absl::Status status = DropChunks(IsPreemption, parts); !status.ok()) return status;
  if (absl::Status status = DropSubtrees(); !status.ok()) return status;
  return DropChunks(Everything, parts);
}

absl::Status Shrinker::DropEverything() {
  return Sweep(1, [](size_t) { return Picks(); });
}

absl::Status Shrinker::DropSubtrees() {
  const std::vector<Subtree> subtrees = SubtreesOf(picks_);
  return Sweep(subtrees.size(), [this, &subtrees](size_t place) -> std::optional<Picks> {
    Picks candidate;
    for (const RecordedPick& pick : picks_) {
      if (!subtrees[place].Contains(pick)) candidate.push_back(pick);
    }
    return candidate;
  });
}

absl::Status Shrinker::DropChunks(const Filter& among, size_t parts) {
  size_t count = RankPicks(among);
  const size_t smallest = std::max<size_t>(count / parts, 1);
  for (size_t size = count; size >= smallest; size /= 2) {
    const auto without = [this, size](size_t chunk) -> std::optional<Picks> {
      Picks candidate;
      for (size_t i = 0; i < picks_.size(); ++i) {
        if (ranks_[i] == kNoRank || ranks_[i] / size != chunk) candidate.push_back(picks_[i]);
      }
      return candidate;
    };
    const size_t chunks = (count + size - 1) / size;
    if (absl::Status status = Sweep(chunks, without); !status.ok()) return status;
    count = RankPicks(among);
    size = std::min(size, std::max<size_t>(count, 1));
  }
  return absl::OkStatus();
}

absl::Status Shrinker::Lower() {
  const size_t count = RankPicks(Everything);
  const auto to_one = [this](size_t rank) -> std::optional<Picks> {
    const std::optional<size_t> place = PlaceOf(rank);
    if (!place || picks_[*place].pick <= 1) return std::nullopt;
    Picks candidate = picks_;
    candidate[*place].pick = 1;
    return candidate;
  };
  if (absl::Status status = Sweep(count, to_one); !status.ok()) return status;
  for (size_t rank = 0; rank < count; ++rank) {
    if (absl::Status status = LowerOne(rank); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Shrinker::LowerOne(size_t rank) {
  uint32_t fails = 1;  // the largest value known not to do
  for (;;) {
    const std::optional<size_t> place = PlaceOf(rank);
    if (!place || picks_[*place].pick <= fails + 1) return absl::OkStatus();
    const uint32_t middle = fails + (picks_[*place].pick - fails) / 2;
    Picks candidate = picks_;
    candidate[*place].pick = middle;
    const absl::StatusOr<bool> accepted = TryOne(std::move(candidate));
    if (!accepted.ok()) return accepted.status();
    if (!*accepted) fails = middle;
  }
}

absl::Status Shrinker::MoveEarlier() {
  const size_t count = RankPicks(Everything);
  return Sweep(count * kWays, [this](size_t step) -> std::optional<Picks> {
    const std::optional<size_t> place = PlaceOf(step / kWays);
    if (!place) return std::nullopt;
    return Earlier(picks_, *place, static_cast<Way>(step % kWays));
  });
}

absl::Status Shrinker::Sweep(size_t count, const Make& make) {
  std::vector<Picks> batch;
  std::vector<size_t> places;
  for (size_t next = 0; next < count;) {
    batch.clear();
    places.clear();
    for (; next < count && batch.size() < oracle_.batch(); ++next) {
      std::optional<Picks> candidate = make(next);
      if (!candidate || !IsNew(*candidate)) continue;
      places.push_back(next);
      batch.push_back(*std::move(candidate));
    }
    if (batch.empty()) continue;
    absl::StatusOr<std::optional<Hit>> hit = oracle_.FirstFailing(batch);
    if (!hit.ok()) return hit.status();
    const size_t judged = hit->has_value() ? (*hit)->index + 1 : batch.size();
    candidates_ += judged;
    for (size_t i = 0; i < judged; ++i) judged_.insert(DigestOf(batch[i]));
    if (!hit->has_value()) continue;
    // What was made for later places is made again, from what is at hand then.
    next = places[(*hit)->index] + 1;
    Accept(*std::move(*hit));
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> Shrinker::TryOne(Picks candidate) {
  if (!IsNew(candidate)) return false;
  judged_.insert(DigestOf(candidate));
  ++candidates_;
  absl::StatusOr<std::optional<Hit>> hit = oracle_.FirstFailing(std::span(&candidate, 1));
  if (!hit.ok()) return hit.status();
  return hit->has_value() && Accept(*std::move(*hit));
}

size_t Shrinker::RankPicks(const Filter& among) {
  ranked_.clear();
  ranks_.assign(picks_.size(), kNoRank);
  size_t count = 0;
  for (size_t i = 0; i < picks_.size(); ++i) {
    if (!among(picks_[i])) continue;
    ranked_.push_back({picks_[i], count});
    ranks_[i] = count++;
  }
  std::sort(ranked_.begin(), ranked_.end(),
            [](const Ranked& a, const Ranked& b) { return KeyOf(a.pick) < KeyOf(b.pick); });
  return count;
}

std::optional<size_t> Shrinker::PlaceOf(size_t rank) const {
  const auto place = std::find(ranks_.begin(), ranks_.end(), rank);
  if (place == ranks_.end()) return std::nullopt;
  return static_cast<size_t>(place - ranks_.begin());
}

// What was judged once, and the picks at hand themselves, need no other run.
bool Shrinker::IsNew(const Picks& candidate) {
  return judged_.count(DigestOf(candidate)) == 0 && DigestOf(candidate) != DigestOf(picks_);
}

bool Shrinker::Accept(Hit hit) {
  const Simplicity found = SimplicityOf(hit.picks, hit.length);
  if (found >= simplicity_) return false;
  simplicity_ = found;
  picks_ = std::move(hit.picks);
  ranks_.assign(picks_.size(), kNoRank);
  for (size_t i = 0; i < picks_.size(); ++i) {
    const auto known = std::lower_bound(
        ranked_.begin(), ranked_.end(), picks_[i],
        [](const Ranked& a, const RecordedPick& b) { return KeyOf(a.pick) < KeyOf(b); });
    if (known != ranked_.end() && KeyOf(known->pick) == KeyOf(picks_[i])) ranks_[i] = known->rank;
  }
  if (on_progress) on_progress(picks_.size(), candidates_);
  return true;
}

}  // namespace varve::sim
