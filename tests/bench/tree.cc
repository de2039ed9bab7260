#include "tests/bench/tree.h"

#include <unistd.h>

#include <chrono>
#include <cinttypes>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <utility>

#include "tests/bench/file_tree.h"
#include "tests/bench/progress.h"
#include "varve/db.h"

namespace varve::bench {
namespace {

namespace fs = std::filesystem;

/// Prints how long a step took and what it moved.
class Step {
 public:
  explicit Step(const char* name) : name_(name), begin_(std::chrono::steady_clock::now()) {}
  void Done(uint64_t operations, uint64_t bytes) const {
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
    std::printf("%-22s %8" PRIu64 " entries %8.1f MB %8.3f s %10.0f entries/s %8.1f MB/s\n", name_,
                operations, static_cast<double>(bytes) / 1e6, seconds,
                static_cast<double>(operations) / seconds,
                static_cast<double>(bytes) / 1e6 / seconds);
    std::fflush(stdout);
  }

 private:
  const char* name_;
  std::chrono::steady_clock::time_point begin_;
};

absl::Status Differs(const std::string& path, const std::string& how) {
  return absl::DataLossError(path + ": " + how);
}

/// The database, its directory and the counter, together.
class TreeRun {
 public:
  TreeRun(const TreeOptions& options, FileTree tree, std::string db_path)
      : options_(options), tree_(std::move(tree)), db_path_(std::move(db_path)) {}

  absl::Status Run();
  absl::Status VerifyPrefix();

 private:
  absl::Status Open();
  absl::Status OpenProgress();
  absl::Status Load();
  absl::Status DeleteHalf();
  absl::Status WriteBatchAndCount(WriteBatch& batch);
  /// Compares the view at `snapshot` (null: now) with the directory; `deleted(i)` says which paths
  /// must be absent.
  template <typename Deleted>
  absl::Status Compare(const char* name, const Snapshot* snapshot, const Deleted& deleted);
  void PrintShape();

