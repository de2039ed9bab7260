// The unit of work of a campaign: one world, executed to its end in this process. sim/world
// implements the two functions at the bottom; the campaign knows nothing else of a world.
#ifndef VARVE_SIM_CAMPAIGN_RUNNER_H_
#define VARVE_SIM_CAMPAIGN_RUNNER_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "sim/campaign/statistics.h"
#include "sim/choice/choice_log.h"
#include "sim/choice/choices.h"
#include "sim/choice/digest.h"
#include "sim/trace/trace.h"

namespace varve::sim {

struct RunRequest {
  uint64_t seed = 0;
  std::string profile;      // one of `WorldDescription::profiles`; empty: the world chooses
  std::string faults;       // "on" or "off"; empty: the world chooses
  std::string strategy;     // one of `WorldDescription::strategies`; empty: the world chooses
  bool keep_trace = false;  // record the trace of a run that passes, too
  std::optional<uint8_t> heap_fill;  // what the engine finds in fresh memory; makes no difference
  const Trace* replay = nullptr;  // what `Choices` replays; null when they are drawn from the seed
};

struct RunResult {
  bool failed = false;
  std::string rule;     // the violated rule's number ("V4"), or another short stable word
  std::string message;  // one line; equal from replay to replay (no addresses, no wall-clock time)
  uint64_t digest = 0;  // `Digest::value()` at the end
  Statistics statistics;
  std::string knobs_json;  // one JSON object on one line, or empty
};

/// Executes one world to its end in this process and returns what was found. All choices come from
/// `choices` (never from `request.seed` directly, so that a replay ignores the seed); `log` gets
/// the knobs as soon as they are known, events and state digests, and `digest` everything that
/// makes up the run's identity. All three are the run's own, and outlive it. The log and the
/// choices belong to the simulator, not to the simulated process.
RunResult RunWorld(const RunRequest& request, Choices& choices, ChoiceLog& log, Digest& digest);

/// The type of `RunWorld`; tests give campaigns another.
using RunFunction = RunResult (*)(const RunRequest&, Choices&, ChoiceLog&, Digest&);

struct NamedThing {
  std::string_view name;
  std::string_view meaning;
};

/// What a world can be asked for and what its statistics mean. The views point at static tables.
struct WorldDescription {
  std::span<const NamedThing> scenarios;
  std::span<const NamedThing> profiles;
  std::span<const NamedThing> strategies;
  std::span<const NamedThing> knobs;
  std::span<const NamedThing> faults;
  std::span<const NamedThing> image_classes;  // names of `Statistics::image_classes`, in its order
};

/// Implemented in sim/world.
WorldDescription DescribeWorld();

}  // namespace varve::sim

#endif  // VARVE_SIM_CAMPAIGN_RUNNER_H_
