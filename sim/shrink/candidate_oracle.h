// The question that shrinking asks over and over: does the run with these picks fail alike?
#ifndef VARVE_SIM_SHRINK_CANDIDATE_ORACLE_H_
#define VARVE_SIM_SHRINK_CANDIDATE_ORACLE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "sim/choice/record.h"

namespace varve::sim {

/// All picks of a run that are not 0, in the order in which they were asked for.
using Picks = std::vector<RecordedPick>;

/// A candidate that failed alike.
struct Hit {
  size_t index = 0;     // among the candidates asked about
  Picks picks;          // what its run recorded: picks never asked for have vanished
  uint64_t length = 0;  // of the run up to its failure, in any fixed measure
};

/// Thread safety: one thread.
class CandidateOracle {
 public:
  virtual ~CandidateOracle() = default;

  /// The first of `candidates` that fails alike, or nothing when none does. What is run beyond that
  /// first one, and in which order, is the implementation's business: the answer does not depend
  /// on it. Errors end the shrinking: `kDeadlineExceeded` and `kCancelled` as a matter of course.
  [[nodiscard]] virtual absl::StatusOr<std::optional<Hit>> FirstFailing(
      std::span<const Picks> candidates) = 0;

  /// How many candidates are worth handing over at once, at least 1.
  [[nodiscard]] virtual size_t batch() const = 0;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_SHRINK_CANDIDATE_ORACLE_H_
