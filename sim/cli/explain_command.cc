#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <utility>

#include "sim/campaign/replay.h"
#include "sim/cli/arguments.h"
#include "sim/cli/commands.h"
#include "sim/cli/error_text.h"
#include "sim/cli/exit_status.h"
#include "sim/report/explain.h"

namespace varve::sim {
namespace {

constexpr size_t kWidthElsewhere = 100;
constexpr size_t kLeastWidth = 40;

/// As wide as the terminal, if `file` is one.
size_t WidthOf(std::FILE* file) {
  winsize size = {};
  const int descriptor = fileno(file);
  const bool terminal = descriptor >= 0 && ioctl(descriptor, TIOCGWINSZ, &size) == 0;
  if (!terminal || size.ws_col == 0) return kWidthElsewhere;
  return std::max<size_t>(size.ws_col, kLeastWidth);
}

/// The records that stand in the trace are those of the run that failed, in the program that
/// failed: no replay can do better. An edited trace asks for another run, and one without events
/// has told nothing yet.
bool TellsItself(const Trace& trace) {
  return trace.header.sum == Checksum(trace) &&
         std::any_of(trace.records.begin(), trace.records.end(), [](const Record& record) {
           return std::holds_alternative<RecordedEvent>(record);
         });
}

}  // namespace

int ExplainCommand(std::span<const std::string> words, const CommandContext& context) {
  const absl::StatusOr<ExplainArguments> arguments = ParseExplainArguments(words);
  if (!arguments.ok()) return UsageError("explain", arguments.status(), context.err);
  absl::StatusOr<Trace> trace = ReadTraceFile(arguments->trace);
  if (!trace.ok()) return UsageError("explain", trace.status(), context.err);
  if (!TellsItself(*trace)) {
    absl::StatusOr<ReplayReport> report = Replay(*trace, context.run, RunLimits());
    if (!report.ok()) return CampaignError("explain", report.status(), context.err);
    std::fprintf(context.err, "varve-sim explain: the trace %s: this is a replay of it\n",
                 trace->header.sum == Checksum(*trace) ? "holds no events" : "was edited");
    report->outcome.trace->header.seed = trace->header.seed;
    *trace = *std::move(report->outcome.trace);
  }
  ExplainOptions options;
  options.width =
      arguments->width == 0 ? WidthOf(context.out) : static_cast<size_t>(arguments->width);
  options.last = arguments->last;
  options.fibers = arguments->fibers;
  const absl::StatusOr<std::string> text = Explain(*trace, options);
  if (!text.ok()) return UsageError("explain", text.status(), context.err);
  std::fwrite(text->data(), 1, text->size(), context.out);
  return kExitClean;
}

}  // namespace varve::sim
