// A fill that dies: what was acknowledged must be there afterwards.
#ifndef VARVE_TESTS_BENCH_WORKLOADS_KILLED_FILL_H_
#define VARVE_TESTS_BENCH_WORKLOADS_KILLED_FILL_H_

#include <vector>

#include "tests/bench/workloads/run.h"

namespace varve::bench {

/// What the child does: `preload` first, unmeasured, then `lists`, each on a thread of its own, in
/// batches of `batch` puts, with the values of `generation`.
struct KilledFill {
  EngineSettings settings;
  const std::vector<Ops>& lists;
  uint64_t batch = 1;
  uint64_t generation = 0;
  const Ops* preload = nullptr;
};

/// Fills in a child process, which is killed by SIGKILL once `kill_after` puts of the lists have
/// been acknowledged (or all); then opens the database here and reads all that was acknowledged.
/// Without a log there is nothing to expect: then only the opening counts. The outcome's count is
/// that of the acknowledged puts.
[[nodiscard]] Outcome KillAndVerify(Run& run, const KilledFill& fill);

}  // namespace varve::bench

#endif  // VARVE_TESTS_BENCH_WORKLOADS_KILLED_FILL_H_
