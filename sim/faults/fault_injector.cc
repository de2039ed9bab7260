#include "sim/faults/fault_injector.h"

#include <algorithm>

#include "sim/heap/heap.h"

namespace varve::sim {

void FaultInjector::Arm(const FaultPlan& plan) {
  const HeapScope world(nullptr);
  Heal();
  failed_syncs_.clear();
  for (const FaultEpisode& episode : plan.episodes) running_.push_back({episode, 0});
}

void FaultInjector::Heal() {
  const HeapScope world(nullptr);
  running_.clear();
  GiveRoomBack();
}

void FaultInjector::GiveRoomBack() {
  if (!healthy_capacity_.has_value()) return;
  disk_.SetCapacity(*healthy_capacity_);
  healthy_capacity_.reset();
}

void FaultInjector::DecideSpace(Running& running, bool matches, FileOperation operation,
                                std::string_view path) {
  const FaultEpisode& episode = running.episode;
  if (running.matches >= episode.first) {
    if (++running.full_for == episode.strikes) GiveRoomBack();
  } else if (matches && ++running.matches == episode.first) {
    Inject(running, operation, path);
  }
}

Fault FaultInjector::Decide(FileOperation operation, std::string_view path, uint32_t phases) {
  Fault fault = Fault::kNone;
  for (Running& running : running_) {
    const FaultEpisode& episode = running.episode;
    const FaultRow& row = FaultTable()[episode.kind];
    const bool here =
        !episode.phase.has_value() || (phases >> static_cast<uint32_t>(*episode.phase) & 1) != 0;
    if (row.on == FaultClass::kSpace) {
      DecideSpace(running, here, operation, path);
      continue;
    }
    if (!here || ClassOf(operation) != row.on || !Matches(episode.target, path)) continue;
    // A part of an operation without parts is nothing new.
    if (row.effect == Fault::kPartial && !HasParts(operation)) continue;
    ++running.matches;
    const bool strikes =
        running.matches >= episode.first && running.matches - episode.first < episode.strikes;
    // Where several strike at once the first of the plan does; all have had their match.
    if (!strikes || fault != Fault::kNone) continue;
    fault = row.effect;
    Inject(running, operation, path);
  }
  return fault;
}

void FaultInjector::Inject(const Running& running, FileOperation operation, std::string_view path) {
  const HeapScope world(nullptr);
  const FaultRow& row = FaultTable()[running.episode.kind];
  ++total_;
  ++counts_[running.episode.kind];
  latest_ = row.name;
  if (row.on == FaultClass::kSpace) {
    if (!healthy_capacity_.has_value()) healthy_capacity_ = disk_.capacity();
    disk_.SetCapacity(std::min(*healthy_capacity_, disk_.used_bytes() + running.episode.room));
    latest_.append(" ").append(std::to_string(running.episode.room)).append(" bytes left");
    return;
  }
  latest_.append(" ").append(Name(operation)).append(" ").append(path);
  if (row.on != FaultClass::kSync || row.effect == Fault::kAfter) return;
  if (std::find(failed_syncs_.begin(), failed_syncs_.end(), path) == failed_syncs_.end()) {
    failed_syncs_.emplace_back(path);
  }
}

}  // namespace varve::sim
