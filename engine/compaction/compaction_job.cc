#include "engine/compaction/compaction_job.h"

#include <utility>
#include <vector>

#include "engine/base/status.h"
#include "engine/merge/merging_iterator.h"

namespace varve {

CompactionJob::CompactionJob(TableStore& store, CompactionPlan plan, SnapshotSample sample)
    : store_(store),
      plan_(std::move(plan)),
      collector_(std::move(sample),
                 [this](std::string_view key) { return plan_.MayExistBelow(key); }),
      outputs_(store, store.options().table_bytes) {}

std::unique_ptr<InternalIterator> CompactionJob::MergeInputs() const {
  std::vector<std::unique_ptr<InternalIterator>> inputs;
  for (const auto& input : plan_.inputs) {
    // A pass over everything would push what readers use out of the cache.
    inputs.push_back(input.table->table().NewIterator(/*fill_cache=*/false));
  }
  return NewMergingIterator(std::move(inputs));
}

absl::Status CompactionJob::Run() {
  PhaseScope phase(store_.platform().instrumentation, Phase::kCompaction);
  const auto entries = MergeInputs();
  for (entries->SeekToFirst(); entries->Valid(); entries->Next()) {
    const InternalKey key = entries->key();
    const EntryCollector::Verdict verdict = collector_.Judge(key);
    Report(key, verdict);
    if (verdict == EntryCollector::Verdict::kKeep ||
        verdict == EntryCollector::Verdict::kKeepForSnapshot) {
      VARVE_RETURN_IF_ERROR(outputs_.Add(key, entries->value()));
    }
  }
  VARVE_RETURN_IF_ERROR(entries->status());
  VARVE_RETURN_IF_ERROR(outputs_.Finish());
  if (outputs_.tables().size() > 1) {
    store_.platform().instrumentation.Hit(Probe::kCompactionSeveralOutputs);
  }
  return absl::OkStatus();
}

void CompactionJob::Report(const InternalKey& key, EntryCollector::Verdict verdict) {
  Instrumentation& instrumentation = store_.platform().instrumentation;
  EntryDropped dropped;
  dropped.user_key = key.user_key;
  dropped.seqno = key.seqno;
  dropped.kind = key.kind;
  switch (verdict) {
    case EntryCollector::Verdict::kKeep:
      if (IsTombstone(key.kind)) instrumentation.Hit(Probe::kCompactionKeptTombstone);
      return;
    case EntryCollector::Verdict::kKeepForSnapshot:
      instrumentation.Hit(Probe::kCompactionKeptForSnapshot);
      return;
    case EntryCollector::Verdict::kDropShadowed:
      dropped.reason = EntryDropped::Reason::kShadowed;
      dropped.shadowed_by = collector_.shadowed_by();
      break;
    case EntryCollector::Verdict::kDropTombstone:
      instrumentation.Hit(Probe::kCompactionDroppedTombstone);
      dropped.reason = EntryDropped::Reason::kTombstoneAtBase;
      break;
  }
  instrumentation.OnEntryDropped(dropped);
}

VersionEdit CompactionJob::Edit() const {
  VersionEdit edit;
  for (const auto& input : plan_.inputs) {
    edit.removed.push_back({input.level, input.table->number()});
  }
  for (const auto& table : outputs_.tables()) {
    edit.added.push_back({plan_.output_level, table->shape()});
  }
  edit.next_file_number = store_.next_file_number();
  return edit;
}

}  // namespace varve
