// Runs one planned compaction: merges the inputs, leaves out what no reader needs, writes the
// outputs, and says what edit replaces the inputs by them.
#ifndef VARVE_ENGINE_COMPACTION_COMPACTION_JOB_H_
#define VARVE_ENGINE_COMPACTION_COMPACTION_JOB_H_

#include "absl/status/status.h"
#include "engine/compaction/compaction_plan.h"
#include "engine/compaction/entry_collector.h"
#include "engine/version/table_store.h"
#include "engine/version/version_edit.h"

namespace varve {

/// Thread safety: one task. The inputs must stay marked busy until the edit is applied or the job
/// is given up.
class CompactionJob {
 public:
  /// `sample` is taken before the call; snapshots made later are above its visible seqno and cannot
  /// need what the job drops (rule G1).
  CompactionJob(TableStore& store, CompactionPlan plan, SnapshotSample sample);

  /// Writes the outputs; they are durable and open on success. An error leaves nothing behind.
  [[nodiscard]] absl::Status Run();

  /// The change that `Run` made possible. Valid after its success.
  [[nodiscard]] VersionEdit Edit() const;
  [[nodiscard]] TableOutputs& outputs() { return outputs_; }

 private:
  [[nodiscard]] std::unique_ptr<InternalIterator> MergeInputs() const;
  void Report(const InternalKey& key, EntryCollector::Verdict verdict);

  TableStore& store_;
  const CompactionPlan plan_;
  EntryCollector collector_;
  TableOutputs outputs_;
};

}  // namespace varve

#endif  // VARVE_ENGINE_COMPACTION_COMPACTION_JOB_H_
