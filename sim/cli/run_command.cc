#include <unistd.h>

#include <cinttypes>
#include <string>
#include <vector>

#include "sim/campaign/campaign.h"
#include "sim/campaign/gates.h"
#include "sim/cli/arguments.h"
#include "sim/cli/commands.h"
#include "sim/cli/error_text.h"
#include "sim/cli/exit_status.h"
#include "sim/cli/progress.h"
#include "sim/cli/summary.h"

namespace varve::sim {
namespace {

/// Prints what a campaign finds while it goes on.
class RunPrinter final : public CampaignObserver {
 public:
  RunPrinter(const CommandContext& context, bool digest)
      : context_(context), digest_(digest), progress_(context.err) {}

  void OnOutcome(const Outcome& outcome, const std::string& trace_path) override {
    if (digest_) {
      std::fprintf(context_.out, "seed=%" PRIu64 " digest=%016" PRIx64 "\n", outcome.seed,
                   outcome.result.digest);
    }
    if (!outcome.result.failed) return;
    progress_.Clear();
    std::FILE* const file = digest_ ? context_.err : context_.out;
    std::fprintf(file, "seed %" PRIu64 " failed: [%s] %s\n", outcome.seed,
                 outcome.result.rule.c_str(), outcome.result.message.c_str());
    if (!outcome.result.knobs_json.empty()) {
      std::fprintf(file, "  knobs: %s\n", outcome.result.knobs_json.c_str());
    }
    std::fprintf(file, "  trace: %s\n", trace_path.c_str());
  }

  void OnProgress(const Progress& progress) override { progress_.Update(progress); }

  void Finish() { progress_.Clear(); }

 private:
  const CommandContext& context_;
  const bool digest_;
  ProgressPrinter progress_;
};

/// Prints what comes last and returns the exit status.
int Conclude(const CampaignResult& result, const RunArguments& arguments,
             const CommandContext& context) {
  std::FILE* const file = arguments.digest ? context.err : context.out;
  const Progress& progress = result.progress;
  if (!arguments.digest) std::fputs(Summary(progress, context.world).c_str(), context.out);
  if (result.interrupted) {
    std::fprintf(context.err, "varve-sim: interrupted after %" PRIu64 " of %" PRIu64 " seeds\n",
                 progress.seeds_done, progress.seeds_total);
  }
  if (progress.failures > 0) {
    std::fprintf(file, "trace:  %s\nreplay: %s replay %s\n", result.last_trace.c_str(),
                 context.program.c_str(), result.last_trace.c_str());
    return progress.failures > result.internal_errors ? kExitCounterexample : kExitInternal;
  }
  if (result.interrupted) return kExitRetry;
  const std::vector<std::string> shortfalls =
      Shortfalls(progress.statistics,
                 {.seeds = progress.seeds_done,
                  .faults = arguments.faults != "off",
                  // A profile by itself may rule out some.
                  .image_classes = arguments.profile.empty() ? context.world.image_classes
                                                             : std::span<const NamedThing>(),
                  .fault_kinds = context.world.faults});
  for (const std::string& sentence : shortfalls) {
    std::fprintf(file, "campaign fails: %s\n", sentence.c_str());
  }
  return shortfalls.empty() ? kExitClean : kExitCounterexample;
}

}  // namespace

int RunCommand(std::span<const std::string> words, const CommandContext& context) {
  const int processors = static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN));
  const absl::StatusOr<RunArguments> arguments =
      ParseRunArguments(words, context.world, processors);
  if (!arguments.ok()) return UsageError("run", arguments.status(), context.err);
  CampaignOptions options;
  options.run = context.run;
  options.first_seed = arguments->first_seed;
  options.last_seed = arguments->last_seed;
  options.jobs = arguments->jobs;
  options.profile = arguments->profile;
  options.faults = arguments->faults;
  options.strategy = arguments->strategy;
  options.out_directory = arguments->out;
  options.fail_fast = arguments->fail_fast;
  options.keep_traces = arguments->traces;
  options.heap_fill = arguments->heap_fill;
  RunPrinter printer(context, arguments->digest);
  const absl::StatusOr<CampaignResult> result = RunCampaign(options, printer);
  printer.Finish();
  if (!result.ok()) return CampaignError("run", result.status(), context.err);
  return Conclude(*result, *arguments, context);
}

}  // namespace varve::sim
