#include "model/versions.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

namespace varve::model {

void Versions::Restart() {
  opened_ = closing_ = false;
  current_ = 0;
  live_.clear();
  last_.reset();
  persisted_.clear();
  released_.clear();
  epochs_.clear();
  unpublished_.clear();
  known_.clear();
  lost_.clear();
}

Verdict Versions::Opened() {
  opened_ = true;
  if (!last_.has_value()) return Violated("H2", "a database was opened without a version");
  epochs_ = {{last_->epoch, {history_.ClearBelow(kSeqnoLimit), last_->id}}};
  known_.clear();
  VARVE_MODEL_CHECK(CheckEpoch(*last_));
  return CheckTables(*last_);
}

const Version* Versions::current() const { return last_.has_value() ? &*last_ : nullptr; }

uint64_t Versions::flushed_through() const {
  return last_.has_value() ? last_->flushed_through : 0;
}

uint64_t Versions::EpochStart() const {
  return epochs_.empty() ? 0 : epochs_.rbegin()->second.start;
}

Verdict Versions::Persisted(uint64_t id) {
  if (current_ != 0 && id <= current_) {
    return Violated("H2", "version ", id, " was persisted after version ", current_,
                    " was published");
  }
  persisted_.insert(id);
  return std::nullopt;
}

Verdict Versions::Published(Version version) {
  if (persisted_.count(version.id) == 0) {
    return Violated("H2", "version ", version.id, " was published before its edit was persisted");
  }
  if (last_.has_value() && version.id <= last_->id) {
    return Violated("H2", "version ", version.id, " was published after version ", last_->id);
  }
  if (last_.has_value() && version.flushed_through < last_->flushed_through) {
    return Violated("D1", "version ", version.id, " is flushed through ", version.flushed_through,
                    ", version ", last_->id, " before it through ", last_->flushed_through);
  }
  VARVE_MODEL_CHECK(CheckShape(version));
  for (const Table* table : version.Tables()) {
    if (lost_.count(table->number) == 0) continue;
    return Violated("H4", "version ", version.id, " names table ", table->number,
                    ", which was removed or abandoned");
  }
  if (opened_) {
    VARVE_MODEL_CHECK(EnterEpoch(version));
    VARVE_MODEL_CHECK(CheckEpoch(version));
    VARVE_MODEL_CHECK(CheckTables(version));
  }
  for (const Table* table : version.Tables()) unpublished_.erase(table->number);
  persisted_.erase(persisted_.begin(), persisted_.upper_bound(version.id));
  current_ = version.id;
  live_[version.id] = version;
  last_ = std::move(version);
  return std::nullopt;
}

/// A version of the next epoch begins it; epochs do not go back and are not skipped.
Verdict Versions::EnterEpoch(const Version& version) {
  const uint64_t newest = epochs_.rbegin()->first;
  if (version.epoch == newest) {
    epochs_[newest].newest = version.id;
    return std::nullopt;
  }
  if (version.epoch != newest + 1) {
    return Violated("H1", "version ", version.id, " is of epoch ", version.epoch,
                    " after a version of epoch ", newest);
  }
  const auto& clears = history_.clears();
  const auto drop = std::upper_bound(clears.begin(), clears.end(), epochs_[newest].start);
  if (drop == clears.end()) {
    return Violated("H1", "version ", version.id, " begins epoch ", version.epoch,
                    " without a wholesale drop");
  }
  epochs_[version.epoch] = {*drop, version.id};
  return std::nullopt;
}

Verdict Versions::CheckEpoch(const Version& version) const {
  const uint64_t start = epochs_.at(version.epoch).start;
  const auto& clears = history_.clears();
  const auto next = std::upper_bound(clears.begin(), clears.end(), start);
  const uint64_t end = next == clears.end() ? kSeqnoLimit : *next;
  for (const Table* table : version.Tables()) {
    if (table->smallest_seqno > start && table->largest_seqno < end) continue;
    return Violated("H1", "version ", version.id, " of epoch ", version.epoch, " (entries between ",
                    start, " and ", end, ") names table ", table->number, " with entries ",
                    table->smallest_seqno, " .. ", table->largest_seqno);
  }
  if (version.flushed_through >= end) {
    return Violated("H1", "version ", version.id, " of epoch ", version.epoch,
                    " says it is flushed through ", version.flushed_through,
                    ", beyond the wholesale drop at ", end);
  }
  return std::nullopt;
}

/// Each table once: when a version first names it.
Verdict Versions::CheckTables(const Version& version) {
  for (const Table* table : version.Tables()) {
    if (known_.insert(table->number).second) VARVE_MODEL_CHECK(CheckTable(*table, history_));
  }
  return std::nullopt;
}

std::optional<uint64_t> Versions::SnapshotOf(uint64_t epoch,
                                             const std::multiset<uint64_t>& snapshots) const {
  const auto at = epochs_.find(epoch);
  if (at == epochs_.end()) return std::nullopt;
  const auto next = std::next(at);
  const uint64_t end = next == epochs_.end() ? kSeqnoLimit : next->second.start;
  const auto first = snapshots.upper_bound(at->second.start);
  if (first == snapshots.end() || *first > end) return std::nullopt;
  return *first;
}

Verdict Versions::Released(uint64_t id, const std::multiset<uint64_t>& snapshots) {
  const auto at = live_.find(id);
  if (at == live_.end()) {
    if (released_.count(id) == 0) return std::nullopt;  // never published
    return Violated("H4", "version ", id, " was released twice");
  }
  const uint64_t epoch = at->second.epoch;
  if (!closing_) {
    if (id == current_) return Violated("H4", "the current version ", id, " was released");
    const auto known = epochs_.find(epoch);
    const bool newest = known != epochs_.end() && known->second.newest == id;
    if (const auto snapshot = SnapshotOf(epoch, snapshots); newest && snapshot.has_value()) {
      return Violated("H1", "version ", id, ", the newest of epoch ", epoch,
                      ", was released while the snapshot ", *snapshot, " needs it");
    }
  }
  live_.erase(at);
  released_.insert(id);
  return std::nullopt;
}

void Versions::Resumed() {
  lost_.insert(unpublished_.begin(), unpublished_.end());
  unpublished_.clear();
}

Verdict Versions::TableCreated(uint64_t number) {
  if (known_.count(number) != 0 || !unpublished_.insert(number).second) {
    return Violated("H4", "table ", number, " is written, but the number is in use");
  }
  return std::nullopt;
}

Verdict Versions::TableAbandoned(uint64_t number) {
  if (unpublished_.erase(number) == 0) {
    return Violated("H4", "table ", number, " is abandoned, but is no unpublished output");
  }
  lost_.insert(number);
  return std::nullopt;
}

Verdict Versions::TableRemoved(uint64_t number) {
  const auto names = [number](const Version& version) {
    const std::vector<const Table*> tables = version.Tables();
    return std::any_of(tables.begin(), tables.end(),
                       [number](const Table* table) { return table->number == number; });
  };
  // After a close nothing is live, but the newest version is what the next opening needs.
  if (last_.has_value() && names(*last_)) {
    return Violated("H4", "table ", number, " is removed, which the current version ", last_->id,
                    " names");
  }
  for (const auto& [id, version] : live_) {
    if (names(version)) {
      return Violated("H4", "table ", number, " is removed, which the live version ", id, " names");
    }
  }
  if (unpublished_.count(number) != 0) {
    return Violated("H4", "table ", number, " is removed while a job is about to publish it");
  }
  lost_.insert(number);
  return std::nullopt;
}

Verdict Versions::CheckIdle(const std::multiset<uint64_t>& snapshots) const {
  for (const auto& [id, version] : live_) {
    if (id == current_) continue;
    const auto epoch = epochs_.find(version.epoch);
    const bool newest = epoch != epochs_.end() && epoch->second.newest == id;
    if (newest && SnapshotOf(version.epoch, snapshots).has_value()) continue;
    return Violated("H1", "version ", id, " of epoch ", version.epoch,
                    " is still held, though no snapshot needs it and nothing else pins");
  }
  for (const auto& [number, epoch] : epochs_) {
    const auto snapshot = SnapshotOf(number, snapshots);
    if (!snapshot.has_value() || live_.count(epoch.newest) != 0) continue;
    return Violated("H1", "the snapshot ", *snapshot, " is live, but no version of its epoch ",
                    number);
  }
  return std::nullopt;
}

Verdict Versions::CheckTables(const std::set<uint64_t>& tables) const {
  std::set<uint64_t> named;
  for (const auto& [id, version] : live_) {
    for (const Table* table : version.Tables()) named.insert(table->number);
  }
  for (const uint64_t number : named) {
    if (tables.count(number) != 0) continue;
    return Violated("H4", "table ", number, " is named by a live version, but has no file");
  }
  for (const uint64_t number : tables) {
    if (named.count(number) != 0) continue;
    return Violated("H4", "table ", number, " is named by no live version, but its file stays");
  }
  return std::nullopt;
}

}  // namespace varve::model
