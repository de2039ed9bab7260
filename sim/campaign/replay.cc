#include "sim/campaign/replay.h"

#include <poll.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <utility>

#include "sim/campaign/work_directory.h"
#include "sim/campaign/worker_process.h"
#include "sim/trace/compare.h"

namespace varve::sim {
namespace {

absl::StatusOr<Outcome> RunTrace(const Trace& trace, RunFunction run, const RunLimits& limits) {
  absl::StatusOr<std::unique_ptr<WorkDirectory>> directory = WorkDirectory::Create();
  if (!directory.ok()) return directory.status();
  WorkerSpec spec;
  spec.run = run;
  spec.request.profile = trace.header.profile;
  spec.request.strategy = trace.header.strategy;
  spec.request.replay = &trace;
  spec.limits = limits;
  spec.directory = (*directory)->path();
  absl::StatusOr<std::unique_ptr<WorkerProcess>> worker = WorkerProcess::Start(spec, 0);
  if (!worker.ok()) return worker.status();
  (*worker)->Run({.first = 0, .count = 1});
  pollfd polled = {(*worker)->descriptor(), POLLIN, 0};
  const int64_t most = std::numeric_limits<int>::max();
  const int ready = poll(&polled, 1, static_cast<int>(std::min(limits.wall_ms, most)));
  return ready != 0 ? (*worker)->TakeOutcome() : (*worker)->TakeHang();
}

ReplayVerdict VerdictOf(const Trace& trace, const ReplayReport& report) {
  const RunResult& result = report.outcome.result;
  if (report.outcome.internal_error) return ReplayVerdict::kInternalError;
  // An edited trace asks for another run, and another program may answer differently. Runs that
  // were killed from outside have no digest to compare.
  const bool comparable =
      report.outcome.has_digest && trace.header.digest && report.same_build && !report.edited;
  const Signature signature = {result.rule, result.message};
  const bool same_end = result.failed && signature == trace.header.signature;
  if (comparable && !(report.digest_equal && same_end)) return ReplayVerdict::kNondeterministic;
  if (!result.failed) return ReplayVerdict::kClean;
  return signature == trace.header.signature ? ReplayVerdict::kReproduced
                                             : ReplayVerdict::kOtherFailure;
}

bool Shows(const std::vector<Record>& records, const std::string& event_name) {
  return std::any_of(records.begin(), records.end(), [&](const Record& record) {
    const auto* event = std::get_if<RecordedEvent>(&record);
    return event != nullptr && event->name == event_name;
  });
}

}  // namespace

absl::StatusOr<ReplayReport> Replay(const Trace& trace, RunFunction run, const RunLimits& limits) {
  absl::StatusOr<Outcome> outcome = RunTrace(trace, run, limits);
  if (!outcome.ok()) return outcome.status();
  ReplayReport report;
  report.outcome = *std::move(outcome);
  report.edited = trace.header.sum != Checksum(trace);
  report.same_build = !trace.header.build.empty() && trace.header.build == BuildId();
  report.digest_equal =
      report.outcome.has_digest && trace.header.digest == report.outcome.result.digest;
  report.first_difference = FirstDifference(trace.records, report.outcome.trace->records);
  report.verdict = VerdictOf(trace, report);
  return report;
}

std::string Judge(const RegisteredTrace& registered, const ReplayReport& report) {
  std::string complaints;
  const RunResult& result = report.outcome.result;
  if (result.failed) {
    complaints += registered.file + ": fails with [" + result.rule + "] " + result.message + "\n";
  }
  if (!Shows(report.outcome.trace->records, registered.event)) {
    complaints += registered.file + ": the replay shows no event '" + registered.event + "'\n";
  }
  if (report.outcome.divergences > registered.divergences) {
    complaints += registered.file + ": " + std::to_string(report.outcome.divergences) +
                  " divergences, at most " + std::to_string(registered.divergences) +
                  " allowed; the first: " + report.outcome.divergence + "\n";
  }
  return complaints;
}

}  // namespace varve::sim
