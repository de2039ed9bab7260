// The background tasks that run compactions, and compactions asked for by a caller.
#ifndef VARVE_ENGINE_DB_COMPACTOR_H_
#define VARVE_ENGINE_DB_COMPACTOR_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "engine/base/mutex.h"
#include "engine/compaction/compaction_plan.h"
#include "engine/db/failure_latch.h"
#include "engine/db/snapshot_list.h"
#include "engine/version/version_set.h"

namespace varve {

/// A table that takes part in a compaction is *busy* and takes part in no other; it stops being
/// busy on every path out of the compaction (rule H3). Thread safety: all methods from any task,
/// `Start` and `Stop` once each.
class Compactor {
 public:
  Compactor(VersionSet& versions, TableStore& store, const SnapshotList& snapshots,
            FailureLatch& failure, std::function<void()> progressed);

  void Start();
  /// Ends after the compactions that are running, callers' ones among them. Idempotent.
  void Stop();

  /// The version or the failure latch changed: look again.
  void Wake();
  /// After a failure was latched: returns when no compaction runs. None will before the latch is
  /// cleared.
  void WaitUntilParked();

  /// `DB::CompactRange` without the flush. Runs in the calling task.
  [[nodiscard]] absl::Status CompactRange(const std::string* begin, const std::string* end);

  /// Compactions that have ended since the start, those that were given up included.
  [[nodiscard]] size_t compactions() const;

 private:
  void Run();
  [[nodiscard]] std::optional<CompactionPlan> Pick() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  /// Whether the plan shares a table with a running one, or both would write into one range of one
  /// level: outputs span the gaps between their inputs.
  [[nodiscard]] bool Conflicts(const CompactionPlan& plan) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Claim(const CompactionPlan& plan) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Unclaim(const CompactionPlan& plan);
  /// Runs a claimed plan and gives its tables back (rule H3). An error other than `kAborted` (a
  /// wholesale drop came first) is latched.
  [[nodiscard]] absl::Status Execute(const CompactionPlan& plan);

  VersionSet& versions_;
  TableStore& store_;
  const SnapshotList& snapshots_;
  FailureLatch& failure_;
  const std::function<void()> progressed_;
  mutable Mutex mutex_;
  CondVar changed_;
  std::set<uint64_t> busy_ ABSL_GUARDED_BY(mutex_);  // numbers of tables
  std::vector<CompactionPlan::Target> running_ ABSL_GUARDED_BY(mutex_);
  size_t asked_ ABSL_GUARDED_BY(mutex_) = 0;  // callers waiting for tables: no new background work
  size_t compactions_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::unique_ptr<Task>> tasks_;
};

}  // namespace varve

#endif  // VARVE_ENGINE_DB_COMPACTOR_H_
