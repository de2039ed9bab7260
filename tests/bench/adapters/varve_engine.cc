// varve: durability by write options; a session keeps its batch and the last value read.
#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "tests/bench/adapters/engines.h"
#include "tests/bench/adapters/walk.h"
#include "varve/db.h"
#include "varve/pinned_value.h"
#include "varve/platform/platform.h"

namespace varve::bench {
namespace {

void Check(const absl::Status& status) {
  if (!status.ok()) Fail("varve", status.ToString());
}

class VarveSession final : public Session {
 public:
  VarveSession(DB* db, Durability durability) : db_(db) { write_.durability = durability; }

  void Put(std::string_view key, std::string_view value) override {
    Check(db_->Put(key, value, write_));
  }
  void BatchPut(std::string_view key, std::string_view value) override { batch_.Put(key, value); }
  void BatchWrite() override {
    Check(db_->Write(batch_, write_));
    batch_.Clear();
  }

  bool Get(std::string_view key, std::string_view* value) override {
    const absl::StatusOr<bool> found = db_->Get(key, value_, read_);
    Check(found.status());
    *value = value_.view();
    return *found;
  }

  void TakeSnapshot() override {
    snapshot_.emplace(db_->GetSnapshot());
    read_.snapshot = &*snapshot_;
  }
  void ReleaseSnapshot() override {
    read_.snapshot = nullptr;
    snapshot_.reset();
  }

  void OpenCursor() override { cursor_ = db_->NewIterator(); }
  void CloseCursor() override { cursor_.reset(); }
  Walked Seek(std::string_view target, uint64_t limit) override {
    cursor_->Seek(target);
    return Checked(Walk(*cursor_, limit, [](Iterator& it) { it.Next(); }));
  }
  Walked ScanForward() override {
    cursor_->SeekToFirst();
    return Checked(Walk(*cursor_, kNoLimit, [](Iterator& it) { it.Next(); }));
  }
  Walked ScanBackward() override {
    cursor_->SeekToLast();
    return Checked(Walk(*cursor_, kNoLimit, [](Iterator& it) { it.Prev(); }));
  }

 private:
  Walked Checked(Walked walked) const {
    Check(cursor_->status());
    return walked;
  }

  DB* db_;
  WriteOptions write_;
  ReadOptions read_;
  WriteBatch batch_;
  PinnedValue value_;
  std::optional<Snapshot> snapshot_;
  std::unique_ptr<Iterator> cursor_;
};

Durability DurabilityOf(Logging logging) {
  switch (logging) {
    case Logging::kOff:
      return Durability::kNone;
    case Logging::kSync:
      return Durability::kSync;
    case Logging::kBuffered:
      break;
  }
  return Durability::kBuffered;
}

/// How long writers stall. Stalls are rare, so that a lock costs nothing that is measured.
class StallMeter final : public Instrumentation {
 public:
  void OnWriterStalls() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    began_[std::this_thread::get_id()] = std::chrono::steady_clock::now();
  }
  void OnWriterGoesOn() override {
    const auto now = std::chrono::steady_clock::now();
    const std::lock_guard<std::mutex> lock(mutex_);
    const std::chrono::nanoseconds stalled = now - began_[std::this_thread::get_id()];
    longest_ = std::max(longest_, static_cast<uint64_t>(stalled.count()));
  }

  uint64_t TakeLongest() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return std::exchange(longest_, 0);
  }

 private:
  std::mutex mutex_;
  std::map<std::thread::id, std::chrono::steady_clock::time_point> began_;
  uint64_t longest_ = 0;
};

class VarveEngine final : public Engine {
 public:
  explicit VarveEngine(const EngineSettings& settings)
      : durability_(DurabilityOf(settings.logging)) {
    Options options;
    options.memtable_bytes = settings.memtable_bytes;
    options.block_cache_bytes = settings.cache_bytes;
    options.bloom_bits_per_key = settings.bloom_bits;
    // One task flushes; the others compact.
    options.compaction_tasks = static_cast<size_t>(std::max(1, settings.background_threads - 1));
    const Platform& posix = posix_.platform();
    auto opened = DB::Open(options, {posix.clock, posix.file_system, posix.scheduler, stalls_},
                           settings.directory);
    Check(opened.status());
    db_ = *std::move(opened);
  }
  ~VarveEngine() override { Check(db_->Close()); }

  std::unique_ptr<Session> NewSession() override {
    return std::make_unique<VarveSession>(db_.get(), durability_);
  }
  void Flush() override { Check(db_->Flush()); }
  void Compact() override { Check(db_->CompactRange(nullptr, nullptr)); }
  std::optional<uint64_t> TakeLongestStall() override { return stalls_.TakeLongest(); }

 private:
  PosixPlatform posix_;
  StallMeter stalls_;
  Durability durability_;
  std::unique_ptr<DB> db_;
};

}  // namespace

std::unique_ptr<Engine> OpenVarve(const EngineSettings& settings) {
  return std::make_unique<VarveEngine>(settings);
}

}  // namespace varve::bench
