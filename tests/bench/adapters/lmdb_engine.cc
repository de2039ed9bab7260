// LMDB: one write transaction a put or a batch; reads without copies in a transaction that is reset
// and renewed for each read, as its documentation advises. "Buffered" is MDB_NOSYNC, without
// MDB_WRITEMAP, which survives a killed process too (README.md says what each costs).
#include <lmdb.h>

#include <vector>

#include "tests/bench/adapters/engines.h"
#include "tests/bench/adapters/walk.h"

namespace varve::bench {
namespace {

void Check(int code) {
  if (code != MDB_SUCCESS) Fail("lmdb", mdb_strerror(code));
}

// The interface takes pointers to mutable bytes; it does not write through them.
MDB_val ValueOf(std::string_view view) {
  return {view.size(), const_cast<char*>(view.data())};  // NOLINT
}

std::string_view ViewOf(const MDB_val& value) {
  return {static_cast<const char*>(value.mv_data), value.mv_size};
}

class LmdbSession final : public Session {
 public:
  LmdbSession(MDB_env* env, MDB_dbi dbi) : env_(env), dbi_(dbi) {
    Check(mdb_txn_begin(env_, nullptr, MDB_RDONLY, &get_txn_));
    mdb_txn_reset(get_txn_);
    Check(mdb_txn_begin(env_, nullptr, MDB_RDONLY, &cursor_txn_));
    Check(mdb_cursor_open(cursor_txn_, dbi_, &cursor_));
    mdb_txn_reset(cursor_txn_);
  }
  ~LmdbSession() override {
    LmdbSession::ReleaseSnapshot();
    mdb_cursor_close(cursor_);
    mdb_txn_abort(cursor_txn_);
    mdb_txn_abort(get_txn_);
    if (batch_ != nullptr) mdb_txn_abort(batch_);
  }
  LmdbSession(const LmdbSession&) = delete;
  LmdbSession& operator=(const LmdbSession&) = delete;

  void Put(std::string_view key, std::string_view value) override {
    BatchPut(key, value);
    BatchWrite();
  }
  /// Begins the write transaction, which excludes other writers until `BatchWrite`.
  void BatchPut(std::string_view key, std::string_view value) override {
    if (batch_ == nullptr) Check(mdb_txn_begin(env_, nullptr, 0, &batch_));
    MDB_val k = ValueOf(key);
    MDB_val v = ValueOf(value);
    Check(mdb_put(batch_, dbi_, &k, &v, 0));
  }
  void BatchWrite() override {
    if (batch_ == nullptr) return;
    Check(mdb_txn_commit(batch_));
    batch_ = nullptr;
  }

  bool Get(std::string_view key, std::string_view* value) override {
    if (snapshot_ == nullptr) {
      if (reading_) mdb_txn_reset(get_txn_);
      Check(mdb_txn_renew(get_txn_));
      reading_ = true;
    }
    MDB_val k = ValueOf(key);
    MDB_val v;
    const int code = mdb_get(snapshot_ != nullptr ? snapshot_ : get_txn_, dbi_, &k, &v);
    if (code == MDB_NOTFOUND) return false;
    Check(code);
    *value = ViewOf(v);
    return true;
  }

  /// A transaction of its own, as whoever holds several at once needs.
  void TakeSnapshot() override { Check(mdb_txn_begin(env_, nullptr, MDB_RDONLY, &snapshot_)); }
  void ReleaseSnapshot() override {
    if (snapshot_ != nullptr) mdb_txn_abort(snapshot_);
    snapshot_ = nullptr;
  }

  void OpenCursor() override {
    CloseCursor();
    Check(mdb_txn_renew(cursor_txn_));
    Check(mdb_cursor_renew(cursor_txn_, cursor_));
    walking_ = true;
  }
  void CloseCursor() override {
    if (walking_) mdb_txn_reset(cursor_txn_);
    walking_ = false;
  }
  Walked Seek(std::string_view target, uint64_t limit) override {
    MDB_val key = ValueOf(target);
    return WalkFrom(MDB_SET_RANGE, MDB_NEXT, key, limit);
  }
  Walked ScanForward() override { return WalkFrom(MDB_FIRST, MDB_NEXT, {}, kNoLimit); }
  Walked ScanBackward() override { return WalkFrom(MDB_LAST, MDB_PREV, {}, kNoLimit); }

 private:
  Walked WalkFrom(MDB_cursor_op first, MDB_cursor_op step, MDB_val key, uint64_t limit) {
    Walked walked;
    MDB_val value;
    int code = mdb_cursor_get(cursor_, &key, &value, first);
    while (code == MDB_SUCCESS && walked.entries < limit) {
      walked.digest += DigestEntry(ViewOf(key), ViewOf(value));
      if (++walked.entries == limit) break;
      code = mdb_cursor_get(cursor_, &key, &value, step);
    }
    if (code != MDB_NOTFOUND) Check(code);
    return walked;
  }

  MDB_env* env_;
  MDB_dbi dbi_;
  MDB_txn* batch_ = nullptr;
  MDB_txn* get_txn_ = nullptr;
  bool reading_ = false;  // whether get_txn_ is live
  MDB_txn* snapshot_ = nullptr;
  MDB_txn* cursor_txn_ = nullptr;
  MDB_cursor* cursor_ = nullptr;
  bool walking_ = false;  // whether cursor_txn_ is live
};

class LmdbEngine final : public Engine {
 public:
  explicit LmdbEngine(const EngineSettings& settings) {
    Check(mdb_env_create(&env_));
    // Pages of random inserts are two thirds full, and freed ones wait for readers.
    Check(mdb_env_set_mapsize(env_, settings.expected_bytes * 8 + (size_t{1} << 30)));
    unsigned flags = MDB_NOTLS;
    if (settings.logging != Logging::kSync) flags |= MDB_NOSYNC;
    Check(mdb_env_open(env_, settings.directory.c_str(), flags, 0644));
    MDB_txn* txn = nullptr;
    Check(mdb_txn_begin(env_, nullptr, 0, &txn));
    Check(mdb_dbi_open(txn, nullptr, 0, &dbi_));
    Check(mdb_txn_commit(txn));
  }
  ~LmdbEngine() override { mdb_env_close(env_); }
  LmdbEngine(const LmdbEngine&) = delete;
  LmdbEngine& operator=(const LmdbEngine&) = delete;

  std::unique_ptr<Session> NewSession() override {
    return std::make_unique<LmdbSession>(env_, dbi_);
  }
  void Flush() override { Check(mdb_env_sync(env_, 1)); }
  void Compact() override {}

 private:
  MDB_env* env_ = nullptr;
  MDB_dbi dbi_ = 0;
};

}  // namespace

std::unique_ptr<Engine> OpenLmdb(const EngineSettings& settings) {
  return std::make_unique<LmdbEngine>(settings);
}

}  // namespace varve::bench
