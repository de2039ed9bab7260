// The inside of a worker process.
#ifndef VARVE_SIM_CAMPAIGN_WORKER_LOOP_H_
#define VARVE_SIM_CAMPAIGN_WORKER_LOOP_H_

#include "sim/campaign/outcome.h"
#include "sim/campaign/runner.h"

namespace varve::sim {

struct WorkerChannels {
  int channel = -1;         // commands come in, outcomes go out
  int standard_error = -1;  // a file, emptied before each run
};

/// Runs what it is told until the commands end. Everything printed goes to `standard_error`. The
/// process ends here: with status 0, or as the run that it was executing makes it end.
[[noreturn]] void WorkerLoop(RunFunction run, const RunRequest& request, const RunLimits& limits,
                             ChoiceLog& log, const WorkerChannels& channels);

}  // namespace varve::sim

#endif  // VARVE_SIM_CAMPAIGN_WORKER_LOOP_H_
