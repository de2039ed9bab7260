#include "model/history.h"

#include <algorithm>
#include <utility>

namespace varve::model {

Verdict History::Append(Batch batch) {
  if (batch.count() == 0) return std::nullopt;
  if (batch.first_seqno < next_seqno_) {
    return Violated("S1", "a batch was given seqno ", batch.first_seqno, ", but numbers below ",
                    next_seqno_, " are taken");
  }
  if (batch.first_seqno > next_seqno_) {
    return Violated("S5", "a batch was given seqno ", batch.first_seqno, ", but no operation took ",
                    next_seqno_);
  }
  if (batch.first_seqno >= kSeqnoLimit || batch.count() > kSeqnoLimit - batch.first_seqno) {
    return Violated("S1", "the batch at seqno ", batch.first_seqno, " with ", batch.count(),
                    " operations reaches 2^63");
  }
  batch.states.assign(batch.operations.size(), EntryState::kPresent);
  next_seqno_ = batch.first_seqno + batch.count();
  batches_.push_back(std::move(batch));
  Index(batches_.size() - 1);
  return std::nullopt;
}

void History::Index(size_t batch) {
  const Batch& added = batches_[batch];
  if (added.clear) clears_.push_back(added.first_seqno);
  for (size_t i = 0; i < added.operations.size(); ++i) {
    keys_[added.operations[i].key].push_back({added.first_seqno + i, batch, i});
  }
}

void History::Retain(const std::function<bool(const Batch&)>& keep) {
  std::erase_if(batches_, [&keep](const Batch& batch) { return !keep(batch); });
  keys_.clear();
  clears_.clear();
  next_seqno_ = 1;
  for (size_t i = 0; i < batches_.size(); ++i) {
    Index(i);
    next_seqno_ = batches_[i].last_seqno() + 1;
  }
}

void History::GiveUp(uint64_t seqno) {
  const uint64_t next = next_seqno_;
  Retain([seqno](const Batch& batch) { return batch.first_seqno < seqno; });
  next_seqno_ = next;
}

Verdict History::ContinueAt(uint64_t seqno, uint64_t newest_snapshot) {
  const uint64_t survivors = batches_.empty() ? 0 : batches_.back().last_seqno();
  if (seqno <= survivors) {
    return Violated("S1", "after opening, the next seqno is ", seqno, ", but entry ", survivors,
                    " survived");
  }
  if (seqno < newest_snapshot) {
    return Violated("S1", "after opening, the next seqno is ", seqno, ", below the live snapshot ",
                    newest_snapshot);
  }
  next_seqno_ = seqno;
  return std::nullopt;
}

const Batch* History::Find(uint64_t seqno) const {
  auto after = std::upper_bound(
      batches_.begin(), batches_.end(), seqno,
      [](uint64_t wanted, const Batch& batch) { return wanted < batch.first_seqno; });
  if (after == batches_.begin()) return nullptr;
  const Batch& candidate = *std::prev(after);
  return seqno <= candidate.last_seqno() ? &candidate : nullptr;
}

Batch* History::Find(uint64_t seqno) {
  return const_cast<Batch*>(std::as_const(*this).Find(seqno));
}

bool History::IsBatchEnd(uint64_t instant) const {
  const Batch* batch = Find(instant);
  return batch == nullptr || batch->first_seqno == instant;
}

History::Entry History::At(const Reference& reference) const {
  const Batch& batch = batches_[reference.batch];
  const Operation& operation = batch.operations[reference.operation];
  return {reference.seqno, operation.kind == OperationKind::kPut ? &operation.value : nullptr,
          batch.states[reference.operation]};
}

std::optional<History::Entry> History::NewestOf(const std::vector<Reference>& versions,
                                                uint64_t instant) const {
  auto at = std::lower_bound(
      versions.begin(), versions.end(), instant,
      [](const Reference& reference, uint64_t wanted) { return reference.seqno < wanted; });
  if (at == versions.begin()) return std::nullopt;
  return At(*std::prev(at));
}

std::optional<History::Entry> History::Newest(std::string_view key, uint64_t instant) const {
  auto versions = keys_.find(key);
  if (versions == keys_.end()) return std::nullopt;
  return NewestOf(versions->second, instant);
}

uint64_t History::ClearBelow(uint64_t instant) const {
  auto at = std::lower_bound(clears_.begin(), clears_.end(), instant);
  return at == clears_.begin() ? 0 : *std::prev(at);
}

}  // namespace varve::model
