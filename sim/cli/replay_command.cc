#include <cinttypes>
#include <string>

#include "sim/campaign/replay.h"
#include "sim/cli/arguments.h"
#include "sim/cli/commands.h"
#include "sim/cli/error_text.h"
#include "sim/cli/exit_status.h"

namespace varve::sim {
namespace {

const char* VerdictText(ReplayVerdict verdict) {
  switch (verdict) {
    case ReplayVerdict::kClean:
      return "clean: no failure";
    case ReplayVerdict::kReproduced:
      return "reproduced: the failure is the trace's";
    case ReplayVerdict::kOtherFailure:
      return "another failure than the trace's";
    case ReplayVerdict::kNondeterministic:
      return "NONDETERMINISM: this program recorded this trace, and now runs it differently";
    case ReplayVerdict::kInternalError:
      return "internal error of the simulator";
  }
  return "";
}

int StatusOf(ReplayVerdict verdict) {
  switch (verdict) {
    case ReplayVerdict::kClean:
      return kExitClean;
    case ReplayVerdict::kReproduced:
    case ReplayVerdict::kOtherFailure:
      return kExitCounterexample;
    case ReplayVerdict::kNondeterministic:
    case ReplayVerdict::kInternalError:
      return kExitInternal;
  }
  return kExitInternal;
}

void PrintReport(const Trace& trace, const ReplayReport& report, std::FILE* file) {
  const RunResult& result = report.outcome.result;
  const TraceHeader& header = trace.header;
  std::fprintf(file, "verdict     %s\n", VerdictText(report.verdict));
  std::fprintf(file, "signature   [%s] %s\n", header.signature.rule.c_str(),
               header.signature.message.c_str());
  const bool same = Signature{result.rule, result.message} == header.signature;
  if (same) {
    std::fprintf(file, "  replayed  equal\n");
  } else {
    std::fprintf(file, "  replayed  [%s] %s\n", result.rule.c_str(), result.message.c_str());
  }
  std::fprintf(file, "digest      %016" PRIx64 ", %s\n", result.digest,
               report.digest_equal                            ? "equal to the trace's"
               : !header.digest || !report.outcome.has_digest ? "nothing to compare it with"
                                                              : "not the trace's");
  std::fprintf(file, "trace       %s, recorded by %s\n",
               report.edited ? "edited since it was recorded" : "as it was recorded",
               report.same_build ? "this program" : "another program");
  std::fprintf(file, "divergences %" PRIu64 "\n", report.outcome.divergences);
  if (!report.outcome.divergence.empty()) {
    std::fprintf(file, "  first     %s\n", report.outcome.divergence.c_str());
  }
  if (!report.first_difference.empty()) {
    std::fprintf(file, "  differs   %s\n", report.first_difference.c_str());
  }
}

}  // namespace

int ReplayCommand(std::span<const std::string> words, const CommandContext& context) {
  const absl::StatusOr<ReplayArguments> arguments = ParseReplayArguments(words);
  if (!arguments.ok()) return UsageError("replay", arguments.status(), context.err);
  const absl::StatusOr<Trace> trace = ReadTraceFile(arguments->trace);
  if (!trace.ok()) return UsageError("replay", trace.status(), context.err);
  const absl::StatusOr<ReplayReport> report = Replay(*trace, context.run, RunLimits());
  if (!report.ok()) return CampaignError("replay", report.status(), context.err);
  if (arguments->digest) {
    const std::string seed = trace->header.seed ? std::to_string(*trace->header.seed) : "-";
    std::fprintf(context.out, "seed=%s digest=%016" PRIx64 "\n", seed.c_str(),
                 report->outcome.result.digest);
  }
  PrintReport(*trace, *report, arguments->digest ? context.err : context.out);
  return StatusOf(report->verdict);
}

}  // namespace varve::sim
