// varve: durability by write options; a session keeps its batch and the last value read.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "tests/bench/adapters/engines.h"
#include "tests/bench/adapters/walk.h"
#include "varve/db.h"
#include "varve/pinned_value.h"

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
    auto opened = DB::Open(options, posix_.platform(), settings.directory);
    Check(opened.status());
    db_ = *std::move(opened);
  }
  ~VarveEngine() override { Check(db_->Close()); }

  std::unique_ptr<Session> NewSession() override {
    return std::make_unique<VarveSession>(db_.get(), durability_);
  }
  void Flush() override { Check(db_->Flush()); }
  void Compact() override { Check(db_->CompactRange(nullptr, nullptr)); }

 private:
  PosixPlatform posix_;
  Durability durability_;
  std::unique_ptr<DB> db_;
};

}  // namespace

std::unique_ptr<Engine> OpenVarve(const EngineSettings& settings) {
  return std::make_unique<VarveEngine>(settings);
}

}  // namespace varve::bench
