#include "engine/db/flusher.h"

#include <cstdint>
#include <utility>

#include "engine/base/check.h"
#include "engine/base/status.h"

namespace varve {

Flusher::Flusher(VersionSet& versions, TableStore& store, LogWriter& log, FailureLatch& failure,
                 std::function<void()> progressed)
    : versions_(versions),
      store_(store),
      log_(log),
      failure_(failure),
      progressed_(std::move(progressed)),
      mutex_(store.platform().scheduler, "flush"),
      changed_(store.platform().scheduler, "flush.changed") {}

void Flusher::Start() {
  task_ = store_.platform().scheduler.Spawn("flush", [this] { Run(); });
}

void Flusher::Stop() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    changed_.NotifyAll();
  }
  if (task_ == nullptr) return;
  task_->Join();
  task_ = nullptr;
}

void Flusher::Enqueue(Sealed sealed) {
  MutexLock lock(mutex_);
  queue_.push_back(std::move(sealed));
  ++enqueued_;
  changed_.NotifyAll();
}

absl::Status Flusher::WaitUntilDone() {
  MutexLock lock(mutex_);
  const uint64_t target = enqueued_;
  while (done_ < target && !stopping_) {
    VARVE_RETURN_IF_ERROR(failure_.Get());
    changed_.Wait(mutex_);
  }
  if (done_ < target) return absl::FailedPreconditionError("the database is closed");
  return absl::OkStatus();
}

void Flusher::Wake() {
  MutexLock lock(mutex_);
  changed_.NotifyAll();
}

void Flusher::WaitUntilParked() {
  MutexLock lock(mutex_);
  while (flushing_) changed_.Wait(mutex_);
}

void Flusher::ForgetQueued() {
  MutexLock lock(mutex_);
  VARVE_CHECK(!flushing_, "D2: background work rests while a failure is settled");
  done_ += queue_.size();
  queue_.clear();
  changed_.NotifyAll();
}

size_t Flusher::flushes() const {
  MutexLock lock(mutex_);
  return flushes_;
}

void Flusher::Run() {
  mutex_.Lock();
  while (!stopping_) {
    if (queue_.empty() || !failure_.Get().ok()) {
      changed_.Wait(mutex_);
      continue;
    }
    Sealed sealed = queue_.front();
    flushing_ = true;
    mutex_.Unlock();
    const absl::Status flushed = Flush(sealed);
    const bool cleared = absl::IsAborted(flushed);
    const bool failed = !flushed.ok() && !cleared;
    // While it still counts as flushing, so that nobody takes the error for one of a later period.
    if (failed) failure_.Set(flushed, failure_.period());
    mutex_.Lock();
    flushing_ = false;
    if (!failed) {
      queue_.pop_front();
      ++done_;
      if (!cleared) ++flushes_;
    }
    changed_.NotifyAll();
    mutex_.Unlock();
    progressed_();            // after a failure too: writers that wait for room get the error
    sealed.memtable.reset();  // destroyed, if it comes to that, without the lock
    store_.reclaimer().Collect();
    mutex_.Lock();
  }
  mutex_.Unlock();
}

absl::Status Flusher::WriteTable(const MemTable& memtable, TableOutputs& outputs) {
  const auto entries = memtable.NewIterator();
  for (entries->SeekToFirst(); entries->Valid(); entries->Next()) {
    VARVE_RETURN_IF_ERROR(outputs.Add(entries->key(), entries->value()));
  }
  VARVE_RETURN_IF_ERROR(entries->status());
  return outputs.Finish();
}

absl::Status Flusher::Flush(const Sealed& sealed) {
  PhaseScope phase(store_.platform().instrumentation, Phase::kFlush);
  if (versions_.history().Current()->version->epoch() != sealed.epoch) {
    return absl::AbortedError("cleared before it was flushed");
  }
  const SeqNo through = sealed.memtable->largest_seqno();
  // D6: the tables must not hold what the log could still lose, once other keyspaces share it.
  VARVE_RETURN_IF_ERROR(log_.SyncThrough(sealed.logged_to));
  // One table, so that level 0 gets one run.
  TableOutputs outputs(store_, UINT64_MAX);
  VARVE_RETURN_IF_ERROR(WriteTable(*sealed.memtable, outputs));
  VARVE_CHECK(outputs.tables().size() == 1, "only memtables with entries are sealed");

  VersionEdit edit;
  edit.added.push_back({0, outputs.tables().front()->shape()});
  edit.flushed_through = through;
  edit.first_log = log_.OldestNeeded(through);
  edit.next_file_number = store_.next_file_number();
  const absl::Status applied =
      versions_.Apply(edit, outputs.tables(), sealed.epoch,
                      [&](const SuperVersion& current, std::shared_ptr<const Version> version) {
                        SuperVersion next = current;
                        VARVE_CHECK(!next.sealed.empty() && next.sealed.back() == sealed.memtable,
                                    "V6: memtables are flushed oldest first");
                        next.sealed.pop_back();
                        next.version = std::move(version);
                        return std::make_shared<const SuperVersion>(std::move(next));
                      });
  // After any other error the edit may be in the manifest: the next opening decides.
  if (!absl::IsAborted(applied)) outputs.Release();
  VARVE_RETURN_IF_ERROR(applied);
  // Only now: the logs are needed until the edit is durable. A log that could not be removed is
  // tried again after the next flush.
  log_.RemoveBelow(*edit.first_log).IgnoreError();
  return absl::OkStatus();
}

}  // namespace varve