  const TreeOptions& options_;
  const FileTree tree_;
  const std::string db_path_;
  PosixPlatform posix_;
  std::unique_ptr<Progress> progress_;
  uint64_t acknowledged_ = 0;
  std::unique_ptr<DB> db_;
};

absl::Status TreeRun::Open() {
  auto opened = DB::Open(options_.engine, posix_.platform(), db_path_);
  if (!opened.ok()) return opened.status();
  db_ = *std::move(opened);
  return absl::OkStatus();
}

absl::Status TreeRun::OpenProgress() {
  if (options_.progress.empty()) return absl::OkStatus();
  auto opened = Progress::Open(options_.progress);
  if (!opened.ok()) return opened.status();
  progress_ = *std::move(opened);
  return absl::OkStatus();
}

absl::Status TreeRun::WriteBatchAndCount(WriteBatch& batch) {
  absl::Status written = db_->Write(batch, {.durability = options_.durability});
  acknowledged_ += batch.size();
  if (written.ok() && progress_ != nullptr) progress_->Set(acknowledged_);
  batch.Clear();
  return written;
}

absl::Status TreeRun::Load() {
  const Step step("load");
  uint64_t bytes = 0;
  WriteBatch batch;
  for (const std::string& path : tree_.paths) {
    auto content = tree_.Content(path);
    if (!content.ok()) return content.status();
    bytes += path.size() + content->size();
    batch.Put(path, *content);
    if (batch.bytes() < options_.batch_bytes) continue;
    if (absl::Status written = WriteBatchAndCount(batch); !written.ok()) return written;
  }
  absl::Status written = WriteBatchAndCount(batch);
  step.Done(tree_.paths.size(), bytes);
  return written;
}

absl::Status TreeRun::DeleteHalf() {
  const Step step("delete half");
  WriteBatch batch;
  for (size_t i = 0; i < tree_.paths.size(); i += 2) {
    batch.Delete(tree_.paths[i]);
    if (batch.size() < 16) continue;
    if (absl::Status written = WriteBatchAndCount(batch); !written.ok()) return written;
  }
  absl::Status written = WriteBatchAndCount(batch);
  step.Done((tree_.paths.size() + 1) / 2, 0);
  return written;
}

template <typename Deleted>
absl::Status TreeRun::Compare(const char* name, const Snapshot* snapshot, const Deleted& deleted) {
  const Step step(name);
  ReadOptions read;
  read.snapshot = snapshot;
  read.fill_cache = false;
  const auto it = db_->NewIterator(read);
  it->SeekToFirst();
  uint64_t entries = 0;
  uint64_t bytes = 0;
  for (size_t i = 0; i < tree_.paths.size(); ++i) {
    const std::string& path = tree_.paths[i];
    if (deleted(i)) {
      auto got = db_->Get(path, read);
      if (!got.ok()) return got.status();
      if (got->has_value()) return Differs(path, "deleted, but there");
      continue;
    }
    if (!it->Valid() || it->key() != path) {
      if (!it->status().ok()) return it->status();
      return Differs(path, "missing from the scan");
    }
    auto content = tree_.Content(path);
    if (!content.ok()) return content.status();
    if (it->value() != *content) return Differs(path, "other bytes than the file");
    ++entries;
    bytes += path.size() + content->size();
    it->Next();
  }
  if (it->Valid()) return Differs(std::string(it->key()), "in the database only");
  step.Done(entries, bytes);
  return it->status();
}

void TreeRun::PrintShape() {
  const Introspection now = db_->Inspect();
  for (size_t level = 0; level < now.current.levels.size(); ++level) {
    uint64_t tables = 0;
    uint64_t bytes = 0;
    for (const auto& run : now.current.levels[level]) {
      for (const auto& table : run) {
        ++tables;
        bytes += table.bytes;
      }
    }
    if (tables == 0) continue;
    std::printf("level %zu: %zu runs, %" PRIu64 " tables, %.1f MB\n", level,
                now.current.levels[level].size(), tables, static_cast<double>(bytes) / 1e6);
  }
  std::printf("flushes %zu, compactions %zu, logs %zu, next seqno %" PRIu64 "\n", now.flushes,
              now.compactions, now.logs.size(), now.next_seqno);
}

absl::Status TreeRun::Run() {
  const auto all = [](size_t) { return false; };
  const auto even = [](size_t i) { return i % 2 == 0; };
  if (fs::exists(db_path_)) return absl::AlreadyExistsError(db_path_ + ": exists already");
  absl::Status status = OpenProgress();
  if (status.ok()) status = Open();
  if (status.ok()) status = Load();
  if (!status.ok()) return status;
  {
    const Step step("close and reopen");
    status = db_->Close();
    if (status.ok()) status = Open();
    step.Done(db_->Inspect().recovery.records_replayed, 0);
  }
  if (status.ok()) status = Compare("verify after reopening", nullptr, all);
  if (!status.ok()) return status;
  std::optional<Snapshot> snapshot = db_->GetSnapshot();
  status = DeleteHalf();
  if (!status.ok()) return status;
  for (const bool compacted : {false, true}) {
    if (compacted) {
      const Step step("compact");
      status = db_->CompactRange(nullptr, nullptr);
      step.Done(tree_.paths.size(), 0);
    }
    if (status.ok()) status = Compare("verify now", nullptr, even);
    if (status.ok()) status = Compare("verify at the snapshot", &*snapshot, all);
    if (!status.ok()) return status;
  }
  PrintShape();
  snapshot.reset();
  {
    const Step step("compact, no snapshot");
    status = db_->CompactRange(nullptr, nullptr);
    step.Done(tree_.paths.size(), 0);
  }
  if (status.ok()) status = Compare("verify now", nullptr, even);
  PrintShape();
  return status.ok() ? db_->Close() : status;
}

absl::Status TreeRun::VerifyPrefix() {
  absl::Status status = OpenProgress();
  if (status.ok()) status = Open();
  if (!status.ok()) return status;
  // The seqno after the last operation that survived: operation n has seqno n (the run is the only
  // writer and begins with an empty database).
  const uint64_t survived = db_->Inspect().next_seqno - 1;
  const uint64_t loaded = std::min<uint64_t>(survived, tree_.paths.size());
  const uint64_t removed = survived - loaded;
  const uint64_t acknowledged = progress_ == nullptr ? 0 : progress_->Get();
  std::printf("acknowledged %" PRIu64 ", survived %" PRIu64 " operations\n", acknowledged,
              survived);
  if (options_.durability != Durability::kNone && survived < acknowledged) {
    return absl::DataLossError("acknowledged operations are gone");
  }
  const auto deleted = [&](size_t i) { return i >= loaded || (i % 2 == 0 && i / 2 < removed); };
  status = Compare("verify", nullptr, deleted);
  return status.ok() ? db_->Close() : status;
}

}  // namespace

absl::Status RunTree(const TreeOptions& options) {
  auto tree = WalkFileTree(options.directory);
  if (!tree.ok()) return tree.status();
  const bool temporary = options.db.empty();
  const fs::path db = temporary
                          ? fs::temp_directory_path() / ("varve-tree-" + std::to_string(getpid()))
                          : fs::path(options.db);
  absl::Status status;
  {
    TreeRun run(options, *std::move(tree), db.string());
    status = options.verify_only ? run.VerifyPrefix() : run.Run();
  }
  if (temporary) {
    std::error_code ignored;  // what is left behind in the temporary folder hurts nobody
    fs::remove_all(db, ignored);
  }
  return status;
}

}  // namespace varve::bench
