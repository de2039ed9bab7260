// The whole engine through its public interface, on the POSIX platform.
#include "varve/db.h"

#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/db/test_directory.h"

namespace varve {
namespace {

using ::testing::HasSubstr;

/// Everything tiny, so that a few hundred writes flush and compact.
Options Tiny() {
  Options options;
  options.memtable_bytes = 4096;
  options.log_segment_bytes = 16384;
  options.block_bytes = 256;
  options.block_restart_interval = 4;
  options.table_bytes = 2048;
  options.level0_compaction_runs = 2;
  options.level0_stop_runs = 6;
  options.level1_bytes = 8192;
  options.level_size_factor = 2;
  options.block_cache_bytes = 65536;
  options.manifest_bytes = 4096;
  return options;
}

class DbTest : public ::testing::Test {
 protected:
  void Open(const Options& options = Tiny()) {
    auto opened = DB::Open(options, posix_.platform(), directory_.path());
    ASSERT_TRUE(opened.ok()) << opened.status();
    db_ = *std::move(opened);
  }
  void Reopen(const Options& options = Tiny()) {
    db_ = nullptr;
    Open(options);
  }
  std::string Get(const std::string& key, const ReadOptions& options = {}) {
    auto value = db_->Get(key, options);
    if (!value.ok()) return value.status().ToString();
    return value->value_or("(absent)");
  }
  std::map<std::string, std::string> Scan(const ReadOptions& options = {}) {
    std::map<std::string, std::string> all;
    const auto it = db_->NewIterator(options);
    for (it->SeekToFirst(); it->Valid(); it->Next()) all.emplace(it->key(), it->value());
    EXPECT_TRUE(it->status().ok()) << it->status();
    return all;
  }
  /// `count` random puts and deletes over 200 keys, mirrored in `expected_`.
  void Churn(int count, uint32_t seed, Durability durability = Durability::kBuffered) {
    std::mt19937 random(seed);
    for (int i = 0; i < count; ++i) {
      const std::string key = "key" + std::to_string(random() % 200);
      if (random() % 4 == 0) {
        ASSERT_TRUE(db_->Delete(key, {.durability = durability}).ok());
        expected_.erase(key);
      } else {
        const std::string value(random() % 100, static_cast<char>('a' + i % 26));
        ASSERT_TRUE(db_->Put(key, value, {.durability = durability}).ok());
        expected_[key] = value;
      }
    }
  }
  size_t TablesOnDisk() const {
    size_t tables = 0;
    for (const auto& entry : std::filesystem::directory_iterator(directory_.path())) {
      if (entry.path().extension() == ".sst") ++tables;
    }
    return tables;
  }

