#include <unistd.h>

#include <cinttypes>
#include <string>

#include "sim/campaign/replay.h"
#include "sim/cli/arguments.h"
#include "sim/cli/commands.h"
#include "sim/cli/error_text.h"
#include "sim/cli/exit_status.h"
#include "sim/shrink/shrink_trace.h"

namespace varve::sim {
namespace {

constexpr uint64_t kCandidatesBetweenUpdates = 50;

/// Progress as a line that is rewritten in place; elsewhere than on a terminal nothing, since the
/// budget bounds the wait.
class LiveLine {
 public:
  explicit LiveLine(std::FILE* file)
      : file_(file), terminal_(fileno(file) >= 0 && isatty(fileno(file)) != 0) {}

  void Update(size_t picks, uint64_t candidates) {
    if (!terminal_ || candidates < next_) return;
    next_ = candidates + kCandidatesBetweenUpdates;
    std::fprintf(file_, "\r\033[K%zu picks left after %" PRIu64 " candidates", picks, candidates);
    std::fflush(file_);
  }

  void Clear() {
    if (terminal_) std::fputs("\r\033[K", file_);
  }

 private:
  std::FILE* const file_;
  const bool terminal_;
  uint64_t next_ = 0;  // candidates judged at the next update
};

int DoesNotReproduce(const Trace& trace, const ReplayReport& report, std::FILE* err) {
  const RunResult& result = report.outcome.result;
  const Signature& signature = trace.header.signature;
  std::fprintf(err, "varve-sim shrink: the trace does not reproduce in this build\n");
  std::fprintf(err, "  it recorded  [%s] %s\n", signature.rule.c_str(), signature.message.c_str());
  if (report.outcome.internal_error) {
    std::fprintf(err, "  now          internal error of the simulator: %s\n",
                 result.message.c_str());
  } else if (!result.failed) {
    std::fprintf(err, "  now          the run ends well\n");
  } else {
    std::fprintf(err, "  now          [%s] %s\n", result.rule.c_str(), result.message.c_str());
  }
  if (report.verdict == ReplayVerdict::kNondeterministic) {
    std::fprintf(err, "  NONDETERMINISM: this very program recorded it\n");
  }
  if (!report.outcome.divergence.empty()) {
    std::fprintf(err, "  divergence   %s\n", report.outcome.divergence.c_str());
  }
  return kExitInternal;
}

const char* TextOf(ShrinkEnd end) {
  switch (end) {
    case ShrinkEnd::kMinimal:
      return "minimal: no single step makes it simpler";
    case ShrinkEnd::kOutOfBudget:
      return "out of budget: a larger --budget-seconds may make it simpler";
    case ShrinkEnd::kInterrupted:
      return "interrupted: the best so far";
  }
  return "";
}

void PrintReport(const ShrinkReport& report, std::FILE* out) {
  const Signature& signature = report.trace.header.signature;
  std::fprintf(out, "before     %s\n", Summary(report.before).c_str());
  std::fprintf(out, "after      %s\n", Summary(report.after).c_str());
  std::fprintf(out, "run        %" PRIu64 " records before, %" PRIu64 " after\n",
               report.length_before, report.length_after);
  std::fprintf(out, "effort     %" PRIu64 " replays in %.1f s\n", report.replays,
               static_cast<double>(report.elapsed_ms) / 1000);
  std::fprintf(out, "signature  [%s] %s\n", signature.rule.c_str(), signature.message.c_str());
  std::fprintf(out, "end        %s\n", TextOf(report.end));
}

}  // namespace

int ShrinkCommand(std::span<const std::string> words, const CommandContext& context) {
  const int processors = static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN));
  const absl::StatusOr<ShrinkArguments> arguments = ParseShrinkArguments(words, processors);
  if (!arguments.ok()) return UsageError("shrink", arguments.status(), context.err);
  const absl::StatusOr<Trace> trace = ReadTraceFile(arguments->trace);
  if (!trace.ok()) return UsageError("shrink", trace.status(), context.err);
  const absl::StatusOr<ReplayReport> first = Replay(*trace, context.run, RunLimits());
  if (!first.ok()) return CampaignError("shrink", first.status(), context.err);
  if (!FailedAlike(*trace, *first)) return DoesNotReproduce(*trace, *first, context.err);
  // Written before the search too: that it cannot be is better known now, and whatever ends this
  // process, a trace that fails is there.
  Trace recorded = *first->outcome.trace;
  recorded.header.seed = trace->header.seed;
  if (absl::Status written = WriteTraceFile(recorded, arguments->out); !written.ok()) {
    return CampaignError("shrink", written, context.err);
  }
  ShrinkOptions options;
  options.run = context.run;
  options.jobs = arguments->jobs;
  options.budget_ms = arguments->budget_seconds * 1000;
  LiveLine line(context.err);
  const absl::StatusOr<ShrinkReport> report =
      ShrinkTrace(*trace, *first, options,
                  [&line](size_t picks, uint64_t candidates) { line.Update(picks, candidates); });
  line.Clear();
  if (!report.ok()) return CampaignError("shrink", report.status(), context.err);
  if (absl::Status written = WriteTraceFile(report->trace, arguments->out); !written.ok()) {
    return CampaignError("shrink", written, context.err);
  }
  PrintReport(*report, context.out);
  std::fprintf(context.out, "replay: %s replay %s\n", context.program.c_str(),
               arguments->out.c_str());
  return report->end == ShrinkEnd::kInterrupted ? kExitRetry : kExitClean;
}

}  // namespace varve::sim
