// Makes a failing run simpler while it fails alike.
//
// The picks of a run that are not 0 are shrunk jointly: schedule, workload, faults, crashes, knobs.
// Passes, each from the picks that the one before has left:
//
// * preemptions: all of the scheduler's picks at once, then ever smaller parts of them, so that the
//   story that is left is told with as few switches as possible;
// * subtrees: a fiber with all its descendants (a client, a whole lifetime), a label, a label in
//   a fiber; the larger ones first;
// * chunks: neighbouring picks, in the order of the run: halves, quarters, ... single ones (as in
//   Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input", 2002, without its
//   complements, which single picks make superfluous);
// * lower: each pick to 1, else by bisection as low as it goes; knobs are picks like others;
// * earlier: picks removed with their places in their streams, gaps between picks closed,
//   neighbours swapped (earlier.h), since what happens earlier leaves less to read.
//
// The passes that remove go over the picks coarsely at first, and finer only when that stops
// helping: what a lifetime less leaves over need not be tried pick by pick. In the end all passes
// repeat until none of them helps any more. After each success the picks *recorded* by the
// successful run go on: those never asked for have vanished. A success counts when the run is
// strictly simpler than the last (simplicity.h); so the end is reached, and what is left is minimal
// under every single step above.
#ifndef VARVE_SIM_SHRINK_SHRINKER_H_
#define VARVE_SIM_SHRINK_SHRINKER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <vector>

#include "absl/status/status.h"
#include "sim/shrink/candidate_oracle.h"
#include "sim/shrink/simplicity.h"

namespace varve::sim {

/// Deterministic: the result depends on the start and on the oracle's answers alone, not on its
/// batch size. Thread safety: one thread.
class Shrinker {
 public:
  /// `start` are the picks of a run that fails, as that run recorded them. `oracle` must outlive
  /// it.
  Shrinker(CandidateOracle& oracle, Picks start, uint64_t length);

  /// Called after each success, with the picks that are left and the candidates judged so far.
  std::function<void(size_t picks, uint64_t candidates)> on_progress;

  /// Shrinks until nothing helps any more (OK) or until the oracle returns an error, which is
  /// returned; `picks()` holds the best so far in either case.
  [[nodiscard]] absl::Status Run();

  [[nodiscard]] const Picks& picks() const { return picks_; }
  /// Candidates judged, repetitions left out.
  [[nodiscard]] uint64_t candidates() const { return candidates_; }

 private:
  /// The candidate at a place of a sweep, made from the picks at hand; nothing when it makes none.
  using Make = std::function<std::optional<Picks>(size_t place)>;
  using Filter = std::function<bool(const RecordedPick&)>;

  /// The passes that remove picks, with chunks that are no smaller than one of `parts` parts.
  absl::Status Drop(size_t parts);
  absl::Status DropEverything();
  absl::Status DropSubtrees();
  absl::Status DropChunks(const Filter& among, size_t parts);
  absl::Status Lower();
  absl::Status LowerOne(size_t rank);
  absl::Status MoveEarlier();

  /// Tries the candidates of all places below `count`, going on from each success.
  absl::Status Sweep(size_t count, const Make& make);
  absl::StatusOr<bool> TryOne(Picks candidate);

  /// Gives every pick at hand its rank, by which a sweep finds it again after a success.
  size_t RankPicks(const Filter& among);
  [[nodiscard]] std::optional<size_t> PlaceOf(size_t rank) const;

  [[nodiscard]] bool IsNew(const Picks& candidate);
  bool Accept(Hit hit);

  CandidateOracle& oracle_;
  Picks picks_;
  Simplicity simplicity_;
  uint64_t candidates_ = 0;
  std::set<uint64_t> judged_;  // digests of candidates
  /// The picks as they were when the ranks were given, sorted by their keys.
  struct Ranked {
    RecordedPick pick;
    size_t rank = 0;
  };
  std::vector<Ranked> ranked_;
  std::vector<size_t> ranks_;  // of `picks_`; kNoRank for those that have none
};

}  // namespace varve::sim

#endif  // VARVE_SIM_SHRINK_SHRINKER_H_
