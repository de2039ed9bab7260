#include "engine/db/settlement.h"

#include <utility>

#include "engine/base/status.h"
#include "engine/db/orphans.h"
#include "engine/format/file_names.h"

namespace varve {

Settlement::Settlement(VersionSet& versions, TableStore& store, LogWriter& log)
    : versions_(versions), store_(store), log_(log) {}

absl::Status Settlement::Run(SeqNo visible, const std::shared_ptr<MemTable>& active) {
  PhaseScope phase(store_.platform().instrumentation, Phase::kResume);
  VARVE_RETURN_IF_ERROR(WriteTables());
  const uint64_t first_log = store_.NewFileNumber();
  const absl::Status restarted =
      log_.Restart(first_log, [&] { return SwitchManifest(visible, first_log, active); });
  if (!restarted.ok()) {
    if (!may_be_in_force_) RemoveLog(store_, first_log);
    return restarted;
  }
  store_.platform().instrumentation.OnResumed();
  RemoveLeftovers(first_log);
  return absl::OkStatus();
}

absl::Status Settlement::WriteTables() {
  const SuperVersionPtr current = versions_.history().Current();
  for (auto sealed = current->sealed.rbegin(); sealed != current->sealed.rend(); ++sealed) {
    VARVE_RETURN_IF_ERROR(WriteTable(**sealed));
  }
  return current->active->entries() == 0 ? absl::OkStatus() : WriteTable(*current->active);
}

absl::Status Settlement::WriteTable(const MemTable& memtable) {
  // One table, so that level 0 gets one run.
  auto outputs = std::make_unique<TableOutputs>(store_, UINT64_MAX);
  const auto entries = memtable.NewIterator();
  for (entries->SeekToFirst(); entries->Valid(); entries->Next()) {
    VARVE_RETURN_IF_ERROR(outputs->Add(entries->key(), entries->value()));
  }
  VARVE_RETURN_IF_ERROR(outputs->Finish());
  outputs_.push_back(std::move(outputs));
  return absl::OkStatus();
}

absl::Status Settlement::SwitchManifest(SeqNo visible, uint64_t first_log,
                                        const std::shared_ptr<MemTable>& active) {
  VersionEdit edit;
  std::vector<Version::TablePtr> opened;
  for (const auto& outputs : outputs_) {
    for (const auto& table : outputs->tables()) {
      edit.added.push_back({0, table->shape()});
      opened.push_back(table);
    }
  }
  // Not through the last seqno given out: batches that never became visible are not in tables.
  if (visible > 1) edit.flushed_through = visible - 1;
  edit.first_log = first_log;
  const absl::Status switched = versions_.Restart(
      edit, opened, [&](const SuperVersion& current, std::shared_ptr<const Version> version) {
        return std::make_shared<const SuperVersion>(active, std::move(version),
                                                    current.epoch_start);
      });
  may_be_in_force_ = switched.ok() || versions_.new_manifest_may_be_in_force();
  if (may_be_in_force_) {
    for (const auto& outputs : outputs_) outputs->Release();
  }
  return switched;
}

// Tables that an edit of unknown fate named, logs and manifests of failed attempts.
void Settlement::RemoveLeftovers(uint64_t first_log) {
  const auto names = store_.platform().file_system.List(store_.directory());
  if (!names.ok()) return;  // the next opening tries again
  store_.reaper().WaitUntilIdle();
  std::vector<FileName> files;
  for (const std::string& name : *names) {
    if (const auto file = ParseFileName(name)) files.push_back(*file);
  }
  NamedFiles named;
  named.first_log = first_log;
  named.manifest = versions_.manifest_number();
  for (const VersionShape& version : versions_.LiveVersions()) {
    for (const LevelShape& level : version.levels) {
      for (const RunShape& run : level) {
        for (const TableShape& table : run) named.tables.insert(table.number);
      }
    }
  }
  RemoveOrphans(store_, files, named);
}

}  // namespace varve
