// The one place where versions change: an edit is made durable, then the version it leads to is
// published (rule H2).
//
// The engine's lock order is in engine/README.md, "Locks".
#ifndef VARVE_ENGINE_VERSION_VERSION_SET_H_
#define VARVE_ENGINE_VERSION_VERSION_SET_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "engine/base/mutex.h"
#include "engine/version/manifest.h"
#include "engine/version/table_store.h"
#include "engine/version/version_history.h"
#include "varve/introspection.h"

namespace varve {

/// Thread safety: all methods from any task, once `Start` has returned.
class VersionSet {
 public:
  explicit VersionSet(TableStore& store);

  /// Puts `state`, the whole state after recovery, into a new manifest, and publishes it with
  /// `active` as its memtable. `opened` holds the open tables of `state.added`.
  [[nodiscard]] absl::Status Start(const VersionEdit& state,
                                   const std::vector<Version::TablePtr>& opened,
                                   std::shared_ptr<MemTable> active);

  /// Persists `edit` and publishes the version it leads to; `change` makes the next super version
  /// from the current one and the new version, under the history's lock. `base_epoch` is the epoch
  /// the edit was computed in: `kAborted`, with nothing done, when another has begun since. Any
  /// other error leaves the edit indeterminate; every later call returns it, until `Restart`.
  [[nodiscard]] absl::Status Apply(
      const VersionEdit& edit, const std::vector<Version::TablePtr>& opened, uint64_t base_epoch,
      const std::function<SuperVersionPtr(const SuperVersion&, std::shared_ptr<const Version>)>&
          change);

  /// Persists a wholesale drop at seqno `at` and begins the new epoch with `active`. `first_log` as
  /// in `VersionEdit`. `published` runs under the history's lock. Errors as for `Apply`.
  [[nodiscard]] absl::Status BeginEpoch(SeqNo at, uint64_t first_log,
                                        std::shared_ptr<MemTable> active,
                                        const std::function<void()>& published);

  /// As `Apply`, through a new manifest that holds nothing but the state the edit leads to,
  /// whatever was the fate of edits before. `edit` names the first log; no other edit is under way.
  /// An error leaves open whether the new manifest is in force, as every later call says, until
  /// `Restart`.
  [[nodiscard]] absl::Status Restart(
      const VersionEdit& edit, const std::vector<Version::TablePtr>& opened,
      const std::function<SuperVersionPtr(const SuperVersion&, std::shared_ptr<const Version>)>&
          change);

  /// After `Start` or `Restart` failed: whether the new manifest may be in force, so that the files
  /// it names have to stay.
  [[nodiscard]] bool new_manifest_may_be_in_force() const;

  [[nodiscard]] VersionHistory& history() { return history_; }
  [[nodiscard]] const VersionHistory& history() const { return history_; }
  [[nodiscard]] uint64_t manifest_number() const;
  /// Shapes of all versions that somebody can still reach, by id.
  [[nodiscard]] std::vector<VersionShape> LiveVersions() const;

 private:
  [[nodiscard]] absl::Status Persist(const VersionEdit& edit, const Version& next)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  [[nodiscard]] absl::Status SwitchManifest(const VersionEdit& edit, const Version& next)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Remember(const std::shared_ptr<const Version>& version);
  /// Marks the tables of `base` that `edit` removes; their files go with the last version.
  static void MarkObsolete(const Version& base, const VersionEdit& edit);

  TableStore& store_;
  VersionHistory history_;
  mutable Mutex mutex_;  // the edit lock; held over the manifest's I/O
  ManifestWriter manifest_ ABSL_GUARDED_BY(mutex_);
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
  uint64_t last_version_id_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t first_log_ ABSL_GUARDED_BY(mutex_) = 0;
  mutable Mutex live_mutex_;  // innermost
  mutable std::vector<std::weak_ptr<const Version>> live_ ABSL_GUARDED_BY(live_mutex_);
};

}  // namespace varve

#endif  // VARVE_ENGINE_VERSION_VERSION_SET_H_
