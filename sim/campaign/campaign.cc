#include "sim/campaign/campaign.h"

#include <poll.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "sim/campaign/interrupt_watch.h"
#include "sim/campaign/work_directory.h"
#include "sim/campaign/worker_process.h"

namespace varve::sim {
namespace {

constexpr uint64_t kMaxRange = 16;  // seeds handed out at once
constexpr int64_t kPollMs = 100;

/// The steps of a campaign: hand out ranges of seeds, wait, take outcomes, deliver them in order.
class Campaign {
 public:
  Campaign(const CampaignOptions& options, std::string directory, CampaignObserver& observer)
      : options_(options), observer_(observer), next_seed_(options.first_seed) {
    spec_.run = options.run;
    spec_.request.profile = options.profile;
    spec_.request.faults = options.faults;
    spec_.request.keep_trace = options.keep_traces;
    spec_.request.heap_fill = options.heap_fill;
    spec_.request.strategy = options.strategy;
    spec_.limits = options.limits;
    spec_.directory = std::move(directory);
    result_.progress.seeds_total = options.last_seed - options.first_seed + 1;
  }

  absl::StatusOr<CampaignResult> Run() {
    const int64_t started_ms = MonotonicMs();
    if (absl::Status started = StartWorkers(); !started.ok()) return started;
    while (!Done()) {
      HandOut();
      if (absl::Status waited = Wait(); !waited.ok()) return waited;
      if (absl::Status delivered = Deliver(); !delivered.ok()) return delivered;
      result_.progress.elapsed_ms = MonotonicMs() - started_ms;
      observer_.OnProgress(result_.progress);
    }
    return std::move(result_);
  }

 private:
  [[nodiscard]] bool Done() const {
    return result_.interrupted || stopped_ ||
           result_.progress.seeds_done == result_.progress.seeds_total;
  }

  absl::Status StartWorkers() {
    const auto wanted = static_cast<uint64_t>(options_.jobs);
    const uint64_t jobs = std::min(wanted, result_.progress.seeds_total);
    range_ = std::clamp<uint64_t>(result_.progress.seeds_total / (jobs * 8), 1, kMaxRange);
    for (uint64_t index = 0; index < jobs; ++index) {
      workers_.emplace_back();
      if (absl::Status started = Start(index); !started.ok()) return started;
    }
    return absl::OkStatus();
  }

  absl::Status Start(size_t index) {
    absl::StatusOr<std::unique_ptr<WorkerProcess>> worker =
        WorkerProcess::Start(spec_, static_cast<int>(index));
    if (!worker.ok()) return worker.status();
    workers_[index] = *std::move(worker);
    return absl::OkStatus();
  }

  void HandOut() {
    for (const std::unique_ptr<WorkerProcess>& worker : workers_) {
      if (!worker->idle() || exhausted_) continue;
      // Counted from the end, so that the last seed may be the largest number there is.
      const uint64_t left = options_.last_seed - next_seed_;
      const uint64_t count = left < range_ ? left + 1 : range_;
      worker->Run({next_seed_, count});
      exhausted_ = count == left + 1;
      next_seed_ += count;
    }
  }

  /// Waits until a worker has something to say or is late, and takes the outcomes there are.
  absl::Status Wait() {
    std::vector<pollfd> polled;
    for (const auto& worker : workers_) {
      // poll skips negative descriptors: an idle worker has nothing to say.
      polled.push_back({worker->idle() ? -1 : worker->descriptor(), POLLIN, 0});
    }
    polled.push_back({interrupts_.descriptor(), POLLIN, 0});
    poll(polled.data(), polled.size(), static_cast<int>(kPollMs));
    result_.interrupted = (polled.back().revents & POLLIN) != 0;
    for (size_t index = 0; index < workers_.size(); ++index) {
      if (workers_[index]->idle()) continue;
      const bool ready = polled[index].revents != 0;
      if (!ready && !Late(*workers_[index])) continue;
      if (absl::Status taken = Take(index, ready); !taken.ok()) return taken;
    }
    return absl::OkStatus();
  }

  [[nodiscard]] bool Late(const WorkerProcess& worker) const {
    return MonotonicMs() - worker.started_ms() > options_.limits.wall_ms;
  }

  absl::Status Take(size_t index, bool ready) {
    WorkerProcess& worker = *workers_[index];
    absl::StatusOr<Outcome> outcome = ready ? worker.TakeOutcome() : worker.TakeHang();
    if (!outcome.ok()) return outcome.status();
    waiting_.emplace(outcome->seed, *std::move(outcome));
    if (!worker.dead()) return absl::OkStatus();
    const SeedRange remaining = worker.remaining();
    if (absl::Status restarted = Start(index); !restarted.ok()) return restarted;
    if (remaining.count != 0) workers_[index]->Run(remaining);
    return absl::OkStatus();
  }

  /// Hands to the observer every outcome whose predecessors are all there.
  absl::Status Deliver() {
    while (!waiting_.empty() && !stopped_) {
      const auto first = waiting_.begin();
      if (first->first != options_.first_seed + result_.progress.seeds_done) break;
      if (absl::Status delivered = DeliverOne(first->second); !delivered.ok()) return delivered;
      waiting_.erase(first);
    }
    return absl::OkStatus();
  }

  absl::Status DeliverOne(const Outcome& outcome) {
    std::string path;
    ++result_.progress.seeds_done;
    result_.progress.statistics.Add(outcome.result.statistics);
    if (outcome.trace.has_value()) {
      path = options_.out_directory + "/seed-" + std::to_string(outcome.seed) + ".trace";
      if (absl::Status written = WriteTraceFile(*outcome.trace, path); !written.ok()) {
        return written;
      }
    }
    if (outcome.result.failed) {
      ++result_.progress.failures;
      if (outcome.internal_error) ++result_.internal_errors;
      result_.last_trace = path;
      stopped_ = options_.fail_fast;
    }
    observer_.OnOutcome(outcome, path);
    return absl::OkStatus();
  }

  const CampaignOptions& options_;
  CampaignObserver& observer_;
  InterruptWatch interrupts_;
  WorkerSpec spec_;
  std::vector<std::unique_ptr<WorkerProcess>> workers_;
  uint64_t range_ = 1;                   // seeds handed out at once
  uint64_t next_seed_;                   // the first one not handed out
  bool exhausted_ = false;               // all have been handed out
  bool stopped_ = false;                 // after the first failure, with fail_fast
  std::map<uint64_t, Outcome> waiting_;  // outcomes whose predecessors are not there yet
  CampaignResult result_;
};

}  // namespace

absl::StatusOr<CampaignResult> RunCampaign(const CampaignOptions& options,
                                           CampaignObserver& observer) {
  std::error_code error;
  std::filesystem::create_directories(options.out_directory, error);
  if (error) return absl::PermissionDeniedError(options.out_directory + ": " + error.message());
  absl::StatusOr<std::unique_ptr<WorkDirectory>> directory = WorkDirectory::Create();
  if (!directory.ok()) return directory.status();
  return Campaign(options, (*directory)->path(), observer).Run();
}

}  // namespace varve::sim
