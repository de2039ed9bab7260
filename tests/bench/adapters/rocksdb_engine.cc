// RocksDB with block-based tables, an LRU block cache, whole-key filters and no compression; writes
// are ordered, with concurrent inserts into the memtable, as by default. Values are read pinned.
#include <string>

#include "rocksdb/cache.h"
#include "rocksdb/db.h"
#include "rocksdb/filter_policy.h"
#include "rocksdb/table.h"
#include "rocksdb/write_batch.h"
#include "tests/bench/adapters/engines.h"
#include "tests/bench/adapters/walk.h"

namespace varve::bench {
namespace {

void Check(const rocksdb::Status& status) {
  if (!status.ok()) Fail("rocksdb", status.ToString());
}

rocksdb::Slice SliceOf(std::string_view view) { return {view.data(), view.size()}; }

class RocksDbSession final : public Session {
 public:
  RocksDbSession(rocksdb::DB* db, Logging logging)
      : db_(db), default_family_(db->DefaultColumnFamily()) {
    write_.sync = logging == Logging::kSync;
    write_.disableWAL = logging == Logging::kOff;
  }
  ~RocksDbSession() override { RocksDbSession::ReleaseSnapshot(); }
  RocksDbSession(const RocksDbSession&) = delete;
  RocksDbSession& operator=(const RocksDbSession&) = delete;

  void Put(std::string_view key, std::string_view value) override {
    Check(db_->Put(write_, default_family_, SliceOf(key), SliceOf(value)));
  }
  void BatchPut(std::string_view key, std::string_view value) override {
    Check(batch_.Put(default_family_, SliceOf(key), SliceOf(value)));
  }
  void BatchWrite() override {
    Check(db_->Write(write_, &batch_));
    batch_.Clear();
  }

  bool Get(std::string_view key, std::string_view* value) override {
    value_.Reset();
    const rocksdb::Status got = db_->Get(read_, default_family_, SliceOf(key), &value_);
    if (got.IsNotFound()) return false;
    Check(got);
    *value = {value_.data(), value_.size()};
    return true;
  }

  void TakeSnapshot() override { read_.snapshot = db_->GetSnapshot(); }
  void ReleaseSnapshot() override {
    value_.Reset();
    if (read_.snapshot != nullptr) db_->ReleaseSnapshot(read_.snapshot);
    read_.snapshot = nullptr;
  }

  void OpenCursor() override {
    cursor_.reset();
    cursor_.reset(db_->NewIterator(rocksdb::ReadOptions(), default_family_));
  }
  void CloseCursor() override { cursor_.reset(); }
  Walked Seek(std::string_view target, uint64_t limit) override {
    cursor_->Seek(SliceOf(target));
    return Checked(Walk(*cursor_, limit, [](rocksdb::Iterator& it) { it.Next(); }));
  }
  Walked ScanForward() override {
    cursor_->SeekToFirst();
    return Checked(Walk(*cursor_, kNoLimit, [](rocksdb::Iterator& it) { it.Next(); }));
  }
  Walked ScanBackward() override {
    cursor_->SeekToLast();
    return Checked(Walk(*cursor_, kNoLimit, [](rocksdb::Iterator& it) { it.Prev(); }));
  }

 private:
  Walked Checked(Walked walked) const {
    Check(cursor_->status());
    return walked;
  }

  rocksdb::DB* db_;
  rocksdb::ColumnFamilyHandle* default_family_;
  rocksdb::WriteOptions write_;
  rocksdb::ReadOptions read_;
  rocksdb::WriteBatch batch_;
  rocksdb::PinnableSlice value_;
  std::unique_ptr<rocksdb::Iterator> cursor_;
};

rocksdb::Options OptionsOf(const EngineSettings& settings) {
  rocksdb::Options options;
  options.create_if_missing = true;
  options.write_buffer_size = settings.memtable_bytes;
  options.max_background_jobs = settings.background_threads;
  options.compression = rocksdb::kNoCompression;
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(settings.cache_bytes);
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(settings.bloom_bits));
  table.whole_key_filtering = true;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

class RocksDbEngine final : public Engine {
 public:
  explicit RocksDbEngine(const EngineSettings& settings) : logging_(settings.logging) {
    rocksdb::DB* db = nullptr;
    Check(rocksdb::DB::Open(OptionsOf(settings), settings.directory, &db));
    db_.reset(db);
  }
  ~RocksDbEngine() override { Check(db_->Close()); }

  std::unique_ptr<Session> NewSession() override {
    return std::make_unique<RocksDbSession>(db_.get(), logging_);
  }
  void Flush() override { Check(db_->Flush(rocksdb::FlushOptions())); }
  void Compact() override {
    Check(db_->CompactRange(rocksdb::CompactRangeOptions(), nullptr, nullptr));
  }

 private:
  const Logging logging_;
  std::unique_ptr<rocksdb::DB> db_;
};

}  // namespace

std::unique_ptr<Engine> OpenRocksDb(const EngineSettings& settings) {
  return std::make_unique<RocksDbEngine>(settings);
}

}  // namespace varve::bench
