#include "model/collection.h"

#include <algorithm>
#include <string_view>

namespace varve::model {
namespace {

std::string Shown(std::string_view key, uint64_t seqno) {
  return Quoted(key) + " @ " + std::to_string(seqno);
}

}  // namespace

Verdict Collection::SnapshotCreated(uint64_t instant) const {
  if (instant > newest_hiding_) return std::nullopt;
  for (const Hidden& hidden : hidden_) {
    if (hidden.entry >= instant || instant > hidden.by) continue;
    const Batch* batch = history_.Find(hidden.entry);
    const std::string key =
        batch == nullptr ? "" : batch->operations[hidden.entry - batch->first_seqno].key;
    return Violated("G1", "a snapshot was made at instant ", instant, " after the entry ",
                    Shown(key, hidden.entry), ", which it sees, was dropped for ", hidden.by);
  }
  return std::nullopt;
}

void Collection::JobBegan(uint64_t task) { pending_.erase(task); }

Verdict Collection::CheckShadowed(const Drop& drop, const std::multiset<uint64_t>& snapshots,
                                  uint64_t visible) const {
  const Batch* newer = history_.Find(drop.shadowed_by);
  const uint64_t at = newer == nullptr ? 0 : drop.shadowed_by - newer->first_seqno;
  const bool hides = newer != nullptr && (newer->clear || newer->operations[at].key == drop.key);
  if (!hides || drop.shadowed_by <= drop.seqno) {
    return Violated("G1", "entry ", Shown(drop.key, drop.seqno), " was dropped for ",
                    drop.shadowed_by, ", which is no newer entry of that key");
  }
  if (!newer->clear && newer->states[at] == EntryState::kGone) {
    return Violated("G1", "entry ", Shown(drop.key, drop.seqno), " was dropped for ",
                    drop.shadowed_by, ", which is itself gone");
  }
  const auto needing = snapshots.upper_bound(drop.seqno);
  if (needing != snapshots.end() && *needing <= drop.shadowed_by) {
    return Violated("G1", "entry ", Shown(drop.key, drop.seqno), " was dropped for ",
                    drop.shadowed_by, " while the snapshot ", *needing, " sees it");
  }
  if (drop.shadowed_by >= visible) {
    return Violated("G1", "entry ", Shown(drop.key, drop.seqno), " was dropped for ",
                    drop.shadowed_by, ", which is not below the visible seqno ", visible);
  }
  return std::nullopt;
}

Verdict Collection::Dropped(uint64_t task, const Drop& drop,
                            const std::multiset<uint64_t>& snapshots, uint64_t visible) {
  const Batch* batch = history_.Find(drop.seqno);
  const uint64_t at = batch == nullptr ? 0 : drop.seqno - batch->first_seqno;
  if (batch == nullptr || batch->clear || batch->operations[at].key != drop.key ||
      (batch->operations[at].kind == OperationKind::kDelete) != drop.tombstone) {
    return Violated("V1", "compaction dropped ", drop.tombstone ? "tombstone " : "value ",
                    Shown(drop.key, drop.seqno), ", which nobody wrote");
  }
  if (batch->states[at] == EntryState::kGone) {
    return Violated("V1", "compaction dropped ", Shown(drop.key, drop.seqno),
                    ", which had gone before: it was stored twice");
  }
  if (drop.reason == Drop::Reason::kShadowed) {
    VARVE_MODEL_CHECK(CheckShadowed(drop, snapshots, visible));
    hidden_.push_back({drop.seqno, drop.shadowed_by});
    newest_hiding_ = std::max(newest_hiding_, drop.shadowed_by);
  } else if (!drop.tombstone) {
    return Violated("G2", "value ", Shown(drop.key, drop.seqno), " was dropped as a tombstone");
  }
  pending_[task].push_back(drop);
  return std::nullopt;
}

void Collection::Mark(const Drop& drop, EntryState state) {
  Batch* batch = history_.Find(drop.seqno);
  if (batch != nullptr && !batch->clear) batch->states[drop.seqno - batch->first_seqno] = state;
}

Verdict Collection::CheckNothingBelow(const Drop& drop, uint64_t epoch_start) const {
  if (drop.reason != Drop::Reason::kTombstoneAtBase) return std::nullopt;
  const auto versions = history_.keys().find(drop.key);
  if (versions == history_.keys().end()) return std::nullopt;
  for (const History::Reference& reference : versions->second) {
    if (reference.seqno >= drop.seqno) break;
    if (reference.seqno <= epoch_start) continue;
    if (history_.At(reference).state != EntryState::kPresent) continue;
    return Violated("G2", "the tombstone ", Shown(drop.key, drop.seqno),
                    " went, but the older entry @ ", reference.seqno, " is still stored");
  }
  return std::nullopt;
}

Verdict Collection::Published(uint64_t task, uint64_t epoch_start) {
  const auto at = pending_.find(task);
  if (at == pending_.end()) return std::nullopt;
  const std::vector<Drop> drops = std::move(at->second);
  pending_.erase(at);
  for (const Drop& drop : drops) Mark(drop, EntryState::kGone);
  for (const Drop& drop : drops) VARVE_MODEL_CHECK(CheckNothingBelow(drop, epoch_start));
  return std::nullopt;
}

Verdict Collection::CheckEntries(uint64_t epoch_start, uint64_t flushed_through, uint64_t visible,
                                 uint64_t entries) const {
  uint64_t certain = 0;
  uint64_t possible = 0;
  for (const Batch& batch : history_.batches()) {
    if (batch.clear || batch.first_seqno <= epoch_start) continue;
    if (batch.last_seqno() > flushed_through) break;
    for (const EntryState state : batch.states) {
      if (state == EntryState::kGone) continue;
      ++possible;
      if (state == EntryState::kPresent && batch.last_seqno() < visible) ++certain;
    }
  }
  if (entries >= certain && entries <= possible) return std::nullopt;
  return Violated(entries < certain ? "G1" : "V1", "a version flushed through ", flushed_through,
                  " holds ", entries, " entries; ", certain, " to ", possible,
                  " were written after ", epoch_start, " and never dropped");
}

void Collection::MayBeGone(const Drop& drop) {
  const Batch* batch = history_.Find(drop.seqno);
  if (batch == nullptr || batch->clear) return;
  if (batch->states[drop.seqno - batch->first_seqno] != EntryState::kGone) {
    Mark(drop, EntryState::kUnknown);
  }
}

void Collection::Interrupted() {
  for (const auto& [task, drops] : pending_) {
    for (const Drop& drop : drops) MayBeGone(drop);
  }
  pending_.clear();
}

void Collection::Restart() {
  Interrupted();
  hidden_.clear();
  newest_hiding_ = 0;
}

}  // namespace varve::model
