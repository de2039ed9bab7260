// Runs many seeds in worker processes, so that whatever a run does to its process (abort, crash,
// hang, run out of memory) is one counterexample and never the end of the campaign.
#ifndef VARVE_SIM_CAMPAIGN_CAMPAIGN_H_
#define VARVE_SIM_CAMPAIGN_CAMPAIGN_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "sim/campaign/outcome.h"
#include "sim/campaign/runner.h"

namespace varve::sim {

struct CampaignOptions {
  RunFunction run = nullptr;
  uint64_t first_seed = 0;
  uint64_t last_seed = 0;  // inclusive, at least `first_seed`
  int jobs = 1;
  std::string profile;
  std::string faults;
  std::string strategy;
  std::string out_directory = "out";  // made when missing; gets seed-N.trace of each failure
  bool keep_traces = false;           // of runs that pass, too
  std::optional<uint8_t> heap_fill;   // as in `RunRequest`
  bool fail_fast = false;             // end after the first failure, in the order of seeds
  RunLimits limits;
};

/// How far a campaign is. Rates are the reader's to compute.
struct Progress {
  uint64_t seeds_done = 0;
  uint64_t seeds_total = 0;
  uint64_t failures = 0;
  int64_t elapsed_ms = 0;
  Statistics statistics;  // of the seeds done
};

struct CampaignResult {
  Progress progress;
  uint64_t internal_errors = 0;  // among the failures
  std::string last_trace;        // path of the last failure's trace; empty without failures
  bool interrupted = false;      // by SIGINT or SIGTERM
};

class CampaignObserver {
 public:
  virtual ~CampaignObserver() = default;

  /// One run is over. Called in the order of seeds, whatever the number of jobs. `trace_path` is
  /// empty unless a trace was written.
  virtual void OnOutcome(const Outcome& outcome, const std::string& trace_path) = 0;

  /// Called several times a second.
  virtual void OnProgress(const Progress& progress) = 0;
};

/// Outcomes do not depend on `options.jobs`. SIGINT and SIGTERM end the campaign early while this
/// runs. Errors: `kPermissionDenied` and other codes of the system when something cannot be
/// written; `kInternal` when workers cannot be run. Thread safety: a program runs one campaign at a
/// time, and no other threads, since it forks.
[[nodiscard]] absl::StatusOr<CampaignResult> RunCampaign(const CampaignOptions& options,
                                                         CampaignObserver& observer);

}  // namespace varve::sim

#endif  // VARVE_SIM_CAMPAIGN_CAMPAIGN_H_
