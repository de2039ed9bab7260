// Reads: pin a super version, fix an instant, consult the containers newest first (rules V2, V6).
#include <utility>
#include <vector>

#include "engine/base/status.h"
#include "engine/db/engine.h"
#include "engine/merge/db_iterator.h"
#include "engine/merge/error_iterator.h"
#include "engine/merge/merging_iterator.h"

namespace varve {

/// A registered snapshot; keeps the engine, whose list it is in.
class SnapshotPin {
 public:
  SnapshotPin(std::shared_ptr<Engine> engine, SeqNo instant)
      : engine_(std::move(engine)), instant_(instant) {}
  ~SnapshotPin() { engine_->ReleaseSnapshot(instant_); }
  SnapshotPin(const SnapshotPin&) = delete;
  SnapshotPin& operator=(const SnapshotPin&) = delete;

  [[nodiscard]] SeqNo instant() const { return instant_; }

 private:
  std::shared_ptr<Engine> engine_;
  SeqNo instant_;
};

Snapshot::Snapshot(std::unique_ptr<SnapshotPin> pin) : pin_(std::move(pin)) {}
Snapshot::Snapshot(Snapshot&&) noexcept = default;
Snapshot& Snapshot::operator=(Snapshot&&) noexcept = default;
Snapshot::~Snapshot() = default;
SeqNo Snapshot::instant() const { return pin_->instant(); }

namespace {

/// What an iterator reads: its super version and the engine with cache and platform (rule V5).
class ReadPin {
 public:
  ReadPin(std::shared_ptr<const Engine> engine, SuperVersionPtr super_version,
          Instrumentation& instrumentation)
      : engine_(std::move(engine)),
        super_version_(std::move(super_version)),
        instrumentation_(instrumentation) {}
  ~ReadPin() {
    if (super_version_.use_count() == 1) instrumentation_.Hit(Probe::kVersionReleasedByIterator);
  }
  ReadPin(const ReadPin&) = delete;
  ReadPin& operator=(const ReadPin&) = delete;

 private:
  std::shared_ptr<const Engine> engine_;  // destroyed last
  SuperVersionPtr super_version_;
  Instrumentation& instrumentation_;
};

/// Whether the newest entry of a key says that the key is there.
absl::StatusOr<bool> IsPresent(EntryKind kind) {
  if (kind == EntryKind::kValue) return true;
  if (IsTombstone(kind)) return false;
  return absl::DataLossError("unsupported entry kind");
}

}  // namespace

VersionHistory::View Engine::Look(const ReadOptions& options) const {
  if (options.snapshot == nullptr) {
    return versions_.history().Newest([this] { return publication_.visible(); });
  }
  const SeqNo instant = options.snapshot->instant();
  return {&versions_.history().GetVersionForSnapshot(instant), instant};
}

absl::StatusOr<bool> Engine::Find(const SuperVersion& containers, PointLookup& lookup,
                                  Found& found) const {
  const auto in_memtable = [&](const std::shared_ptr<MemTable>& memtable) {
    const auto entry = memtable->Get(lookup.key, lookup.hash, lookup.snapshot);
    if (!entry) return false;
    found.memtable = &memtable;
    found.result.kind = entry->kind;
    found.result.value = entry->value;
    return true;
  };
  if (in_memtable(containers.active)) return IsPresent(found.result.kind);
  for (const auto& sealed : containers.sealed) {
    if (in_memtable(sealed)) return IsPresent(found.result.kind);
  }
  VARVE_ASSIGN_OR_RETURN(const bool any, containers.version->Get(lookup, found.result));
  if (!any) return false;
  return IsPresent(found.result.kind);
}

absl::StatusOr<std::optional<std::string>> Engine::Get(std::string_view key,
                                                       const ReadOptions& options) {
  if (closed()) return absl::FailedPreconditionError("the database is closed");
  const Reclaimer::Guard guard(store_.reclaimer());
  const VersionHistory::View view = Look(options);
  PointLookup lookup(key, view.instant);
  lookup.fill_cache = options.fill_cache;
  Found found;
  VARVE_ASSIGN_OR_RETURN(const bool present, Find(*view.super_version, lookup, found));
  if (!present) return std::optional<std::string>();
  return std::optional<std::string>(std::string(found.result.value));
}

absl::StatusOr<bool> Engine::Get(std::string_view key, PinnedValue& value,
                                 const ReadOptions& options) {
  // Kept to the end of the call: `key` may lie in the value read before.
  const PinnedValue previous = std::move(value);
  if (closed()) return absl::FailedPreconditionError("the database is closed");
  const Reclaimer::Guard guard(store_.reclaimer());
  const VersionHistory::View view = Look(options);
  PointLookup lookup(key, view.instant);
  lookup.fill_cache = options.fill_cache;
  lookup.pin = true;
  Found found;
  VARVE_ASSIGN_OR_RETURN(const bool present, Find(*view.super_version, lookup, found));
  if (!present) return false;
  value.view_ = found.result.value;
  if (found.memtable != nullptr) {
    value.memtable_ = *found.memtable;
  } else {
    value.block_ = found.result.pin.release();
    value.unpin_ = [](void* block) { BlockPtr(static_cast<Block*>(block)).reset(); };
  }
  return true;
}

std::unique_ptr<Iterator> Engine::NewIterator(const ReadOptions& options) {
  if (closed()) {
    return NewDbIterator(NewErrorIterator(absl::FailedPreconditionError("the database is closed")),
                         0, options.lower_bound, options.upper_bound, nullptr);
  }
  SuperVersionPtr super_version;
  SeqNo instant = 0;
  {
    const Reclaimer::Guard guard(store_.reclaimer());
    const VersionHistory::View view = Look(options);
    super_version = view.super_version->shared_from_this();
    instant = view.instant;
  }
  const SuperVersion& pinned = *super_version;
  std::vector<std::unique_ptr<InternalIterator>> children;
  // What the instant sees was counted before it became visible.
  if (pinned.active->entries() > 0) children.push_back(pinned.active->NewIterator());
  for (const auto& sealed : pinned.sealed) children.push_back(sealed->NewIterator());
  pinned.version->AddIterators(options.fill_cache, children);
  auto pin = std::make_shared<ReadPin>(shared_from_this(), std::move(super_version),
                                       platform_.instrumentation);
  return NewDbIterator(NewMergingIterator(std::move(children)), instant, options.lower_bound,
                       options.upper_bound, std::move(pin));
}

Snapshot Engine::GetSnapshot() {
  const SeqNo instant = snapshots_.Acquire();
  return Snapshot(std::make_unique<SnapshotPin>(shared_from_this(), instant));
}

void Engine::ReleaseSnapshot(SeqNo instant) {
  snapshots_.Release(instant);
  CollectHistory();
}

}  // namespace varve
