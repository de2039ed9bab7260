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

/// The answer that the newest entry of a key gives.
absl::StatusOr<std::optional<std::string>> Answer(EntryKind kind, std::string value) {
  if (kind == EntryKind::kValue) return std::optional<std::string>(std::move(value));
  if (IsTombstone(kind)) return std::optional<std::string>();
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

absl::StatusOr<std::optional<std::string>> Engine::Get(std::string_view key,
                                                       const ReadOptions& options) {
  if (closed()) return absl::FailedPreconditionError("the database is closed");
  const Reclaimer::Guard guard(store_.reclaimer());
  const VersionHistory::View view = Look(options);
  const SuperVersion& pinned = *view.super_version;
  if (const auto found = pinned.active->Get(key, view.instant)) {
    return Answer(found->kind, std::string(found->value));
  }
  for (const auto& sealed : pinned.sealed) {
    if (const auto found = sealed->Get(key, view.instant)) {
      return Answer(found->kind, std::string(found->value));
    }
  }
  VARVE_ASSIGN_OR_RETURN(auto found, pinned.version->Get(key, view.instant, options.fill_cache));
  if (!found) return std::optional<std::string>();
  return Answer(found->kind, std::move(found->value));
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
