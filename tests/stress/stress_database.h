// A database on the POSIX platform for tests with real threads: tiny, so that a few thousand writes
// rotate logs, flush and compact all the time; and the loops that its clients run.
#ifndef VARVE_TESTS_STRESS_STRESS_DATABASE_H_
#define VARVE_TESTS_STRESS_STRESS_DATABASE_H_

#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/stress/counted_writes.h"
#include "tests/unit/db/test_directory.h"
#include "varve/db.h"

namespace varve {

class StressDatabase : public ::testing::Test {
 protected:
  static constexpr size_t kWriters = 3;

  static Options Tiny() {
    Options options;
    options.memtable_bytes = 6000;
    options.log_segment_bytes = 8192;
    options.block_bytes = 256;
    options.block_restart_interval = 4;
    options.table_bytes = 4096;
    options.level0_compaction_runs = 2;
    options.level0_stop_runs = 6;
    options.level1_bytes = 8192;
    options.level_size_factor = 2;
    options.block_cache_bytes = 32768;
    options.manifest_bytes = 4096;
    options.compaction_tasks = 2;
    return options;
  }

  void SetUp() override { Open(); }
  // Threads of a failed test must not outlive what they use.
  void TearDown() override { Join(); }

  void Open() {
    auto opened = DB::Open(Tiny(), posix_.platform(), directory_.path());
    ASSERT_TRUE(opened.ok()) << opened.status();
    db_ = *std::move(opened);
  }

  template <typename Body>
  void Start(Body body) {
    threads_.emplace_back(std::move(body));
  }
  void Join() {
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }

  /// Steps `acknowledged_[writer] + 1` to `last` of a writer, or fewer: it ends at the first
  /// refusal, which must be that of a closed database.
  void Write(size_t writer, uint64_t last) {
    for (uint64_t step = acknowledged_[writer].load() + 1; step <= last; ++step) {
      const absl::Status written =
          db_->Write(BatchOf(writer, step), {.durability = DurabilityOf(step)});
      if (!written.ok()) {
        EXPECT_TRUE(Expected(written)) << written;
        AddProgress(UINT64_MAX / 2);  // nobody waits for a writer that has ended
        return;
      }
      acknowledged_[writer].store(step);
      AddProgress(1);
    }
  }

  /// Blocks until `count` writes have returned since the progress was reset.
  void ResetProgress() { progress_.store(0); }
  void AwaitProgress(uint64_t count) {
    for (uint64_t now = progress_.load(); now < count; now = progress_.load()) progress_.wait(now);
  }

  /// Whether a call may have answered `status`.
  [[nodiscard]] bool Expected(const absl::Status& status) const {
    return status.ok() || (closing_.load() && absl::IsFailedPrecondition(status));
  }

  static ReadOptions At(const Snapshot& snapshot) {
    ReadOptions options;
    options.snapshot = &snapshot;
    return options;
  }

  /// All rows that `cursor` shows, walked forwards or backwards; expects them to be in order.
  static Rows Walk(Iterator& cursor, bool forward) {
    Rows rows;
    std::string last;
    for (forward ? cursor.SeekToFirst() : cursor.SeekToLast(); cursor.Valid();
         forward ? cursor.Next() : cursor.Prev()) {
      const std::string key(cursor.key());
      EXPECT_TRUE(rows.empty() || (forward ? last < key : key < last)) << last << " then " << key;
      last = key;
      rows.emplace(key, cursor.value());
    }
    return rows;
  }

  /// The rows of an open database.
  Rows Scan(const ReadOptions& options = {}, bool forward = true) {
    const std::unique_ptr<Iterator> cursor = db_->NewIterator(options);
    Rows rows = Walk(*cursor, forward);
    EXPECT_TRUE(cursor->status().ok()) << cursor->status();
    return rows;
  }

  TestDirectory directory_;
  PosixPlatform posix_;
  std::unique_ptr<DB> db_;
  std::vector<std::thread> threads_;
  std::atomic<uint64_t> acknowledged_[kWriters] = {};  // the last step whose write returned
  std::atomic<bool> closing_{false};                   // set before the database is closed

 private:
  void AddProgress(uint64_t count) {
    progress_.fetch_add(count);
    progress_.notify_all();
  }

  std::atomic<uint64_t> progress_{0};
};

}  // namespace varve

#endif  // VARVE_TESTS_STRESS_STRESS_DATABASE_H_
