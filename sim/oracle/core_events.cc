// What the engine reports. Each event is judged at once, with nothing in between: the engine calls
// these without a scheduling point between the step and its report.
#include <algorithm>

#include "sim/oracle/convert.h"
#include "sim/oracle/core.h"
#include "sim/oracle/file_name.h"

namespace varve::sim {

void Oracle::Core::OnEnterPhase(Phase phase) {
  if (silent_) return;
  if (phase == Phase::kRecovery && state_ != State::kOpen) {
    if (state_ == State::kOpening) NoteInterruptedOpening();
    state_ = State::kOpening;
  }
  const uint64_t task = Task();
  if (Admit([=, this] { EnterPhase(phase, task); })) EnterPhase(phase, task);
}

void Oracle::Core::EnterPhase(Phase phase, uint64_t task) {
  if (phase == Phase::kFlush || phase == Phase::kCompaction) collection_.JobBegan(task);
  if (phase != Phase::kResume) return;
  resuming_ = true;
  // A manifest that says so may come to be in force without anybody seeing it.
  if (visibility_.visible() > 0) sealed_.push_back(visibility_.visible() - 1);
}

void Oracle::Core::OnBatchSequenced(const BatchSequenced& sequenced) {
  if (silent_) return;
  ++events_;
  ++statistics_.batches;
  model::Batch batch;
  batch.first_seqno = sequenced.first_seqno;
  batch.logged = sequenced.logged;
  if (sequenced.batch == nullptr) {
    batch.clear = true;
    batch.durability = model::Durability::kSync;
    unclaimed_clears_.push_back(sequenced.first_seqno);
  } else {
    const auto call = std::find_if(calls_.begin(), calls_.end(), [&](const auto& at) {
      return at.second.batch == sequenced.batch && at.second.first_seqno == 0;
    });
    if (call == calls_.end()) {
      Judge(model::Violated("S1", "seqno ", sequenced.first_seqno,
                            " was given to a batch that no client writes"));
      return;
    }
    if (Refused(call->second)) {
      Judge(model::Violated("D2", "seqno ", sequenced.first_seqno,
                            " was given to a write that began after the database had failed"));
      return;
    }
    call->second.first_seqno = sequenced.first_seqno;
    batch.operations = call->second.operations;
    batch.durability = call->second.durability;
    batch.call = call->first;
  }
  Judge(history_.Append(std::move(batch)));
}

void Oracle::Core::OnBatchLogged(SeqNo first_seqno, model::LogPosition end) {
  if (silent_) return;
  ++events_;
  model::Batch* batch = history_.Find(first_seqno);
  if (batch == nullptr || batch->first_seqno != first_seqno || !batch->logged) {
    Judge(model::Violated("D1", "a record was logged for seqno ", first_seqno,
                          ", where no batch to be logged begins"));
    return;
  }
  batch->end = end;
  Judge(log_sync_.Logged(*batch));
}

void Oracle::Core::OnVisible(SeqNo visible) {
  if (Admit([=, this] { OnVisible(visible); })) Judge(visibility_.Publish(visible));
}

void Oracle::Core::OnSnapshotCreated(SeqNo instant) {
  if (!Admit([=, this] { OnSnapshotCreated(instant); })) return;
  snapshots_.insert(instant);
  Judge(visibility_.CheckSnapshot(0, instant));
  Judge(collection_.SnapshotCreated(instant));
}

void Oracle::Core::OnSnapshotReleased(SeqNo instant) {
  if (!Admit([=, this] { OnSnapshotReleased(instant); })) return;
  const auto at = snapshots_.find(instant);
  if (at != snapshots_.end()) snapshots_.erase(at);
  if (at == snapshots_.end() || snapshots_.count(instant) < held_.count(instant)) {
    Judge(model::Violated("V4", "the snapshot ", instant,
                          " left the list of live snapshots while it was held"));
  }
}

void Oracle::Core::OnMemtableSealed(SeqNo largest_seqno) {
  if (!Admit([=, this] { OnMemtableSealed(largest_seqno); })) return;
  sealed_.push_back(largest_seqno);
  if (!failed_) Judge(visibility_.CheckSealed(largest_seqno));
}

void Oracle::Core::OnEditPersisted(uint64_t version_id) {
  if (!Admit([=, this] { OnEditPersisted(version_id); })) return;
  Judge(versions_.Persisted(version_id));
  log_sync_.EditPersisted(version_id, history_.next_seqno());
}

void Oracle::Core::OnVersionPublished(const VersionShape& shape) {
  if (silent_) return;
  model::Version version = ToModel(shape);
  const uint64_t task = Task();
  ++events_;
  if (state_ != State::kOpening) return Published(version, task);
  kept_flushed_through_ = std::max(kept_flushed_through_, version.flushed_through);
  kept_.emplace_back([kept = std::move(version), task, this] { Published(kept, task); });
}

void Oracle::Core::Published(const model::Version& version, uint64_t task) {
  if (silent_) return;
  ++statistics_.versions;
  // The first version of an opening is what recovery made of what it found.
  const bool first = versions_.current() == nullptr;
  if (!Judge(versions_.Published(version))) return;
  Judge(first ? versions_.Opened()
              : log_sync_.EditPublished(history_, version.id, version.flushed_through,
                                        resuming_ ? visibility_.visible() : UINT64_MAX));
  // A resumption drops nothing, whatever its task did in a compaction that failed.
  if (!resuming_) Judge(collection_.Published(task, versions_.EpochStart()));
  Judge(collection_.CheckEntries(versions_.EpochStart(), version.flushed_through,
                                 visibility_.visible(), version.Entries()));
}

void Oracle::Core::OnVersionReleased(uint64_t version_id) {
  if (!Admit([=, this] { OnVersionReleased(version_id); })) return;
  Judge(versions_.Released(version_id, snapshots_));
}

void Oracle::Core::OnTableCreated(uint64_t number) {
  if (Admit([=, this] { OnTableCreated(number); })) Judge(versions_.TableCreated(number));
}

void Oracle::Core::OnTableAbandoned(uint64_t number) {
  if (Admit([=, this] { OnTableAbandoned(number); })) Judge(versions_.TableAbandoned(number));
}

void Oracle::Core::OnFileRemoved(std::string_view path) {
  if (!Admit([name = std::string(path), this] { OnFileRemoved(name); })) return;
  if (const auto table = TableNumber(path)) Judge(versions_.TableRemoved(*table));
  if (const auto log = LogNumber(path)) {
    Judge(log_sync_.LogRemoved(history_, *log, versions_.flushed_through()));
  }
}

void Oracle::Core::OnEntryDropped(const EntryDropped& dropped) {
  if (silent_) return;
  model::Drop drop = ToModel(dropped);
  const uint64_t task = Task();
  ++events_;
  if (state_ != State::kOpening) return EntryWasDropped(drop, task);
  kept_drops_.push_back(drop);
  kept_.emplace_back([kept = std::move(drop), task, this] { EntryWasDropped(kept, task); });
}

void Oracle::Core::EntryWasDropped(const model::Drop& drop, uint64_t task) {
  if (silent_) return;
  ++statistics_.entries_dropped;
  Judge(collection_.Dropped(task, drop, snapshots_, visibility_.visible()));
}

void Oracle::Core::OnLogSynced(model::LogPosition position) {
  if (Admit([=, this] { OnLogSynced(position); })) Judge(log_sync_.Synced(position));
}

void Oracle::Core::OnFailure(const absl::Status& error) {
  if (!Admit([kept = error, this] { OnFailure(kept); })) return;
  failed_ = true;
  failure_ = error.ToString();
}

void Oracle::Core::OnResumed() {
  if (!Admit([this] { OnResumed(); })) return;
  if (!failed_) Judge(model::Violated("D2", "the database was resumed, but had not failed"));
  failed_ = resuming_ = false;
  ++resumptions_;
  const uint64_t visible = visibility_.visible();
  history_.GiveUp(visible);
  std::erase_if(unclaimed_clears_, [visible](uint64_t seqno) { return seqno >= visible; });
  versions_.Resumed();
  collection_.Resumed();
  cache_lost_ = false;
  if (versions_.flushed_through() + 1 >= visible) return;
  Judge(model::Violated("D2", "the database was resumed with tables through ",
                        versions_.flushed_through(), " only, and the visible seqno is ", visible));
}

void Oracle::Core::CacheLost(std::string_view path) {
  if (!silent_ && LogNumber(path)) cache_lost_ = true;
}

}  // namespace varve::sim
