#include "engine/db/write_path.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "engine/base/status.h"
#include "engine/db/settlement.h"
#include "engine/format/log_record.h"

namespace varve {

/// What step 2 and 3 leave for the steps without the commit lock.
struct WritePath::Sequenced {
  SeqNo first_seqno = 0;
  FailureLatch::Period period = 0;
  LogPosition logged_to;
  MemTable* memtable = nullptr;  // stays the active one while the ticket is held (V6)
  Publication::Ticket ticket;
};

WritePath::WritePath(VersionSet& versions, TableStore& store, LogWriter& log, FailureLatch& failure,
                     Publication& publication, std::function<void()> collect)
    : versions_(versions),
      store_(store),
      log_(log),
      failure_(failure),
      publication_(publication),
      collect_(std::move(collect)),
      mutex_(store.platform().scheduler, "commit"),
      room_(store.platform().scheduler, "commit.room") {}

void WritePath::Start(SeqNo next_seqno, std::shared_ptr<MemTable> active, Flusher* flusher) {
  flusher_ = flusher;
  MutexLock lock(mutex_);
  next_seqno_ = next_seqno;
  last_memtable_id_ = active->id();
  active_ = std::move(active);
  publication_.Raise(next_seqno);
}

std::shared_ptr<MemTable> WritePath::NewMemTable() {
  return std::make_shared<MemTable>(store_.platform(), ++last_memtable_id_);
}

SeqNo WritePath::next_seqno() const {
  MutexLock lock(mutex_);
  return next_seqno_;
}

void WritePath::NotifyProgress() {
  MutexLock lock(mutex_);
  room_.NotifyAll();
}

absl::Status WritePath::Close() {
  MutexLock lock(mutex_);
  // First, so that no unlogged write comes behind the sealing.
  closed_ = true;
  room_.NotifyAll();
  publication_.WaitUntilIdle();
  while (syncs_ > 0) room_.Wait(mutex_);
  if (active_->entries() == 0 || !active_has_unlogged_) return absl::OkStatus();
  return Rotate([this] { return failure_.Get(); });
}

absl::Status WritePath::UsableLocked() const {
  mutex_.AssertHeld();
  return Usable();
}

absl::Status WritePath::Usable() const {
  if (closed_) return absl::FailedPreconditionError("the database is closed");
  return failure_.Get();
}

absl::Status WritePath::MakeRoom() {
  const Options& options = store_.options();
  std::optional<StallScope> stall;
  while (true) {
    VARVE_RETURN_IF_ERROR(Usable());
    const bool behind = versions_.history().level0_runs() >= options.level0_stop_runs;
    const bool full = active_->bytes() >= options.memtable_bytes && active_->entries() > 0;
    if (!behind && !full) [[likely]]
      return absl::OkStatus();
    if (!stall.has_value()) stall.emplace(store_.platform().instrumentation);
    if (behind) {
      store_.platform().instrumentation.Hit(Probe::kWriterWaitsForLevel0);
      room_.Wait(mutex_);
    } else {
      VARVE_RETURN_IF_ERROR(Rotate([this] { return UsableLocked(); }));
    }
  }
}

absl::Status WritePath::Rotate(const std::function<absl::Status()>& usable) {
  while (versions_.history().Current()->sealed.size() >= store_.options().max_sealed_memtables) {
    VARVE_RETURN_IF_ERROR(usable());  // before each wait: after a failure nobody makes room
    store_.platform().instrumentation.Hit(Probe::kWriterWaitsForFlush);
    room_.Wait(mutex_);
    if (active_->entries() == 0) return absl::OkStatus();  // somebody else sealed it
  }
  publication_.WaitUntilIdle();  // V6: appliers in flight write into the memtable to be sealed
  std::shared_ptr<MemTable> sealed = std::exchange(active_, NewMemTable());
  active_has_unlogged_ = false;
  uint64_t epoch = 0;
  VersionHistory::Replaced replaced(versions_.history(), /*later=*/true);
  versions_.history().Install(
      [&, fresh = active_](const SuperVersion& current) {
        SuperVersion next = current;
        epoch = current.version->epoch();
        next.sealed.insert(next.sealed.begin(), sealed);
        next.active = fresh;
        return std::make_shared<const SuperVersion>(std::move(next));
      },
      [&] {
        store_.platform().instrumentation.OnMemtableSealed(sealed->id(), sealed->largest_seqno());
      },
      replaced);
  flusher_->Enqueue({std::move(sealed), log_.end(), epoch});
  return absl::OkStatus();
}

absl::Status WritePath::Seal() {
  MutexLock lock(mutex_);
  VARVE_RETURN_IF_ERROR(Usable());
  publication_.WaitUntilIdle();
  if (active_->entries() == 0) return absl::OkStatus();
  return Rotate([this] { return UsableLocked(); });
}

absl::StatusOr<LogPosition> WritePath::Log(std::string_view header, std::string_view body,
                                           SeqNo first_seqno, SeqNo last_seqno) {
  const size_t bytes = header.size() + body.size();
  if (!log_.HasRoom(bytes)) {
    const StallScope stall(store_.platform().instrumentation);
    VARVE_RETURN_IF_ERROR(log_.Rotate(store_.NewFileNumber(), bytes));
  }
  const std::string_view parts[] = {header, body};
  VARVE_ASSIGN_OR_RETURN(const LogPosition end, log_.Append(parts, last_seqno));
  store_.platform().instrumentation.OnBatchLogged(first_seqno, end.number, end.offset);
  return end;
}

absl::Status WritePath::Sequence(const WriteBatch& batch, Durability durability,
                                 Sequenced& sequenced) {
  MutexLock lock(mutex_);
  VARVE_RETURN_IF_ERROR(MakeRoom());
  const SeqNo first = next_seqno_;
  VARVE_CHECK(batch.size() < kSeqNoLimit - first, "S1: below 2^63");
  next_seqno_ += batch.size();
  sequenced.first_seqno = first;
  sequenced.ticket.end = next_seqno_;
  const bool logged = durability != Durability::kNone;
  store_.platform().instrumentation.OnBatchSequenced(
      {.first_seqno = first, .logged = logged, .batch = &batch});
  if (logged) {
    auto end =
        Log(EncodeBatchHeader(first, batch.size()), batch.operations(), first, next_seqno_ - 1);
    if (!end.ok()) {
      failure_.Set(end.status(), failure_.period());
      room_.NotifyAll();
      return end.status();
    }
    sequenced.logged_to = *end;
  } else {
    active_has_unlogged_ = true;
  }
  sequenced.memtable = active_.get();
  sequenced.period = failure_.period();
  if (durability == Durability::kSync) ++syncs_;
  publication_.Enter(sequenced.ticket);
  return absl::OkStatus();
}

void WritePath::Apply(std::string_view operations, SeqNo first_seqno, MemTable& memtable) {
  OperationReader reader(operations);
  Operation operation;
  for (SeqNo seqno = first_seqno; reader.Next(&operation); ++seqno) {
    memtable.Add(seqno, operation.kind, operation.key, operation.value);
  }
  VARVE_CHECK(reader.AtEnd(), "a batch's operations are well-formed");
}

absl::Status WritePath::Write(const WriteBatch& batch, Durability durability) {
  VARVE_RETURN_IF_ERROR(batch.status());
  if (batch.empty()) return absl::OkStatus();
  if (batch.bytes() > kMaxBatchBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("batch of ", batch.bytes(), " bytes, limit ", kMaxBatchBytes));
  }
  Sequenced sequenced;
  VARVE_RETURN_IF_ERROR(Sequence(batch, durability, sequenced));
  Apply(batch.operations(), sequenced.first_seqno, *sequenced.memtable);
  publication_.Leave(sequenced.ticket);
  if (durability != Durability::kSync) return absl::OkStatus();
  return SyncCounted(sequenced.logged_to, sequenced.period);
}

