// What became of one run, however it ended.
#ifndef VARVE_SIM_CAMPAIGN_OUTCOME_H_
#define VARVE_SIM_CAMPAIGN_OUTCOME_H_

#include <cstdint>
#include <optional>
#include <string>

#include "sim/campaign/runner.h"
#include "sim/trace/trace.h"

namespace varve::sim {

struct Outcome {
  uint64_t seed = 0;
  /// Of a run whose process died: `failed`, with the rule "abort", "signal 11", "exit 3",
  /// "sanitizer" or "hang", and without statistics.
  RunResult result;
  bool has_digest = true;       // false after a hang, whose last moment is the machine's choice
  bool internal_error = false;  // the simulator failed (status 70), not the engine
  uint64_t divergences = 0;     // of a replay; at least so many when its process died
  std::string divergence;       // the first one
  std::optional<Trace> trace;   // of failed runs and of replays
};

/// What one run may use.
struct RunLimits {
  int64_t wall_ms = 60'000;                   // then it counts as hanging
  uint64_t memory_bytes = uint64_t{4} << 30;  // address space; without effect under sanitizers
};

}  // namespace varve::sim

#endif  // VARVE_SIM_CAMPAIGN_OUTCOME_H_
