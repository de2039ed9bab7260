// Shrinks the trace of a failing run: from a trace to the simplest trace that fails alike.
#ifndef VARVE_SIM_SHRINK_SHRINK_TRACE_H_
#define VARVE_SIM_SHRINK_SHRINK_TRACE_H_

#include <cstddef>
#include <cstdint>
#include <functional>

#include "absl/status/statusor.h"
#include "sim/campaign/outcome.h"
#include "sim/campaign/replay.h"
#include "sim/campaign/runner.h"
#include "sim/shrink/choice_kind.h"
#include "sim/trace/trace.h"

namespace varve::sim {

struct ShrinkOptions {
  RunFunction run = nullptr;
  int jobs = 1;
  int64_t budget_ms = 60'000;  // for the search
  RunLimits limits;            // of the first and the last replay
};

enum class ShrinkEnd : uint8_t {
  kMinimal,      // no single step helps any more
  kOutOfBudget,  // the best so far
  kInterrupted,  // by SIGINT or SIGTERM: the best so far
};

struct ShrinkReport {
  ShrinkEnd end = ShrinkEnd::kMinimal;
  Trace trace;  // as `varve-sim run` would have recorded it, the seed left as it was
  KindCounts before{};
  KindCounts after{};
  uint64_t length_before = 0;  // records of the run
  uint64_t length_after = 0;
  uint64_t replays = 0;
  int64_t elapsed_ms = 0;
};

/// Called after each success of a search under way.
using ShrinkProgress = std::function<void(size_t picks, uint64_t candidates)>;

/// Whether a replay failed as its trace says, up to what `SameFailure` leaves open.
[[nodiscard]] bool FailedAlike(const Trace& trace, const ReplayReport& report);

/// `first` is a replay of `trace` which `FailedAlike`. Deterministic, whatever the number of jobs,
/// while the budget lasts. Errors are those of `RunCampaign`, and `kInternal` when the result, run
/// by a process of its own, fails otherwise than it did. Thread safety: as `RunCampaign`.
[[nodiscard]] absl::StatusOr<ShrinkReport> ShrinkTrace(const Trace& trace,
                                                       const ReplayReport& first,
                                                       const ShrinkOptions& options,
                                                       const ShrinkProgress& on_progress);

}  // namespace varve::sim

#endif  // VARVE_SIM_SHRINK_SHRINK_TRACE_H_
