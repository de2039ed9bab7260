// Visibility in real time (S2, S3): the visible instant rises through batch ends only, and every
// read answers as at one instant that was the visible one at some moment between its call and its
// return.
//
// A call is told apart by how many instants had been published when it began. A read through a
// snapshot has one candidate instant, any other read those published from its call to its return.
// The candidates are the published instants, not all batch ends: reads begin at the newest visible
// instant, and that passed through the published values only.
#ifndef VARVE_MODEL_VISIBILITY_H_
#define VARVE_MODEL_VISIBILITY_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/history.h"
#include "model/operation.h"
#include "model/view.h"
#include "model/violation.h"

namespace varve::model {

class Visibility {
 public:
  /// Borrows `history`.
  explicit Visibility(const History& history) : history_(history) {}

  /// An opening made everything below `visible` visible. S2: above all survivors.
  [[nodiscard]] Verdict Restart(uint64_t visible);

  /// The visible instant rose to `visible` (S2).
  [[nodiscard]] Verdict Publish(uint64_t visible);

  /// A memtable was sealed that holds nothing above `largest`: between batches, and after every
  /// applier in flight had done its work, so that all that was sequenced is visible (V6).
  [[nodiscard]] Verdict CheckSealed(uint64_t largest) const;

  [[nodiscard]] uint64_t visible() const { return published_.back(); }

  /// A moment, to be handed back as `since`.
  [[nodiscard]] size_t Now() const { return published_.size() - 1; }
  /// The instants that were visible from `since` to now, ascending.
  [[nodiscard]] std::span<const uint64_t> Since(size_t since) const;

  /// A write that asked for nothing more than success has returned it (S3).
  [[nodiscard]] Verdict CheckAcknowledged(const Batch& batch) const;
  /// A snapshot taken since `since` stands at `instant` (S3, S2).
  [[nodiscard]] Verdict CheckSnapshot(size_t since, uint64_t instant) const;
  /// A read of `key` begun at `since` answered `answer`: S3 when that is outdated, S2 when it was
  /// not visible yet, V2 when it was never right; with a snapshot V4 when another instant's answer
  /// was given, else V2.
  [[nodiscard]] Verdict CheckGet(size_t since, std::optional<uint64_t> snapshot,
                                 std::string_view key,
                                 const std::optional<std::string>& answer) const;
  /// A scan that yielded `entries`: as `CheckGet`, with V3 in place of V2.
  [[nodiscard]] Verdict CheckScan(size_t since, std::optional<uint64_t> snapshot,
                                  const Bounds& bounds, bool forward,
                                  const std::vector<KeyValue>& entries) const;
  /// A scan that an error ended after `entries`: they begin what a whole scan may yield.
  [[nodiscard]] Verdict CheckBrokenScan(size_t since, std::optional<uint64_t> snapshot,
                                        const Bounds& bounds, bool forward,
                                        const std::vector<KeyValue>& entries) const;

 private:
  template <typename Matches>
  [[nodiscard]] std::string_view Blame(size_t since, std::optional<uint64_t> snapshot,
                                       std::string_view otherwise, const Matches& matches) const;

  const History& history_;
  std::vector<uint64_t> published_ = {0};
};

/// How two lists of entries first differ: "KEY is VALUE instead of VALUE".
[[nodiscard]] std::string FirstDifference(const std::vector<KeyValue>& expected,
                                          const std::vector<KeyValue>& actual);

}  // namespace varve::model

#endif  // VARVE_MODEL_VISIBILITY_H_