  TestDirectory directory_;
  PosixPlatform posix_;
  std::unique_ptr<DB> db_;
  std::map<std::string, std::string> expected_;
};

TEST_F(DbTest, PutThenGet) {
  Open();
  ASSERT_TRUE(db_->Put("a", "1").ok());
  EXPECT_EQ(Get("a"), "1");
  EXPECT_EQ(Get("b"), "(absent)");
}

TEST_F(DbTest, EmptyKeyAndEmptyValueAreOrdinary) {
  Open();
  ASSERT_TRUE(db_->Put("", "empty key").ok());
  ASSERT_TRUE(db_->Put("k", "").ok());
  EXPECT_EQ(Get(""), "empty key");
  EXPECT_EQ(Get("k"), "");
}

TEST_F(DbTest, LaterOperationsOfABatchWin) {
  Open();
  WriteBatch batch;
  batch.Put("k", "1");
  batch.Delete("k");
  batch.Put("k", "2");
  ASSERT_TRUE(db_->Write(batch).ok());
  EXPECT_EQ(Get("k"), "2");
  EXPECT_EQ(db_->Inspect().next_seqno, 4u);
}

TEST_F(DbTest, SurvivesReopeningFromTheLog) {
  Open();
  ASSERT_TRUE(db_->Put("a", "1").ok());
  ASSERT_TRUE(db_->Delete("b").ok());
  Reopen();
  EXPECT_EQ(Get("a"), "1");
  EXPECT_EQ(db_->Inspect().recovery.records_replayed, 2u);
  EXPECT_EQ(db_->Inspect().next_seqno, 3u);
}

TEST_F(DbTest, UnloggedWritesSurviveACloseByFlushing) {
  Open();
  ASSERT_TRUE(db_->Put("a", "1", {.durability = Durability::kNone}).ok());
  ASSERT_TRUE(db_->Close().ok());
  Reopen();
  EXPECT_EQ(Get("a"), "1");
  EXPECT_EQ(db_->Inspect().recovery.records_replayed, 0u);
}

TEST_F(DbTest, ChurnMatchesAnOrderedMapAcrossReopening) {
  Open();
  for (uint32_t round = 0; round < 4; ++round) {
    Churn(1500, round);
    EXPECT_EQ(Scan(), expected_);
    Reopen();
    EXPECT_EQ(Scan(), expected_);
    for (const auto& [key, value] : expected_) EXPECT_EQ(Get(key), value);
  }
  Churn(1500, 9);
  ASSERT_TRUE(db_->Flush().ok());
  EXPECT_GT(db_->Inspect().flushes, 0u);
  EXPECT_GT(db_->Inspect().compactions, 0u);
}

TEST_F(DbTest, ReverseScanIsTheScanBackwards) {
  Open();
  Churn(2000, 3);
  std::map<std::string, std::string> backwards;
  const auto it = db_->NewIterator();
  std::string last;
  for (it->SeekToLast(); it->Valid(); it->Prev()) {
    EXPECT_TRUE(last.empty() || it->key() < last);
    last = it->key();
    backwards.emplace(it->key(), it->value());
  }
  EXPECT_EQ(backwards, expected_);
}

TEST_F(DbTest, SnapshotKeepsItsViewThroughFlushAndCompaction) {
  Open();
  Churn(500, 1);
  const auto before = expected_;
  std::optional<Snapshot> snapshot = db_->GetSnapshot();
  Churn(3000, 2);
  ASSERT_TRUE(db_->CompactRange(nullptr, nullptr).ok());
  const ReadOptions at{.snapshot = &*snapshot, .lower_bound = {}, .upper_bound = {}};
  EXPECT_EQ(Scan(at), before);
  for (const auto& [key, value] : before) EXPECT_EQ(Get(key, at), value);
  EXPECT_EQ(Scan(), expected_);
}

TEST_F(DbTest, CompactRangeDropsWhatNoSnapshotNeeds) {
  Open();
  for (int i = 0; i < 2000; ++i) {
    ASSERT_TRUE(db_->Put("key" + std::to_string(i % 10), std::string(50, 'x')).ok());
  }
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(db_->Delete("key" + std::to_string(i)).ok());
  ASSERT_TRUE(db_->CompactRange(nullptr, nullptr).ok());
  for (const auto& level : db_->Inspect().current.levels) EXPECT_TRUE(level.empty());
}

TEST_F(DbTest, IteratorOutlivesWritesCompactionAndClosing) {
  Open();
  Churn(1000, 1);
  const auto before = expected_;
  auto it = db_->NewIterator();
  Churn(2000, 2);
  ASSERT_TRUE(db_->CompactRange(nullptr, nullptr).ok());
  db_ = nullptr;
  std::map<std::string, std::string> seen;
  for (it->SeekToFirst(); it->Valid(); it->Next()) seen.emplace(it->key(), it->value());
  EXPECT_EQ(seen, before);
}

TEST_F(DbTest, ReplacedTablesAreRemovedOnceNobodyReadsThem) {
  Open();
  Churn(1000, 1);
  auto it = db_->NewIterator();
  Churn(3000, 2);
  ASSERT_TRUE(db_->CompactRange(nullptr, nullptr).ok());
  EXPECT_GT(db_->Inspect().live_versions.size(), 1u);
  it = nullptr;
  ASSERT_TRUE(db_->Close().ok());  // compactions and the reaper have finished
  EXPECT_EQ(db_->Inspect().live_versions.size(), 1u);
  size_t named = 0;
  for (const auto& level : db_->Inspect().current.levels) {
    for (const auto& run : level) named += run.size();
  }
  EXPECT_EQ(TablesOnDisk(), named);
}

TEST_F(DbTest, ClearEmptiesEverythingButOlderSnapshots) {
  Open();
  Churn(1500, 1);
  const auto before = expected_;
  std::optional<Snapshot> snapshot = db_->GetSnapshot();
  ASSERT_TRUE(db_->Clear().ok());
  EXPECT_TRUE(Scan().empty());
  ASSERT_TRUE(db_->Put("new", "1").ok());
  const ReadOptions at{.snapshot = &*snapshot, .lower_bound = {}, .upper_bound = {}};
  EXPECT_EQ(Scan(at), before);
  EXPECT_EQ(Scan(), (std::map<std::string, std::string>{{"new", "1"}}));
  snapshot.reset();
  ASSERT_TRUE(db_->Close().ok());  // no compaction holds a version any more
  EXPECT_EQ(db_->Inspect().live_versions.size(), 1u);
  Reopen();
  EXPECT_EQ(Scan(), (std::map<std::string, std::string>{{"new", "1"}}));
}

TEST_F(DbTest, ACursorMaySeekToWhatItShows) {
  Open();
  Churn(1500, 5);
  const auto it = db_->NewIterator();
  for (const auto& [key, value] : expected_) {
    it->Seek(key);
    ASSERT_TRUE(it->Valid());
    it->SeekForPrev(it->key());
    ASSERT_TRUE(it->Valid());
    EXPECT_EQ(it->key(), key);
    it->Seek(it->key().substr(0, it->key().size() - 1));
    ASSERT_TRUE(it->Valid());
    EXPECT_EQ(it->key(), expected_.lower_bound(key.substr(0, key.size() - 1))->first);
  }
}

TEST_F(DbTest, PinnedValuesAreReadWhereTheyLieAndKeptMeanwhile) {
  Open();
  Churn(1500, 6);
  std::vector<std::pair<std::string, PinnedValue>> held;
  for (const auto& [key, value] : expected_) {
    PinnedValue pinned;
    const absl::StatusOr<bool> found = db_->Get(key, pinned);
    ASSERT_TRUE(found.ok() && *found) << key;
    EXPECT_EQ(pinned.view(), value);
    held.emplace_back(value, std::move(pinned));
  }
  PinnedValue none;
  EXPECT_FALSE(db_->Get("nowhere", none).value());
  EXPECT_EQ(none.view(), "");
  Churn(3000, 7);
  ASSERT_TRUE(db_->CompactRange(nullptr, nullptr).ok());
  db_ = nullptr;
  for (const auto& [value, pinned] : held) EXPECT_EQ(pinned.view(), value);
}

// Following a chain of keys, each the value of the one before.
TEST_F(DbTest, AKeyMayLieInTheValueThatItReplaces) {
  Options options = Tiny();
  options.block_cache_bytes = 0;  // the value has the only reference to its block
  Open(options);
  for (int i = 0; i < 500; ++i) {
    ASSERT_TRUE(db_->Put("link" + std::to_string(i), "link" + std::to_string(i + 1)).ok());
  }
  ASSERT_TRUE(db_->Flush().ok());
  PinnedValue at;
  ASSERT_TRUE(db_->Get("link0", at).value());
  for (int i = 2; i <= 500; ++i) {
    ASSERT_TRUE(db_->Get(at.view(), at).value()) << i;
    ASSERT_EQ(at.view(), "link" + std::to_string(i));
  }
}

TEST_F(DbTest, BoundsLimitAnIterator) {
  Open();
  for (const char* key : {"a", "b", "c", "d"}) ASSERT_TRUE(db_->Put(key, key).ok());
  ReadOptions options;
  options.lower_bound = "b";
  options.upper_bound = "d";
  EXPECT_EQ(Scan(options), (std::map<std::string, std::string>{{"b", "b"}, {"c", "c"}}));
}

TEST_F(DbTest, ConcurrentWritersAndReadersSeeWholeBatches) {
  Open();
  constexpr int kWriters = 4;
  constexpr int kRounds = 300;
  std::vector<std::thread> threads;
  for (int w = 0; w < kWriters; ++w) {
    threads.emplace_back([this, w] {
      for (int i = 0; i < kRounds; ++i) {
        WriteBatch batch;
        for (const char* half : {"left", "right"}) {
          batch.Put(half + std::to_string(w), std::to_string(i));
        }
        const Durability durability = i % 16 == 0 ? Durability::kSync : Durability::kBuffered;
        ASSERT_TRUE(db_->Write(batch, {.durability = durability}).ok());
      }
    });
  }
  for (int i = 0; i < 500; ++i) {
    const auto all = Scan();
    for (int w = 0; w < kWriters; ++w) {
      const auto left = all.find("left" + std::to_string(w));
      const auto right = all.find("right" + std::to_string(w));
      ASSERT_EQ(left == all.end(), right == all.end());
      ASSERT_TRUE(left == all.end() || left->second == right->second);
    }
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(Get("left0"), std::to_string(kRounds - 1));
}

TEST_F(DbTest, SecondHandleIsRefused) {
  Open();
  const auto second = DB::Open(Tiny(), posix_.platform(), directory_.path());
  EXPECT_TRUE(absl::IsFailedPrecondition(second.status())) << second.status();
  EXPECT_THAT(std::string(second.status().message()), HasSubstr("LOCK"));
}

TEST_F(DbTest, CallsAfterCloseAreRefused) {
  Open();
  ASSERT_TRUE(db_->Put("a", "1").ok());
  ASSERT_TRUE(db_->Close().ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(db_->Put("a", "2")));
  EXPECT_TRUE(absl::IsFailedPrecondition(db_->Get("a").status()));
  EXPECT_TRUE(absl::IsFailedPrecondition(db_->Flush()));
  EXPECT_TRUE(absl::IsFailedPrecondition(db_->CompactRange(nullptr, nullptr)));
  EXPECT_TRUE(absl::IsFailedPrecondition(db_->Clear()));
  EXPECT_TRUE(absl::IsFailedPrecondition(db_->Sync()));
  const auto it = db_->NewIterator();
  it->SeekToFirst();
  EXPECT_FALSE(it->Valid());
  EXPECT_TRUE(absl::IsFailedPrecondition(it->status()));
}

TEST_F(DbTest, MissingDatabaseIsNotFoundWithoutCreateIfMissing) {
  Options options = Tiny();
  options.create_if_missing = false;
  const auto opened = DB::Open(options, posix_.platform(), directory_.path());
  EXPECT_TRUE(absl::IsNotFound(opened.status())) << opened.status();
}

TEST_F(DbTest, ExistingDatabaseIsRefusedWithErrorIfExists) {
  Open();
  db_ = nullptr;
  Options options = Tiny();
  options.error_if_exists = true;
  const auto opened = DB::Open(options, posix_.platform(), directory_.path());
  EXPECT_TRUE(absl::IsAlreadyExists(opened.status())) << opened.status();
}

TEST_F(DbTest, BadOptionsNameTheField) {
  Options options = Tiny();
  options.level0_stop_runs = options.level0_compaction_runs;
  const auto opened = DB::Open(options, posix_.platform(), directory_.path());
  EXPECT_TRUE(absl::IsInvalidArgument(opened.status()));
  EXPECT_THAT(std::string(opened.status().message()), HasSubstr("level0_stop_runs"));
}

TEST_F(DbTest, OversizedKeyIsRefusedAndNothingIsWritten) {
  Open();
  WriteBatch batch;
  batch.Put("a", "1");
  batch.Put(std::string(kMaxKeyBytes + 1, 'k'), "2");
  const absl::Status written = db_->Write(batch);
  EXPECT_TRUE(absl::IsInvalidArgument(written));
  EXPECT_THAT(std::string(written.message()), HasSubstr("operation 1"));
  EXPECT_EQ(Get("a"), "(absent)");
}

TEST_F(DbTest, BatchLargerThanALogSegmentGetsItsOwn) {
  Open();
  const std::string big(100000, 'b');
  ASSERT_TRUE(db_->Put("a", "1").ok());
  ASSERT_TRUE(db_->Put("big", big).ok());
  ASSERT_TRUE(db_->Put("c", "3").ok());
  Reopen();
  EXPECT_EQ(Get("big"), big);
  EXPECT_EQ(Get("a") + Get("c"), "13");
}

TEST_F(DbTest, TablesWithoutCurrentAreNotTakenForANewDatabase) {
  Open();
  Churn(500, 1);
  ASSERT_TRUE(db_->Flush().ok());
  db_ = nullptr;
  std::filesystem::remove(directory_.path() + "/CURRENT");
  const auto opened = DB::Open(Tiny(), posix_.platform(), directory_.path());
  EXPECT_TRUE(absl::IsDataLoss(opened.status())) << opened.status();
  EXPECT_THAT(std::string(opened.status().message()), HasSubstr("CURRENT"));
}

TEST_F(DbTest, LoggedWritesWithoutCurrentAreNotTakenForANewDatabase) {
  Open();
  ASSERT_TRUE(db_->Put("a", "1").ok());
  db_ = nullptr;
  std::filesystem::remove(directory_.path() + "/CURRENT");
  const auto opened = DB::Open(Tiny(), posix_.platform(), directory_.path());
  EXPECT_TRUE(absl::IsDataLoss(opened.status())) << opened.status();
}

TEST_F(DbTest, DirectoryOfACreationCutShortIsTakenOver) {
  Open();
  db_ = nullptr;
  // What a crash before the first switch to a manifest leaves: an empty log and a manifest.
  std::filesystem::remove(directory_.path() + "/CURRENT");
  Open();
  ASSERT_TRUE(db_->Put("a", "1").ok());
  Reopen();
  EXPECT_EQ(Get("a"), "1");
}

TEST_F(DbTest, CloseWaitsForACompactionInACallersTask) {
  Open();
  Churn(2000, 1);
  std::thread caller([this] {
    const absl::Status done = db_->CompactRange(nullptr, nullptr);
    EXPECT_TRUE(done.ok() || absl::IsFailedPrecondition(done)) << done;
  });
  EXPECT_TRUE(db_->Close().ok());
  // The directory is free, and nobody writes into it any more.
  auto again = DB::Open(Tiny(), posix_.platform(), directory_.path());
  ASSERT_TRUE(again.ok()) << again.status();
  caller.join();
  db_ = *std::move(again);
  EXPECT_EQ(Scan(), expected_);
}

TEST_F(DbTest, ForeignFilesAreLeftAlone) {
  Open();
  db_ = nullptr;
  const std::string foreign = directory_.path() + "/12.sst";
  { std::filesystem::copy_file("/proc/self/cmdline", foreign); }
  Reopen();
  EXPECT_TRUE(std::filesystem::exists(foreign));
}

class CountedStalls : public Instrumentation {
 public:
  void OnWriterStalls() override { ++begun; }
  void OnWriterGoesOn() override { ++ended; }

  int begun = 0;
  int ended = 0;
};

TEST_F(DbTest, AWriterStallsWhereTheEngineMakesItWait) {
  CountedStalls stalls;
  const Platform& posix = posix_.platform();
  Options options = Tiny();
  options.memtable_bytes = size_t{1} << 20;
  auto opened = DB::Open(options, {posix.clock, posix.file_system, posix.scheduler, stalls},
                         directory_.path());
  ASSERT_TRUE(opened.ok()) << opened.status();
  ASSERT_TRUE((*opened)->Put("small", "value").ok());
  EXPECT_EQ(stalls.begun, 0);
  // Does not fit into a segment, so that one is made for it.
  ASSERT_TRUE((*opened)->Put("large", std::string(20000, 'v')).ok());
  EXPECT_EQ(stalls.begun, 1);
  EXPECT_EQ(stalls.ended, 1);
  // Fills the memtable; the next one finds it full, and the segment too.
  ASSERT_TRUE((*opened)->Put("fills", std::string(1 << 20, 'v')).ok());
  ASSERT_TRUE((*opened)->Put("next", std::string(20000, 'v')).ok());
  EXPECT_EQ(stalls.begun, 4);
  EXPECT_EQ(stalls.ended, 4);
  ASSERT_TRUE((*opened)->Close().ok());
}

}  // namespace
}  // namespace varve
