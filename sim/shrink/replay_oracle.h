// Answers the shrinker's question by replaying candidates in worker processes.
#ifndef VARVE_SIM_SHRINK_REPLAY_ORACLE_H_
#define VARVE_SIM_SHRINK_REPLAY_ORACLE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "sim/campaign/interrupt_watch.h"
#include "sim/campaign/work_directory.h"
#include "sim/campaign/worker_process.h"
#include "sim/shrink/candidate_oracle.h"

namespace varve::sim {

/// The worker processes live on from candidate to candidate, so that one costs about one run; one
/// that a candidate kills is replaced. Answers do not depend on the number of workers. Thread
/// safety: one thread, and no others in the program, since it forks.
class ReplayOracle final : public CandidateOracle {
 public:
  struct Options {
    RunFunction run = nullptr;
    RunRequest request;   // profile and strategy of the trace
    RunLimits limits;     // of one candidate
    int jobs = 1;         // worker processes
    Signature signature;  // of the failure to be kept
    int64_t deadline_ms;  // of the monotonic clock
  };

  /// `interrupts` must outlive the oracle.
  [[nodiscard]] static absl::StatusOr<std::unique_ptr<ReplayOracle>> Create(
      Options options, const InterruptWatch& interrupts);

  /// `kDeadlineExceeded` after the deadline, `kCancelled` on SIGINT and SIGTERM, else as
  /// `RunCampaign`. After an error the oracle is good for nothing more.
  [[nodiscard]] absl::StatusOr<std::optional<Hit>> FirstFailing(
      std::span<const Picks> candidates) override;

  [[nodiscard]] size_t batch() const override { return workers_.size(); }

  /// Runs so far, those in vain included.
  [[nodiscard]] uint64_t runs() const { return runs_; }

 private:
  struct Worker {
    std::unique_ptr<WorkerProcess> process;
    size_t candidate = 0;  // that it runs, unless idle
  };

  ReplayOracle(Options options, const InterruptWatch& interrupts);

  absl::Status Start(size_t index);
  void HandOut(std::span<const Picks> candidates, size_t& next, size_t end);
  absl::Status Wait(std::optional<Hit>& hit);
  absl::Status Take(size_t index, bool ready, std::optional<Hit>& hit);
  [[nodiscard]] bool AllIdle() const;

  const Options options_;
  const InterruptWatch& interrupts_;
  std::unique_ptr<WorkDirectory> directory_;
  WorkerSpec spec_;
  std::vector<Worker> workers_;
  uint64_t runs_ = 0;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_SHRINK_REPLAY_ORACLE_H_
