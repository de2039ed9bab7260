#include "engine/db/engine.h"

#include <utility>

#include "engine/base/check.h"
#include "engine/base/status.h"
#include "engine/db/orphans.h"
#include "engine/db/recovery.h"

namespace varve {
namespace {

/// The directory that holds `path`.
std::string Parent(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

absl::Status MakeDirectory(const Options& options, FileSystem& files, const std::string& path) {
  VARVE_ASSIGN_OR_RETURN(const bool exists, files.Exists(path));
  if (!exists) {
    if (!options.create_if_missing) return absl::NotFoundError(path + ": no database here");
    VARVE_RETURN_IF_ERROR(files.CreateDirectory(path));
  }
  // Without a database in it the directory may be one whose making was cut short, its name not yet
  // durable.
  VARVE_ASSIGN_OR_RETURN(const bool made, files.Exists(PathOf(path, CurrentName())));
  return made ? absl::OkStatus() : files.SyncDirectory(Parent(path));
}

}  // namespace

Engine::Engine(const Options& options, const Platform& platform, const std::string& path)
    : platform_(platform),
      options_(options),
      path_(path),
      store_(platform, path, options),
      versions_(store_),
      log_(platform, path, options.log_segment_bytes),
      failure_(platform, [this] { FailureChanged(); }),
      publication_(platform),
      snapshots_(platform, publication_),
      write_path_(versions_, store_, log_, failure_, publication_, [this] { CollectHistory(); }),
      flusher_(versions_, store_, log_, failure_, [this] { Progressed(); }),
      compactor_(versions_, store_, snapshots_, failure_, [this] { Progressed(); }),
      mutex_(platform.scheduler, "open") {}

absl::StatusOr<std::shared_ptr<Engine>> Engine::Open(const Options& options,
                                                     const Platform& platform,
                                                     const std::string& path) {
  VARVE_RETURN_IF_ERROR(Validate(options));
  if (path.empty() || path.back() == '/') {
    return absl::InvalidArgumentError("path '" + path + "': empty, or ends in '/'");
  }
  VARVE_RETURN_IF_ERROR(MakeDirectory(options, platform.file_system, path));
  VARVE_ASSIGN_OR_RETURN(auto lock, platform.file_system.LockFile(PathOf(path, LockName())));
  auto engine = std::make_shared<Engine>(options, platform, path);
  engine->store_.reaper().Start();
  if (absl::Status recovered = engine->Recover(); !recovered.ok()) {
    engine->store_.reaper().Stop();
    return recovered;
  }
  engine->flusher_.Start();
  engine->compactor_.Start();
  MutexLock held(engine->mutex_);
  engine->lock_ = std::move(lock);
  engine->open_.Store(true, std::memory_order_release);
  return engine;
}

absl::Status Engine::Recover() {
  PhaseScope phase(platform_.instrumentation, Phase::kRecovery);
  Recovery recovery(store_, log_);
  VARVE_RETURN_IF_ERROR(recovery.Run());
  auto active = std::make_shared<MemTable>(platform_, 1);
  const absl::Status started = versions_.Start(recovery.state(), recovery.tables(), active);
  if (started.ok() || versions_.new_manifest_may_be_in_force()) {
    recovery.KeepOutputs();
  } else {
    RemoveLog(store_, *recovery.state().first_log);
  }
  VARVE_RETURN_IF_ERROR(started);
  recovery.RemoveOrphans(versions_.manifest_number());
  recovery_ = recovery.summary();
  write_path_.Start(recovery.last_seqno() + 1, std::move(active), &flusher_);
  return absl::OkStatus();
}

void Engine::Progressed() {
  compactor_.Wake();
  write_path_.NotifyProgress();
}

void Engine::FailureChanged() {
  flusher_.Wake();
  compactor_.Wake();
}

void Engine::CollectHistory() {
  (void)versions_.history().Collect([this] { return snapshots_.Instants(); });
}

absl::Status Engine::Write(const WriteBatch& batch, const WriteOptions& options) {
  return write_path_.Write(batch, options.durability);
}

absl::Status Engine::Clear() { return write_path_.Clear(); }

absl::Status Engine::Flush() {
  VARVE_RETURN_IF_ERROR(write_path_.Seal());
  return flusher_.WaitUntilDone();
}

absl::Status Engine::CompactRange(const std::string* begin, const std::string* end) {
  if (begin != nullptr && end != nullptr && *end < *begin) {
    return absl::InvalidArgumentError("CompactRange: the end is before the beginning");
  }
  VARVE_RETURN_IF_ERROR(Flush());
  return compactor_.CompactRange(begin, end);
}

absl::Status Engine::Sync() { return write_path_.Sync(); }

absl::Status Engine::Resume() {
  MutexLock lock(mutex_);
  if (closed()) return absl::FailedPreconditionError("the database is closed");
  // A failed log whose writer has not come to say so.
  if (const absl::Status log = log_.status(); !log.ok()) failure_.Set(log, failure_.period());
  if (failure_.Get().ok()) return absl::OkStatus();
  compactor_.WaitUntilParked();
  flusher_.WaitUntilParked();
  VARVE_RETURN_IF_ERROR(write_path_.Resume());
  platform_.instrumentation.Hit(Probe::kResumed);
  Progressed();
  return absl::OkStatus();
}

absl::Status Engine::Close() {
  MutexLock lock(mutex_);
  if (closed()) return absl::OkStatus();
  open_.Store(false, std::memory_order_release);
  absl::Status flushed = write_path_.Close();
  if (flushed.ok()) flushed = flusher_.WaitUntilDone();
  compactor_.Stop();
  flusher_.Stop();
  store_.reaper().Stop();
  // Nothing runs any more that could fail.
  if (flushed.ok()) flushed = failure_.Get();
  lock_ = nullptr;
  return flushed;
}

Introspection Engine::Inspect() const {
  Introspection now;
  now.snapshots = snapshots_.Instants();
  const SuperVersionPtr pinned = versions_.history().Current();
  now.visible = publication_.visible();
  now.active = pinned->active->Shape();
  for (const auto& sealed : pinned->sealed) now.sealed.push_back(sealed->Shape());
  now.current = pinned->version->Shape();
  now.live_versions = versions_.LiveVersions();
  now.logs = log_.Shapes();
  now.manifest_number = versions_.manifest_number();
  now.flushes = flusher_.flushes();
  now.compactions = compactor_.compactions();
  now.cache_bytes = store_.cache_bytes();
  now.recovery = recovery_;
  // Last, so that everything above is below it.
  now.next_seqno = write_path_.next_seqno();
  return now;
}

}  // namespace varve
