// Runs a trace again, in a worker process, and holds the outcome against the trace's header.
#ifndef VARVE_SIM_CAMPAIGN_REPLAY_H_
#define VARVE_SIM_CAMPAIGN_REPLAY_H_

#include <string>

#include "absl/status/statusor.h"
#include "sim/campaign/outcome.h"
#include "sim/campaign/runner.h"
#include "sim/trace/registry.h"
#include "sim/trace/trace.h"

namespace varve::sim {

enum class ReplayVerdict : uint8_t {
  kClean,             // no failure
  kReproduced,        // a failure with the signature of the header
  kOtherFailure,      // a failure with another one
  kNondeterministic,  // the same program, the same trace, and yet another run
  kInternalError,     // the simulator failed
};

struct ReplayReport {
  ReplayVerdict verdict = ReplayVerdict::kClean;
  Outcome outcome;
  bool edited = false;           // the trace is not as it was recorded
  bool same_build = false;       // it was recorded by this very program
  bool digest_equal = false;     // false also when the header or the replay has none
  std::string first_difference;  // between the two runs' records; empty when there is none
};

/// The seed of the header is ignored: the world gets 0. Errors are those of `RunCampaign`.
[[nodiscard]] absl::StatusOr<ReplayReport> Replay(const Trace& trace, RunFunction run,
                                                  const RunLimits& limits);

/// What a replay lacks of what the registry asks for, one complaint a line; empty when nothing. The
/// replay must be clean, since the bug that the trace was recorded with is not planted now.
[[nodiscard]] std::string Judge(const RegisteredTrace& registered, const ReplayReport& report);

}  // namespace varve::sim

#endif  // VARVE_SIM_CAMPAIGN_REPLAY_H_
