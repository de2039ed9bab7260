#include "sim/shrink/shrink_trace.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "sim/campaign/interrupt_watch.h"
#include "sim/campaign/worker_process.h"
#include "sim/shrink/replay_oracle.h"
#include "sim/shrink/same_failure.h"
#include "sim/shrink/shrinker.h"

namespace varve::sim {
namespace {

// After this long a candidate counts as hanging. A thousand times what a run takes, and still a
// small part of the budget, which many candidates that hang must not use up.
constexpr int64_t kCandidateMs = 5'000;

Signature SignatureOf(const Outcome& outcome) {
  return {outcome.result.rule, outcome.result.message};
}

/// The trace of picks, as far as a replay needs it.
Trace Unrecorded(const TraceHeader& header, const Picks& picks) {
  Trace trace;
  trace.header = header;
  trace.records.assign(picks.begin(), picks.end());
  return trace;
}

/// Runs the result in a process of its own, from which its header and records come.
absl::StatusOr<Trace> RecordResult(const TraceHeader& header, const Picks& picks,
                                   const Signature& signature, const ShrinkOptions& options) {
  const absl::StatusOr<ReplayReport> last =
      Replay(Unrecorded(header, picks), options.run, options.limits);
  if (!last.ok()) return last.status();
  const Outcome& outcome = last->outcome;
  if (outcome.internal_error || !outcome.result.failed ||
      !SameFailure(SignatureOf(outcome), signature)) {
    return absl::InternalError(absl::StrCat(
        "nondeterminism: what failed alike in the search ends otherwise in another process: [",
        outcome.result.rule, "] ", outcome.result.message));
  }
  Trace trace = *outcome.trace;
  trace.header.seed = header.seed;
  return trace;
}

}  // namespace

bool FailedAlike(const Trace& trace, const ReplayReport& report) {
  return report.verdict != ReplayVerdict::kInternalError &&
         report.verdict != ReplayVerdict::kNondeterministic && report.outcome.result.failed &&
         SameFailure(SignatureOf(report.outcome), trace.header.signature);
}

absl::StatusOr<ShrinkReport> ShrinkTrace(const Trace& trace, const ReplayReport& first,
                                         const ShrinkOptions& options,
                                         const ShrinkProgress& on_progress) {
  const int64_t started_ms = MonotonicMs();
  const InterruptWatch interrupts;
  ReplayOracle::Options search;
  search.run = options.run;
  search.request.profile = trace.header.profile;
  search.request.strategy = trace.header.strategy;
  search.limits = options.limits;
  search.limits.wall_ms = std::min(options.limits.wall_ms, kCandidateMs);
  search.jobs = options.jobs;
  search.signature = SignatureOf(first.outcome);
  search.deadline_ms = started_ms + options.budget_ms;
  absl::StatusOr<std::unique_ptr<ReplayOracle>> oracle = ReplayOracle::Create(search, interrupts);
  if (!oracle.ok()) return oracle.status();

  const Trace& recorded = *first.outcome.trace;
  Shrinker shrinker(**oracle, recorded.Picks(), recorded.records.size());
  shrinker.on_progress = on_progress;
  const absl::Status ended = shrinker.Run();
  ShrinkReport report;
  if (absl::IsCancelled(ended)) {
    report.end = ShrinkEnd::kInterrupted;
  } else if (absl::IsDeadlineExceeded(ended)) {
    report.end = ShrinkEnd::kOutOfBudget;
  } else if (!ended.ok()) {
    return ended;
  }
  absl::StatusOr<Trace> shrunk =
      RecordResult(trace.header, shrinker.picks(), search.signature, options);
  if (!shrunk.ok()) return shrunk.status();
  report.trace = *std::move(shrunk);
  report.before = CountKinds(recorded.Picks());
  report.after = CountKinds(report.trace.Picks());
  report.length_before = recorded.records.size();
  report.length_after = report.trace.records.size();
  report.replays = (*oracle)->runs() + 1;
  report.elapsed_ms = MonotonicMs() - started_ms;
  return report;
}

}  // namespace varve::sim
