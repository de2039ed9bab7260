#include "sim/shrink/replay_oracle.h"

#include <poll.h>

#include <algorithm>
#include <utility>

#include "sim/shrink/same_failure.h"

namespace varve::sim {
namespace {

constexpr int kPollMs = 100;

}  // namespace

ReplayOracle::ReplayOracle(Options options, const InterruptWatch& interrupts)
    : options_(std::move(options)), interrupts_(interrupts) {}

absl::StatusOr<std::unique_ptr<ReplayOracle>> ReplayOracle::Create(
    Options options, const InterruptWatch& interrupts) {
  absl::StatusOr<std::unique_ptr<WorkDirectory>> directory = WorkDirectory::Create();
  if (!directory.ok()) return directory.status();
  std::unique_ptr<ReplayOracle> oracle(new ReplayOracle(std::move(options), interrupts));
  oracle->directory_ = *std::move(directory);
  oracle->spec_.run = oracle->options_.run;
  oracle->spec_.request = oracle->options_.request;
  oracle->spec_.limits = oracle->options_.limits;
  oracle->spec_.directory = oracle->directory_->path();
  oracle->workers_.resize(static_cast<size_t>(oracle->options_.jobs));
  for (size_t index = 0; index < oracle->workers_.size(); ++index) {
    if (absl::Status started = oracle->Start(index); !started.ok()) return started;
  }
  return oracle;
}

absl::Status ReplayOracle::Start(size_t index) {
  absl::StatusOr<std::unique_ptr<WorkerProcess>> process =
      WorkerProcess::Start(spec_, static_cast<int>(index));
  if (!process.ok()) return process.status();
  workers_[index].process = *std::move(process);
  return absl::OkStatus();
}

bool ReplayOracle::AllIdle() const {
  return std::all_of(workers_.begin(), workers_.end(),
                     [](const Worker& worker) { return worker.process->idle(); });
}

absl::StatusOr<std::optional<Hit>> ReplayOracle::FirstFailing(std::span<const Picks> candidates) {
  std::optional<Hit> hit;
  size_t next = 0;
  for (;;) {
    // Behind a hit nothing is of interest any more.
    HandOut(candidates, next, hit ? hit->index : candidates.size());
    if (AllIdle()) return hit;
    if (absl::Status waited = Wait(hit); !waited.ok()) return waited;
  }
}

void ReplayOracle::HandOut(std::span<const Picks> candidates, size_t& next, size_t end) {
  for (Worker& worker : workers_) {
    if (next >= end) return;
    if (!worker.process->idle()) continue;
    worker.candidate = next;
    worker.process->RunPicks(++runs_, candidates[next++]);
  }
}

absl::Status ReplayOracle::Wait(std::optional<Hit>& hit) {
  std::vector<pollfd> polled;
  for (const Worker& worker : workers_) {
    const bool idle = worker.process->idle();
    polled.push_back({idle ? -1 : worker.process->descriptor(), POLLIN, 0});
  }
  polled.push_back({interrupts_.descriptor(), POLLIN, 0});
  poll(polled.data(), polled.size(), kPollMs);
  if ((polled.back().revents & POLLIN) != 0) return absl::CancelledError("interrupted");
  const int64_t now_ms = MonotonicMs();
  if (now_ms > options_.deadline_ms) return absl::DeadlineExceededError("out of budget");
  for (size_t index = 0; index < workers_.size(); ++index) {
    const WorkerProcess& process = *workers_[index].process;
    if (process.idle()) continue;
    const bool ready = polled[index].revents != 0;
    if (!ready && now_ms - process.started_ms() <= options_.limits.wall_ms) continue;
    if (absl::Status taken = Take(index, ready, hit); !taken.ok()) return taken;
  }
  return absl::OkStatus();
}

absl::Status ReplayOracle::Take(size_t index, bool ready, std::optional<Hit>& hit) {
  Worker& worker = workers_[index];
  absl::StatusOr<Outcome> outcome =
      ready ? worker.process->TakeOutcome() : worker.process->TakeHang();
  if (!outcome.ok()) return outcome.status();
  const Signature signature = {outcome->result.rule, outcome->result.message};
  const bool alike = outcome->result.failed && !outcome->internal_error &&
                     SameFailure(signature, options_.signature);
  if (alike && (!hit || worker.candidate < hit->index)) {
    const Trace& trace = *outcome->trace;
    hit = Hit{worker.candidate, trace.Picks(), trace.records.size()};
  }
  return worker.process->dead() ? Start(index) : absl::OkStatus();
}

}  // namespace varve::sim
