// Writes, clears, syncs and flushes, from the clients' side.
#include <algorithm>

#include "sim/oracle/convert.h"
#include "sim/oracle/core.h"

namespace varve::sim {

Ticket Oracle::Core::BeginWrite(const WriteBatch* batch,
                                const std::vector<model::Operation>& operations,
                                Durability durability) {
  Call call;
  call.batch = batch;
  call.operations = operations;
  call.durability = ToModel(durability);
  return Begin("write", std::move(call));
}

/// S3, and what the durability asked for says of the log.
void Oracle::Core::Acknowledge(model::Batch& batch) {
  batch.acknowledged = true;
  acknowledged_ = std::max(acknowledged_, batch.last_seqno());
  Judge(visibility_.CheckAcknowledged(batch));
  const uint64_t flushed = versions_.flushed_through();
  if (batch.durability == model::Durability::kBuffered) {
    Judge(log_sync_.CheckBuffered(batch, flushed));
  } else if (batch.durability == model::Durability::kSync) {
    Judge(log_sync_.CheckDurable(batch, flushed));
  }
}

void Oracle::Core::CheckRefusal(const Call& call, const absl::Status& status) {
  if (!Refused(call) || absl::IsFailedPrecondition(status)) return;
  if (status.ok()) {
    Judge(model::Violated("D5", "a call succeeded that began after the database had failed"));
  } else if (const std::string text = status.ToString(); text != failure_) {
    Judge(
        model::Violated("D5", "a database that failed with '", failure_, "' answers '", text, "'"));
  }
}

void Oracle::Core::EndWrite(Ticket ticket, const absl::Status& status) {
  const std::optional<Call> call = End(ticket);
  if (!call.has_value()) return;
  CheckRefusal(*call, status);
  if (status.ok()) {
    if (call->operations.empty()) return;
    model::Batch* batch = call->first_seqno == 0 ? nullptr : history_.Find(call->first_seqno);
    if (batch == nullptr) {
      Judge(model::Violated("S3", "a write of ", call->operations.size(),
                            " operations succeeded, but was given no seqno"));
      return;
    }
    return Acknowledge(*batch);
  }
  if (call->first_seqno == 0) return;
  if (absl::IsInvalidArgument(status)) {
    Judge(model::Violated("S1", "a write was refused as invalid, but was given seqno ",
                          call->first_seqno));
  } else if (absl::IsFailedPrecondition(status)) {
    // A closed database refuses a write before it has a place.
    Judge(model::Violated("S1", "a write was refused, but was given seqno ", call->first_seqno));
  }
}

Ticket Oracle::Core::BeginClear() { return Begin("clear", {}); }

void Oracle::Core::EndClear(Ticket ticket, const absl::Status& status) {
  const std::optional<Call> call = End(ticket);
  if (!call.has_value()) return;
  CheckRefusal(*call, status);
  if (!status.ok()) return;
  // Clears are alike, so any one sequenced during the call may be its own. Calls that end first
  // take the first that fits: then, whenever there is an assignment, one is found.
  const auto own = std::find_if(unclaimed_clears_.begin(), unclaimed_clears_.end(),
                                [&](uint64_t seqno) { return seqno >= call->next_seqno; });
  if (own == unclaimed_clears_.end()) {
    Judge(model::Violated("S5", "a clear succeeded, but was given no seqno"));
    return;
  }
  model::Batch* batch = history_.Find(*own);
  unclaimed_clears_.erase(own);
  if (batch != nullptr) Acknowledge(*batch);
}

Ticket Oracle::Core::BeginSync() { return Begin("sync", {}); }

void Oracle::Core::EndSync(Ticket ticket, const absl::Status& status) {
  const std::optional<Call> call = End(ticket);
  if (!call.has_value()) return;
  CheckRefusal(*call, status);
  if (!status.ok()) return;
  std::vector<model::Batch>& batches = history_.mutable_batches();
  for (auto batch = batches.rbegin(); batch != batches.rend(); ++batch) {
    if (batch->promised || batch->settled) break;  // and so is everything before it
    if (!batch->logged || batch->end > call->log_end) continue;
    batch->promised = true;
    Judge(log_sync_.CheckDurable(*batch, versions_.flushed_through()));
  }
}

Ticket Oracle::Core::BeginFlush() { return Begin("flush", {}); }

void Oracle::Core::EndFlush(Ticket ticket, const absl::Status& status) {
  const std::optional<Call> call = End(ticket);
  if (!call.has_value()) return;
  CheckRefusal(*call, status);
  if (!status.ok()) return;
  if (versions_.flushed_through() >= call->acknowledged) return;
  Judge(model::Violated("D1", "a flush succeeded, but tables hold entries through ",
                        versions_.flushed_through(), " only, and entry ", call->acknowledged,
                        " had been written before"));
}

}  // namespace varve::sim
