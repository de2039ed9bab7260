#include <algorithm>
#include <string_view>

#include "sim/cli/commands.h"
#include "sim/cli/exit_status.h"

namespace varve::sim {
namespace {

constexpr std::string_view kUsage =
    R"(varve-sim: runs the storage engine in a deterministic simulator

  varve-sim run --seeds A..B [--jobs N] [--profile P] [--faults on|off] [--strategy S]
                [--digest] [--fail-fast] [--out DIR] [--traces] [--heap-fill BYTE]
      Runs one simulated world for each seed of A to B, in N worker processes (default: one a
      processor). Writes DIR/seed-N.trace (default: out/) for each run that fails.
      --digest prints "seed=N digest=HEX" for each seed and nothing else on standard output;
      --fail-fast ends with the first failure; otherwise all seeds are run.
      --traces writes a trace for each run, passed or failed. --heap-fill fills fresh memory of the
      simulated process with BYTE and freed memory with its complement; digests must not change.
  varve-sim replay TRACE [--digest]
      Runs the trace again and says whether it shows the same failure.
  varve-sim shrink TRACE --out FILE [--jobs N] [--budget-seconds S]
      Makes the trace as simple as it gets while it fails alike, in S seconds at most (default:
      60), with N worker processes. The result is the same whatever N is.
  varve-sim explain TRACE [--width N] [--last N] [--fiber PATH[,PATH...]]
      Tells the trace in columns, one for each fiber and one for the disk: the last N rows, or what
      these fibers did (a path or its last part: "life2/writer0", "flush", "life2").
  varve-sim list scenarios | strategies | probes | knobs | faults
      Names what there is.

Exit status: 0 clean (shrink, explain: done), 1 counterexample found, 64 usage,
70 nondeterminism or internal error, a trace to be shrunk that does not fail here included,
74 cannot write, 75 interrupted.
)";

void PrintUsage(std::FILE* file) { std::fwrite(kUsage.data(), 1, kUsage.size(), file); }

int Dispatch(std::span<const std::string> words, const CommandContext& context) {
  const bool help = std::any_of(words.begin(), words.end(), [](const std::string& word) {
    return word == "--help" || word == "-h";
  });
  if (help) {
    PrintUsage(context.out);
    return kExitClean;
  }
  if (words.empty()) {
    PrintUsage(context.err);
    return kExitUsage;
  }
  const std::string& verb = words.front();
  if (verb == "run") return RunCommand(words.subspan(1), context);
  if (verb == "replay") return ReplayCommand(words.subspan(1), context);
  if (verb == "shrink") return ShrinkCommand(words.subspan(1), context);
  if (verb == "explain") return ExplainCommand(words.subspan(1), context);
  if (verb == "list") return ListCommand(words.subspan(1), context);
  std::fprintf(context.err, "varve-sim: there is no command '%s'\n\n", verb.c_str());
  PrintUsage(context.err);
  return kExitUsage;
}

}  // namespace

int VarveSim(std::span<const std::string> words, const CommandContext& context) {
  const int status = Dispatch(words, context);
  if (std::fflush(context.out) == 0 && std::ferror(context.out) == 0) return status;
  std::fprintf(context.err, "varve-sim: cannot write to standard output\n");
  return kExitCannotWrite;
}

}  // namespace varve::sim
