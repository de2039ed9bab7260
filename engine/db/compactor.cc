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
}

void Compactor::Wake() {
  MutexLock lock(mutex_);
  changed_.NotifyAll();
}

size_t Compactor::compactions() const {
  MutexLock lock(mutex_);
  return compactions_;
}

std::optional<CompactionPlan> Compactor::Pick() {
  if (asked_ > 0 || !failure_.Get().ok()) return std::nullopt;
  return PickCompaction(versions_.history().Current()->version, store_.options(),
                        [this](uint64_t table) {
                          mutex_.AssertHeld();
                          return busy_.contains(table);
                        });
}

bool Compactor::AnyBusy(const CompactionPlan& plan) const {
  return std::any_of(plan.inputs.begin(), plan.inputs.end(), [this](const auto& input) {
    mutex_.AssertHeld();
    return busy_.contains(input.table->number());
  });
}

void Compactor::Claim(const CompactionPlan& plan) {
  for (const auto& input : plan.inputs) {
    const bool added = busy_.insert(input.table->number()).second;
    VARVE_CHECK(added, "H3: no table takes part in two compactions");
  }
  if (++running_ > 1) store_.platform().instrumentation.Hit(Probe::kCompactionsConcurrent);
}

void Compactor::Unclaim(const std::vector<uint64_t>& tables) {
  MutexLock lock(mutex_);
  for (const uint64_t table : tables) busy_.erase(table);
  --running_;
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
    const absl::Status done = Execute(*std::move(plan));
    if (!done.ok() && !absl::IsAborted(done)) failure_.Set(done);
    progressed_();
    mutex_.Lock();
  }
  mutex_.Unlock();
}

absl::Status Compactor::Execute(CompactionPlan plan) {
  std::vector<uint64_t> claimed;
  for (const auto& input : plan.inputs) claimed.push_back(input.table->number());
  const uint64_t epoch = plan.base->epoch();
  absl::Status status;
  {
    CompactionJob job(store_, std::move(plan), snapshots_.Sample());
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
  Unclaim(claimed);
  return status;
}

absl::Status Compactor::CompactRange(const std::string* begin, const std::string* end) {
  std::optional<CompactionPlan> plan;
  {
    MutexLock lock(mutex_);
    ++asked_;
    while (!stopping_) {
      plan = PlanRange(versions_.history().Current()->version, begin, end);
      if (!plan || !AnyBusy(*plan)) break;
      changed_.Wait(mutex_);
    }
    --asked_;
    changed_.NotifyAll();
    if (stopping_) return absl::FailedPreconditionError("the database is closed");
    if (!plan) return absl::OkStatus();
    Claim(*plan);
  }
  const absl::Status done = Execute(*std::move(plan));
  if (absl::IsAborted(done)) return absl::OkStatus();  // cleared meanwhile: nothing is left
  if (!done.ok()) failure_.Set(done);
  progressed_();
  return done;
}

}  // namespace varve
