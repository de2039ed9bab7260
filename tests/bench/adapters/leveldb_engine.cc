// LevelDB as its db_bench sets it up, without compression. It has one background thread and no way
// to leave the log out.
#include <string>

#include "leveldb/cache.h"
#include "leveldb/db.h"
#include "leveldb/filter_policy.h"
#include "leveldb/write_batch.h"
#include "tests/bench/adapters/engines.h"
#include "tests/bench/adapters/walk.h"

namespace varve::bench {
namespace {

void Check(const leveldb::Status& status) {
  if (!status.ok()) Fail("leveldb", status.ToString());
}

leveldb::Slice SliceOf(std::string_view view) { return {view.data(), view.size()}; }

class LevelDbSession final : public Session {
 public:
  LevelDbSession(leveldb::DB* db, bool sync) : db_(db) { write_.sync = sync; }
  ~LevelDbSession() override { LevelDbSession::ReleaseSnapshot(); }
  LevelDbSession(const LevelDbSession&) = delete;
  LevelDbSession& operator=(const LevelDbSession&) = delete;

  void Put(std::string_view key, std::string_view value) override {
    Check(db_->Put(write_, SliceOf(key), SliceOf(value)));
  }
  void BatchPut(std::string_view key, std::string_view value) override {
    batch_.Put(SliceOf(key), SliceOf(value));
  }
  void BatchWrite() override {
    Check(db_->Write(write_, &batch_));
    batch_.Clear();
  }

  bool Get(std::string_view key, std::string_view* value) override {
    const leveldb::Status got = db_->Get(read_, SliceOf(key), &value_);
    if (got.IsNotFound()) return false;
    Check(got);
    *value = value_;
    return true;
  }

  void TakeSnapshot() override { read_.snapshot = db_->GetSnapshot(); }
  void ReleaseSnapshot() override {
    if (read_.snapshot != nullptr) db_->ReleaseSnapshot(read_.snapshot);
    read_.snapshot = nullptr;
  }

  void OpenCursor() override {
    cursor_.reset();  // first, so that its blocks and version are not held twice
    cursor_.reset(db_->NewIterator(leveldb::ReadOptions()));
  }
  void CloseCursor() override { cursor_.reset(); }
  Walked Seek(std::string_view target, uint64_t limit) override {
    cursor_->Seek(SliceOf(target));
    return Checked(Walk(*cursor_, limit, [](leveldb::Iterator& it) { it.Next(); }));
  }
  Walked ScanForward() override {
    cursor_->SeekToFirst();
    return Checked(Walk(*cursor_, kNoLimit, [](leveldb::Iterator& it) { it.Next(); }));
  }
  Walked ScanBackward() override {
    cursor_->SeekToLast();
    return Checked(Walk(*cursor_, kNoLimit, [](leveldb::Iterator& it) { it.Prev(); }));
  }

 private:
  Walked Checked(Walked walked) const {
    Check(cursor_->status());
    return walked;
  }

  leveldb::DB* db_;
  leveldb::WriteOptions write_;
  leveldb::ReadOptions read_;
  leveldb::WriteBatch batch_;
  std::string value_;
  std::unique_ptr<leveldb::Iterator> cursor_;
};

class LevelDbEngine final : public Engine {
 public:
  explicit LevelDbEngine(const EngineSettings& settings)
      : cache_(leveldb::NewLRUCache(settings.cache_bytes)),
        filter_(leveldb::NewBloomFilterPolicy(settings.bloom_bits)),
        sync_(settings.logging == Logging::kSync) {
    leveldb::Options options;
    options.create_if_missing = true;
    options.write_buffer_size = settings.memtable_bytes;
    options.block_cache = cache_.get();
    options.filter_policy = filter_.get();
    options.compression = leveldb::kNoCompression;
    leveldb::DB* db = nullptr;
    Check(leveldb::DB::Open(options, settings.directory, &db));
    db_.reset(db);
  }

  std::unique_ptr<Session> NewSession() override {
    return std::make_unique<LevelDbSession>(db_.get(), sync_);
  }
  /// There is no call for it; a compaction of a range that holds nothing begins with a flush.
  void Flush() override {
    const leveldb::Slice begin("~");
    const leveldb::Slice end("~~");
    db_->CompactRange(&begin, &end);
  }
  void Compact() override { db_->CompactRange(nullptr, nullptr); }

 private:
  const std::unique_ptr<leveldb::Cache> cache_;
  const std::unique_ptr<const leveldb::FilterPolicy> filter_;
  const bool sync_;
  std::unique_ptr<leveldb::DB> db_;
};

}  // namespace

std::unique_ptr<Engine> OpenLevelDb(const EngineSettings& settings) {
  return std::make_unique<LevelDbEngine>(settings);
}

}  // namespace varve::bench
