#include "engine/version/version_set.h"

#include <algorithm>
#include <utility>

#include "engine/base/check.h"
#include "engine/base/status.h"
#include "engine/base/strings.h"
#include "engine/format/file_names.h"

namespace varve {

VersionSet::VersionSet(TableStore& store)
    : store_(store),
      history_(store.platform(), store.reclaimer()),
      mutex_(store.platform().scheduler, "edit"),
      manifest_(store.platform(), store.directory()),
      live_mutex_(store.platform().scheduler, "live_versions") {}

absl::Status VersionSet::Start(const VersionEdit& state,
                               const std::vector<Version::TablePtr>& opened,
                               std::shared_ptr<MemTable> active) {
  Instrumentation& instrumentation = store_.platform().instrumentation;
  MutexLock lock(mutex_);
  VARVE_ASSIGN_OR_RETURN(auto version,
                         Version::Empty(instrumentation)->With(++last_version_id_, state, opened));
  VARVE_RETURN_IF_ERROR(manifest_.Switch(store_.NewFileNumber(), state));
  instrumentation.OnEditPersisted(version->id());
  first_log_ = state.first_log.value_or(0);
  Remember(version);
  auto first = std::make_shared<const SuperVersion>(std::move(active), version, 0);
  history_.BeginEpoch(std::move(first),
                      [&] { instrumentation.OnVersionPublished(version->Shape()); });
  return absl::OkStatus();
}

absl::Status VersionSet::SwitchManifest(const VersionEdit& edit, const Version& next) {
  VersionEdit state = next.AsEdit();
  state.first_log = edit.first_log.value_or(first_log_);
  const uint64_t number = store_.NewFileNumber();
  state.next_file_number = store_.next_file_number();
  return manifest_.Switch(number, state);
}

absl::Status VersionSet::Persist(const VersionEdit& edit, const Version& next) {
  if (!manifest_.OutgrownBy(store_.options().manifest_bytes)) return manifest_.Append(edit);
  const uint64_t previous = manifest_.number();
  VARVE_RETURN_IF_ERROR(SwitchManifest(edit, next));
  store_.platform().instrumentation.Hit(Probe::kManifestReplaced);
  const std::string path = PathOf(store_.directory(), ManifestName(previous));
  store_.platform().instrumentation.OnFileRemoved(path);
  // A failure leaves an orphan, which the next opening removes.
  store_.platform().file_system.Remove(path).IgnoreError();
  return absl::OkStatus();
}

absl::Status VersionSet::Apply(
    const VersionEdit& edit, const std::vector<Version::TablePtr>& opened, uint64_t base_epoch,
    const std::function<SuperVersionPtr(const SuperVersion&, std::shared_ptr<const Version>)>&
        change) {
  Instrumentation& instrumentation = store_.platform().instrumentation;
  VersionHistory::Replaced replaced(history_);  // let go of after the lock
  SuperVersionPtr base;
  MutexLock lock(mutex_);
  VARVE_RETURN_IF_ERROR(failure_);
  base = history_.Current();
  if (base->version->epoch() != base_epoch) {
    return absl::AbortedError("a wholesale drop came first");
  }
  const uint64_t id = ++last_version_id_;
  auto next = base->version->With(id, edit, opened);
  VARVE_CHECK(next.ok(), FromAbsl(next.status().message()));
  failure_ = Persist(edit, **next);
  VARVE_RETURN_IF_ERROR(failure_);
  if (edit.first_log) first_log_ = *edit.first_log;
  instrumentation.OnEditPersisted(id);
  MarkObsolete(*base->version, edit);
  Remember(*next);
  history_.Install([&](const SuperVersion& current) { return change(current, *next); },
                   [&] { instrumentation.OnVersionPublished((*next)->Shape()); }, replaced);
  return absl::OkStatus();
}

absl::Status VersionSet::Restart(
    const VersionEdit& edit, const std::vector<Version::TablePtr>& opened,
    const std::function<SuperVersionPtr(const SuperVersion&, std::shared_ptr<const Version>)>&
        change) {
  Instrumentation& instrumentation = store_.platform().instrumentation;
  VersionHistory::Replaced replaced(history_);  // let go of after the lock
  MutexLock lock(mutex_);
  const SuperVersionPtr base = history_.Current();
  const uint64_t id = ++last_version_id_;
  auto next = base->version->With(id, edit, opened);
  VARVE_CHECK(next.ok(), FromAbsl(next.status().message()));
  failure_ = SwitchManifest(edit, **next);
  VARVE_RETURN_IF_ERROR(failure_);
  first_log_ = edit.first_log.value_or(first_log_);
  instrumentation.OnEditPersisted(id);
  Remember(*next);
  history_.Install([&](const SuperVersion& current) { return change(current, *next); },
                   [&] { instrumentation.OnVersionPublished((*next)->Shape()); }, replaced);
  return absl::OkStatus();
}

absl::Status VersionSet::BeginEpoch(SeqNo at, uint64_t first_log, std::shared_ptr<MemTable> active,
                                    const std::function<void()>& published) {
  Instrumentation& instrumentation = store_.platform().instrumentation;
  MutexLock lock(mutex_);
  VARVE_RETURN_IF_ERROR(failure_);
  const SuperVersionPtr base = history_.Current();
  VersionEdit edit;
  edit.new_epoch = base->version->epoch() + 1;
  edit.flushed_through = at;
  edit.first_log = first_log;
  edit.next_file_number = store_.next_file_number();
  const uint64_t id = ++last_version_id_;
  auto next = base->version->With(id, edit, {});
  VARVE_CHECK(next.ok(), FromAbsl(next.status().message()));
  failure_ = Persist(edit, **next);
  VARVE_RETURN_IF_ERROR(failure_);
  first_log_ = first_log;
  instrumentation.OnEditPersisted(id);
  for (const auto& level : base->version->levels()) {
    for (const auto& run : level) {
      for (const auto& table : run) table->MarkObsolete();
    }
  }
  Remember(*next);
  auto first = std::make_shared<const SuperVersion>(std::move(active), *next, at);
  history_.BeginEpoch(std::move(first), [&] {
    instrumentation.OnVersionPublished((*next)->Shape());
    published();
  });
  return absl::OkStatus();
}

void VersionSet::MarkObsolete(const Version& base, const VersionEdit& edit) {
  for (const auto& removed : edit.removed) {
    for (const auto& run : base.levels()[removed.level]) {
      for (const auto& table : run) {
        if (table->number() == removed.number) table->MarkObsolete();
      }
    }
  }
}

void VersionSet::Remember(const std::shared_ptr<const Version>& version) {
  MutexLock lock(live_mutex_);
  std::erase_if(live_, [](const auto& weak) { return weak.expired(); });
  live_.push_back(version);
}

bool VersionSet::new_manifest_may_be_in_force() const {
  MutexLock lock(mutex_);
  return manifest_.new_may_be_in_force();
}

uint64_t VersionSet::manifest_number() const {
  MutexLock lock(mutex_);
  return manifest_.number();
}

std::vector<VersionShape> VersionSet::LiveVersions() const {
  std::vector<std::shared_ptr<const Version>> pinned;  // dropped after the lock
  {
    MutexLock lock(live_mutex_);
    for (const auto& weak : live_) {
      if (auto version = weak.lock()) pinned.push_back(std::move(version));
    }
  }
  std::vector<VersionShape> shapes;
  for (const auto& version : pinned) shapes.push_back(version->Shape());
  return shapes;
}

}  // namespace varve
