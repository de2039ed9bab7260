#include "engine/db/compactor.h"

#include <algorithm>
#include <utility>

#include "engine/base/check.h"
#include "engine/base/status.h"
#include "engine/compaction/compaction_job.h"

namespace varve {

Compactor::Compactor(VersionSet& versions, TableStore& store, const SnapshotList& snapshots,
                     FailureLatch& failure, std::function<void()> progressed)
    : versions_(versions),
      store_(store),
      snapshots_(snapshots),
      failure_(failure),
      progressed_(std::move(progressed)),
      mutex_(store.platform().scheduler, "compaction"),
      changed_(store.platform().scheduler, "compaction.changed") {}

void Compactor::Start() {
  for (size_t i = 0; i < store_.options().compaction_tasks; ++i) {
    tasks_.push_back(store_.platform().scheduler.Spawn("compaction", [this] { Run(); }));
  }
}

void Compactor::Stop() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    changed_.NotifyAll();
  }
  for (const auto& task : tasks_) task->Join();
  tasks_.clear();
  MutexLock lock(mutex_);
  while (!running_.empty()) changed_.Wait(mutex_);
}

void Compactor::Wake() {
  MutexLock lock(mutex_);
  changed_.NotifyAll();
}

void Compactor::WaitUntilParked() {
  MutexLock lock(mutex_);
  while (!running_.empty()) changed_.Wait(mutex_);
}

size_t Compactor::compactions() const {
  MutexLock lock(mutex_);
  return compactions_;
}

std::optional<CompactionPlan> Compactor::Pick() {
  if (asked_ > 0 || !failure_.Get().ok()) return std::nullopt;
  return PickCompaction(versions_.history().Current()->version, store_.options(),
                        [this](const CompactionPlan& plan) {
                          mutex_.AssertHeld();
                          return Conflicts(plan);
                        });
}

bool Compactor::Conflicts(const CompactionPlan& plan) const {
  for (const auto& input : plan.inputs) {
    if (busy_.contains(input.table->number())) return true;
  }
  const CompactionPlan::Target target = plan.target();
  return std::any_of(running_.begin(), running_.end(),
                     [&](const auto& other) { return target.Overlaps(other); });
}

void Compactor::Claim(const CompactionPlan& plan) {
  for (const auto& input : plan.inputs) {
    const bool added = busy_.insert(input.table->number()).second;
    VARVE_CHECK(added, "H3: no table takes part in two compactions");
  }
  running_.push_back(plan.target());
  if (running_.size() > 1) store_.platform().instrumentation.Hit(Probe::kCompactionsConcurrent);
}

void Compactor::Unclaim(const CompactionPlan& plan) {
  MutexLock lock(mutex_);
  for (const auto& input : plan.inputs) busy_.erase(input.table->number());
  running_.erase(std::find(running_.begin(), running_.end(), plan.target()));
  ++compactions_;
  changed_.NotifyAll();
}

void Compactor::Run() {
  mutex_.Lock();
  while (!stopping_) {
    auto plan = Pick();
    if (!plan) {
      changed_.Wait(mutex_);
      continue;
    }
    Claim(*plan);
    mutex_.Unlock();
    Execute(*plan).IgnoreError();  // latched
    plan.reset();
    progressed_();
    store_.reclaimer().Collect();
    mutex_.Lock();
  }
  mutex_.Unlock();
}

absl::Status Compactor::Execute(const CompactionPlan& plan) {
  const uint64_t epoch = plan.base->epoch();
  absl::Status status;
  {
    CompactionJob job(store_, plan, snapshots_.Sample());
    status = job.Run();
    if (status.ok()) {
      status =
          versions_.Apply(job.Edit(), job.outputs().tables(), epoch,
                          [](const SuperVersion& current, std::shared_ptr<const Version> version) {
                            SuperVersion next = current;
                            next.version = std::move(version);
                            return std::make_shared<const SuperVersion>(std::move(next));
                          });
      // After any other error the edit may be in the manifest: the next opening decides.
      if (!absl::IsAborted(status)) job.outputs().Release();
    }
  }
  // While it still counts as running, so that nobody takes the error for one of a later period.
  if (!status.ok() && !absl::IsAborted(status)) failure_.Set(status, failure_.period());
  Unclaim(plan);
  return status;
}

absl::Status Compactor::CompactRange(const std::string* begin, const std::string* end) {
  std::optional<CompactionPlan> plan;
  {
    MutexLock lock(mutex_);
    ++asked_;
    absl::Status usable;
    while (!stopping_) {
      usable = failure_.Get();
      if (!usable.ok()) break;
      plan = PlanRange(versions_.history().Current()->version, begin, end);
      if (!plan || !Conflicts(*plan)) break;
      changed_.Wait(mutex_);
    }
    --asked_;
    changed_.NotifyAll();
    if (stopping_) return absl::FailedPreconditionError("the database is closed");
    VARVE_RETURN_IF_ERROR(usable);
    if (!plan) return absl::OkStatus();
    Claim(*plan);
  }
  const absl::Status done = Execute(*plan);
  plan.reset();
  progressed_();
  if (absl::IsAborted(done)) return absl::OkStatus();  // cleared meanwhile: nothing is left
  return done;
}

}  // namespace varve
