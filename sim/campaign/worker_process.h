// A worker process as its parent sees it.
#ifndef VARVE_SIM_CAMPAIGN_WORKER_PROCESS_H_
#define VARVE_SIM_CAMPAIGN_WORKER_PROCESS_H_

#include <sys/types.h>

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "absl/status/statusor.h"
#include "sim/campaign/message.h"
#include "sim/campaign/outcome.h"
#include "sim/campaign/runner.h"

namespace varve::sim {

/// What all workers of a campaign do.
struct WorkerSpec {
  RunFunction run = nullptr;
  RunRequest request;  // but for its seed
  RunLimits limits;
  std::string directory;  // exists; gets the choice log and the standard error of each worker
};

/// A process that runs one range of seeds after another and dies of the first run that kills it.
/// Thread safety: one thread.
class WorkerProcess {
 public:
  /// Forks. `spec` must outlive the process; `index` tells apart the workers of one directory.
  [[nodiscard]] static absl::StatusOr<std::unique_ptr<WorkerProcess>> Start(const WorkerSpec& spec,
                                                                            int index);
  /// Kills the process if it still runs.
  ~WorkerProcess();
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  /// Hands out seeds; the worker must be idle.
  void Run(SeedRange range);
  /// Hands out one run that replays `picks`, for workers whose request replays nothing. `seed`
  /// names the run and has to differ from that of the run before. The outcome has a trace if it
  /// failed.
  void RunPicks(uint64_t seed, std::span<const RecordedPick> picks);
  [[nodiscard]] bool idle() const { return remaining_.count == 0; }

  /// Readable when `TakeOutcome` has something to take.
  [[nodiscard]] int descriptor() const { return channel_; }

  /// The outcome of the next seed, waiting for it. A dead worker's is the counterexample that the
  /// seed at hand makes; afterwards `dead()`, and `remaining()` is for another worker.
  [[nodiscard]] absl::StatusOr<Outcome> TakeOutcome();

  /// Kills the process because the seed at hand takes too long, and returns that outcome.
  [[nodiscard]] absl::StatusOr<Outcome> TakeHang();

  [[nodiscard]] bool dead() const { return pid_ < 0; }
  [[nodiscard]] SeedRange remaining() const { return remaining_; }

  /// When the seed at hand was started, in milliseconds of the monotonic clock.
  [[nodiscard]] int64_t started_ms() const { return started_ms_; }

 private:
  WorkerProcess(const WorkerSpec& spec, int index);

  absl::Status Fork();
  int Reap();  // closes the channel and returns the wait status
  void NextSeed();
  absl::StatusOr<Outcome> Died(Signature signature);
  absl::Status AddTrace(Outcome& outcome, const Signature* death);
  [[nodiscard]] std::string StandardError() const;

  const WorkerSpec& spec_;
  const std::string log_path_;
  const std::string error_path_;
  pid_t pid_ = -1;
  int channel_ = -1;  // commands go out, outcomes come in
  SeedRange remaining_;
  int64_t started_ms_ = 0;
};

/// Milliseconds of the monotonic clock of this machine.
[[nodiscard]] int64_t MonotonicMs();

}  // namespace varve::sim

#endif  // VARVE_SIM_CAMPAIGN_WORKER_PROCESS_H_