absl::Status WritePath::Sync() {
  LogPosition position;
  FailureLatch::Period period = 0;
  {
    MutexLock lock(mutex_);
    VARVE_RETURN_IF_ERROR(Usable());
    position = log_.end();
    period = failure_.period();
    ++syncs_;
  }
  return SyncCounted(position, period);
}

absl::Status WritePath::SyncCounted(LogPosition position, FailureLatch::Period period) {
  const absl::Status synced = log_.SyncThrough(position);
  if (!synced.ok()) failure_.Set(synced, period);
  MutexLock lock(mutex_);
  --syncs_;
  room_.NotifyAll();  // a closing waits for the count, writers that wait for room get the error
  return synced;
}

absl::Status WritePath::Resume() {
  MutexLock lock(mutex_);
  if (closed_) return absl::FailedPreconditionError("the database is closed");
  publication_.WaitUntilIdle();
  std::shared_ptr<MemTable> fresh = active_->entries() == 0 ? active_ : NewMemTable();
  VARVE_RETURN_IF_ERROR(Settlement(versions_, store_, log_).Run(publication_.visible(), fresh));
  if (next_seqno_ > publication_.visible()) {
    store_.platform().instrumentation.Hit(Probe::kResumeCutBatch);
  }
  active_ = std::move(fresh);
  active_has_unlogged_ = false;
  flusher_->ForgetQueued();
  failure_.Clear();
  room_.NotifyAll();
  return absl::OkStatus();
}

absl::Status WritePath::Clear() {
  {
    MutexLock lock(mutex_);
    VARVE_RETURN_IF_ERROR(Usable());
    publication_.WaitUntilIdle();
    const SeqNo at = next_seqno_++;
    store_.platform().instrumentation.OnBatchSequenced(
        {.first_seqno = at, .logged = true, .batch = nullptr});
    absl::Status done;
    auto logged = Log(EncodeClear(at, kDefaultKeyspace), {}, at, at);
    done.Update(logged.status());
    // D6: the manifest must not know of the drop before the log has all that came before it.
    if (done.ok()) done = log_.SyncThrough(*logged);
    std::shared_ptr<MemTable> fresh = NewMemTable();
    const uint64_t first_log = log_.OldestNeeded(at);
    if (done.ok()) {
      done = versions_.BeginEpoch(at, first_log, fresh, [&] { publication_.Raise(at + 1); });
    }
    if (done.ok()) {
      active_ = std::move(fresh);
      active_has_unlogged_ = false;
      log_.RemoveBelow(first_log).IgnoreError();  // tried again after the next flush
    }
    if (!done.ok()) {
      failure_.Set(done, failure_.period());
      room_.NotifyAll();
      return done;
    }
    room_.NotifyAll();  // the new epoch has no runs and no sealed memtables
  }
  collect_();
  return absl::OkStatus();
}

}  // namespace varve
