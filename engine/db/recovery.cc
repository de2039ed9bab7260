#include "engine/db/recovery.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "engine/base/status.h"
#include "engine/base/strings.h"
#include "engine/db/orphans.h"
#include "engine/version/manifest.h"
#include "engine/wal/log_reader.h"

namespace varve {

Recovery::Recovery(TableStore& store, LogWriter& log) : store_(store), log_(log) {}

absl::Status Recovery::Run() {
  VARVE_RETURN_IF_ERROR(ListDirectory());
  VARVE_RETURN_IF_ERROR(LoadState());
  VARVE_RETURN_IF_ERROR(OpenTables());
  summary_.flushed_through = state_.flushed_through.value_or(0);
  last_seqno_ = summary_.flushed_through;
  VARVE_RETURN_IF_ERROR(Replay());
  state_.flushed_through = last_seqno_;

  const uint64_t log_number = store_.NewFileNumber();
  if (absl::Status started = log_.Start(log_number); !started.ok()) {
    RemoveLog(store_, log_number);
    return started;
  }
  state_.first_log = log_number;
  // One more for the manifest that will hold this state.
  state_.next_file_number = store_.next_file_number() + 1;
  return absl::OkStatus();
}

void Recovery::KeepOutputs() {
  for (const auto& outputs : outputs_) outputs->Release();
}

absl::Status Recovery::ListDirectory() {
  VARVE_ASSIGN_OR_RETURN(const auto names, store_.platform().file_system.List(store_.directory()));
  for (const std::string& name : names) {
    const auto file = ParseFileName(name);
    if (!file) continue;  // foreign
    files_.push_back(*file);
    // A crash may have left files that no manifest counts; their numbers are taken all the same.
    store_.ReserveFileNumbers(file->number + 1);
  }
  return absl::OkStatus();
}

absl::Status Recovery::LoadState() {
  auto manifest = LoadManifest(store_.platform(), store_.directory());
  if (absl::IsNotFound(manifest.status())) {
    VARVE_RETURN_IF_ERROR(CheckEmpty());
    if (!store_.options().create_if_missing) {
      return absl::NotFoundError(absl::StrCat(store_.directory(), ": no database here"));
    }
    return absl::OkStatus();
  }
  VARVE_RETURN_IF_ERROR(manifest.status());
  if (store_.options().error_if_exists) {
    return absl::AlreadyExistsError(absl::StrCat(store_.directory(), ": a database is here"));
  }
  const std::string path = PathOf(store_.directory(), ManifestName(manifest->number));
  for (const VersionEdit& edit : manifest->edits) {
    if (absl::Status folded = Fold(edit); !folded.ok()) {
      return Corruption(path, 0, FromAbsl(folded.message()));
    }
  }
  if (!state_.first_log || !state_.next_file_number) {
    return Corruption(path, 0, "names no first log or no next file number");
  }
  for (const auto& added : state_.added) {
    if (added.table.largest_seqno > state_.flushed_through.value_or(0)) {
      return Corruption(path, 0, "a table holds more than the manifest says is flushed");
    }
  }
  store_.ReserveFileNumbers(*state_.next_file_number);
  return absl::OkStatus();
}

absl::Status Recovery::CheckEmpty() const {
  // CURRENT is durable before the first table is: tables without it are a damaged database, which
  // must not be taken for a new one.
  for (const FileName& file : files_) {
    if (file.kind == FileKind::kTable) {
      return Corruption(PathOf(store_.directory(), CurrentName()), 0,
                        "missing, but there are tables");
    }
    if (file.kind != FileKind::kLog) continue;
    // A creation that was cut short leaves a log without records.
    const uint64_t number = file.number;
    VARVE_ASSIGN_OR_RETURN(const ReplaySummary found,
                           ReplayLogs(store_.platform(), store_.directory(), number, {&number, 1},
                                      [](const ReplayedRecord&) { return absl::OkStatus(); }));
    if (found.records != 0) {
      return Corruption(PathOf(store_.directory(), CurrentName()), 0,
                        "missing, but there are logged writes");
    }
  }
  return absl::OkStatus();
}

absl::Status Recovery::Fold(const VersionEdit& edit) {
  if (edit.keyspace != kDefaultKeyspace) {
    return absl::InvalidArgumentError("edit of an unknown keyspace");
  }
  if (edit.new_epoch) {
    state_.new_epoch = edit.new_epoch;
    state_.added.clear();
  }
  for (const auto& removed : edit.removed) {
    const auto erased = std::erase_if(state_.added, [&](const auto& added) {
      return added.level == removed.level && added.table.number == removed.number;
    });
    if (erased != 1) {
      return absl::InvalidArgumentError(
          absl::StrCat("edit removes table ", removed.number, ", which is not there"));
    }
  }
  state_.added.insert(state_.added.end(), edit.added.begin(), edit.added.end());
  if (edit.flushed_through) state_.flushed_through = edit.flushed_through;
  if (edit.first_log) state_.first_log = edit.first_log;
  if (edit.next_file_number) state_.next_file_number = edit.next_file_number;
  return absl::OkStatus();
}

absl::Status Recovery::OpenTables() {
  for (const auto& added : state_.added) {
    const std::string path = PathOf(store_.directory(), TableName(added.table.number));
    auto table = store_.Open(added.table.number);
    if (absl::IsNotFound(table.status())) {
      return Corruption(path, 0, "the manifest names this table, which is missing");
    }
    VARVE_RETURN_IF_ERROR(table.status());
    if ((*table)->shape() != added.table) {
      return Corruption(path, 0, "not the table that the manifest describes");
    }
    tables_.push_back(*std::move(table));
  }
  return absl::OkStatus();
}

absl::Status Recovery::Replay() {
  if (!state_.first_log) return absl::OkStatus();  // a new database
  std::vector<uint64_t> numbers;
  for (const FileName& file : files_) {
    if (file.kind == FileKind::kLog && file.number >= *state_.first_log) {
      numbers.push_back(file.number);
    }
  }
  std::sort(numbers.begin(), numbers.end());
  auto replayed = ReplayLogs(
      store_.platform(), store_.directory(), *state_.first_log, numbers,
      [this](const ReplayedRecord& replayed_record) -> absl::Status {
        auto record = DecodeLogRecord(replayed_record.payload);
        absl::Status applied = record.ok() ? ApplyRecord(*record) : record.status();
        if (!absl::IsInvalidArgument(applied)) return applied;
        return Corruption(PathOf(store_.directory(), LogName(replayed_record.start.number)),
                          replayed_record.start.offset, FromAbsl(applied.message()));
      });
  VARVE_RETURN_IF_ERROR(replayed.status());
  summary_.logs_read = replayed->logs_read;
  VARVE_RETURN_IF_ERROR(WriteMemtable());
  if (outputs_.size() > 1) {
    store_.platform().instrumentation.Hit(Probe::kRecoverySeveralTables);
  }
  return absl::OkStatus();
}

absl::Status Recovery::ApplyRecord(const LogRecord& record) {
  if (record.last_seqno() <= summary_.flushed_through) {  // V1
    ++summary_.records_skipped;
    store_.platform().instrumentation.Hit(Probe::kRecoverySkippedRecord);
    return absl::OkStatus();
  }
  if (record.first_seqno <= last_seqno_) {
    return absl::InvalidArgumentError(
        absl::StrCat("S1: seqno ", record.first_seqno, " after ", last_seqno_));
  }
  if (record.type == LogRecord::Type::kClear) {
    if (record.keyspace != kDefaultKeyspace) {
      return absl::InvalidArgumentError("clears an unknown keyspace");
    }
    DropEverything(record.first_seqno);
  } else {
    if (memtable_ == nullptr) {
      memtable_ = std::make_unique<MemTable>(store_.platform(), 0);
    }
    OperationReader reader(record.operations);
    Operation operation;
    for (SeqNo seqno = record.first_seqno; reader.Next(&operation); ++seqno) {
      if (operation.keyspace != kDefaultKeyspace) {
        return absl::InvalidArgumentError("writes to an unknown keyspace");
      }
      memtable_->Add(seqno, operation.kind, operation.key, operation.value);
    }
  }
  ++summary_.records_replayed;
  last_seqno_ = record.last_seqno();
  summary_.replayed_through = last_seqno_;
  if (memtable_ != nullptr && memtable_->bytes() >= store_.options().memtable_bytes) {
    return WriteMemtable();
  }
  return absl::OkStatus();
}

void Recovery::DropEverything(SeqNo at) {
  memtable_ = nullptr;
  state_.new_epoch = state_.new_epoch.value_or(0) + 1;
  state_.added.clear();
  state_.flushed_through = at;
  tables_.clear();
  outputs_.clear();  // abandons what the replay had written so far
}

absl::Status Recovery::WriteMemtable() {
  if (memtable_ == nullptr || memtable_->entries() == 0) return absl::OkStatus();
  auto outputs = std::make_unique<TableOutputs>(store_, UINT64_MAX);
  const auto entries = memtable_->NewIterator();
  for (entries->SeekToFirst(); entries->Valid(); entries->Next()) {
    VARVE_RETURN_IF_ERROR(outputs->Add(entries->key(), entries->value()));
  }
  VARVE_RETURN_IF_ERROR(outputs->Finish());
  for (const auto& table : outputs->tables()) {
    state_.added.push_back({0, table->shape()});
    tables_.push_back(table);
  }
  outputs_.push_back(std::move(outputs));
  memtable_ = nullptr;
  return absl::OkStatus();
}

void Recovery::RemoveOrphans(uint64_t manifest_number) {
  NamedFiles named;
  for (const auto& added : state_.added) named.tables.insert(added.table.number);
  named.first_log = *state_.first_log;
  named.manifest = manifest_number;
  summary_.orphans_removed = varve::RemoveOrphans(store_, files_, named);
  if (summary_.orphans_removed > 0) {
    store_.platform().instrumentation.Hit(Probe::kRecoveryOrphanRemoved);
  }
}

}  // namespace varve
