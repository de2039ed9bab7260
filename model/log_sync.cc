#include "model/log_sync.h"

namespace varve::model {
namespace {

std::string Shown(LogPosition position) {
  return "log " + std::to_string(position.number) + " offset " + std::to_string(position.offset);
}

std::string Shown(const Batch& batch) {
  return "batch " + std::to_string(batch.first_seqno) + " .. " + std::to_string(batch.last_seqno());
}

}  // namespace

Verdict LogSync::Logged(const Batch& batch) {
  if (batch.end <= end_) {
    return Violated("D7", Shown(batch), " was logged at ", Shown(batch.end),
                    ", not behind the record before it, which ends at ", Shown(end_));
  }
  end_ = batch.end;
  return std::nullopt;
}

Verdict LogSync::Synced(LogPosition position) {
  if (position < proven_) {
    return Violated("D7", "the proven position fell from ", Shown(proven_), " to ",
                    Shown(position));
  }
  proven_ = position;
  return std::nullopt;
}

void LogSync::EditPersisted(uint64_t id, uint64_t next_seqno) {
  persisted_[id] = {proven_, next_seqno};
}

Verdict LogSync::EditPublished(const History& history, uint64_t id, uint64_t flushed_through,
                               uint64_t given_up) {
  const auto at = persisted_.find(id);
  if (at == persisted_.end()) return std::nullopt;  // H2 speaks for itself
  const Moment moment = at->second;
  persisted_.erase(persisted_.begin(), std::next(at));
  const Batch* overtaking = nullptr;  // unsynced, and not in the edit
  const Batch* flushed = nullptr;     // unsynced, and in the edit
  const auto& batches = history.batches();
  for (auto batch = batches.rbegin(); batch != batches.rend(); ++batch) {
    if (!batch->logged || batch->settled || batch->first_seqno >= moment.next_seqno) continue;
    if (batch->first_seqno >= given_up) continue;
    if (batch->end <= moment.proven) break;
    (batch->last_seqno() <= flushed_through ? flushed : overtaking) = &*batch;
  }
  if (flushed == nullptr || overtaking == nullptr) return std::nullopt;
  return Violated("D6", "the edit of version ", id, " flushed through ", flushed_through,
                  " while the log was synced to ", Shown(moment.proven), " only: ", Shown(*flushed),
                  " is unsynced and in the edit, ", Shown(*overtaking),
                  " is unsynced and not in it");
}

Verdict LogSync::LogRemoved(const History& history, uint64_t number,
                            uint64_t flushed_through) const {
  for (const Batch& batch : history.batches()) {
    if (!batch.logged || batch.end.number != number) continue;
    if (batch.last_seqno() <= flushed_through) continue;
    return Violated("D1", "log ", number, " is removed, but holds ", Shown(batch),
                    " while tables hold entries through ", flushed_through, " only");
  }
  return std::nullopt;
}

Verdict LogSync::CheckBuffered(const Batch& batch, uint64_t flushed_through) const {
  if (batch.last_seqno() <= flushed_through) return std::nullopt;
  if (batch.logged && batch.end != kNotLogged) return std::nullopt;
  return Violated("D1", Shown(batch),
                  " was acknowledged as surviving the process, but is not in the log");
}

Verdict LogSync::CheckDurable(const Batch& batch, uint64_t flushed_through) const {
  if (batch.last_seqno() <= flushed_through) return std::nullopt;
  if (batch.logged && batch.end <= proven_) return std::nullopt;
  return Violated("D1", Shown(batch), " was acknowledged as synced, but ",
                  batch.end == kNotLogged ? "is not logged" : "ends at " + Shown(batch.end),
                  "; the log is synced to ", Shown(proven_), " and tables hold entries through ",
                  flushed_through);
}

void LogSync::Restart() { *this = LogSync(); }

}  // namespace varve::model
