// `DB::Resume` after failures of single operations, on the POSIX platform. What comes of
// combinations, crashes among them, is the simulator's subject.
#include <filesystem>
#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/db/failing_file_system.h"
#include "tests/unit/db/test_directory.h"
#include "varve/db.h"

namespace varve {
namespace {

using ::testing::HasSubstr;

constexpr WriteOptions kSynced = {.durability = Durability::kSync};
constexpr WriteOptions kUnlogged = {.durability = Durability::kNone};

class ResumeTest : public ::testing::Test {
 protected:
  ResumeTest() { Open(); }

  void Open() {
    db_ = nullptr;
    auto opened = DB::Open({}, platform_, directory_.path());
    ASSERT_TRUE(opened.ok()) << opened.status();
    db_ = *std::move(opened);
  }
  std::string Get(const std::string& key) {
    auto value = db_->Get(key);
    return value.ok() ? value->value_or("(absent)") : value.status().ToString();
  }
  /// The database refuses writes because of the operation that was made to fail.
  void ExpectRefusal() {
    EXPECT_THAT(db_->Put("refused", "x").ToString(), HasSubstr("made to fail"));
  }
  /// Service is whole, now and after reopening.
  void ExpectService(const std::string& key, const std::string& value) {
    EXPECT_TRUE(db_->Put("later", "y", kSynced).ok());
    EXPECT_TRUE(db_->Flush().ok());
    EXPECT_EQ(Get(key), value);
    EXPECT_EQ(Get("refused"), "(absent)");
    Open();
    EXPECT_EQ(Get(key), value);
    EXPECT_EQ(Get("later"), "y");
    EXPECT_EQ(Get("refused"), "(absent)");
  }
  std::set<std::string> Files() {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(directory_.path())) {
      names.insert(entry.path().filename());
    }
    return names;
  }

  TestDirectory directory_;
  PosixPlatform posix_;
  FailingFileSystem files_{posix_.platform().file_system};
  const Platform platform_{posix_.platform().clock, files_, posix_.platform().scheduler,
                           posix_.platform().instrumentation};
  std::unique_ptr<DB> db_;
};

TEST_F(ResumeTest, DoesNothingWhereNothingHasFailed) {
  ASSERT_TRUE(db_->Put("k", "v").ok());
  const uint64_t manifest = db_->Inspect().manifest_number;
  EXPECT_TRUE(db_->Resume().ok());
  EXPECT_EQ(db_->Inspect().manifest_number, manifest);
}

TEST_F(ResumeTest, RestoresServiceAfterAFailedSyncOfTheLog) {
  ASSERT_TRUE(db_->Put("k", "v").ok());
  files_.Fail("sync-window", ".log");
  EXPECT_FALSE(db_->Put("k", "w", kSynced).ok());
  ExpectRefusal();
  files_.Heal();
  ExpectRefusal();
  ASSERT_TRUE(db_->Resume().ok());
  // It had been visible before its sync failed.
  ExpectService("k", "w");
}

TEST_F(ResumeTest, CutsOffABatchThatNeverBecameVisible) {
  ASSERT_TRUE(db_->Put("k", "v").ok());
  files_.Fail("commit", ".log");
  EXPECT_FALSE(db_->Put("k", "w").ok());
  EXPECT_EQ(Get("k"), "v");
  files_.Heal();
  ASSERT_TRUE(db_->Resume().ok());
  ExpectService("k", "v");
}

TEST_F(ResumeTest, KeepsUnloggedWrites) {
  ASSERT_TRUE(db_->Put("logged", "v").ok());
  ASSERT_TRUE(db_->Put("k", "v", kUnlogged).ok());
  files_.Fail("sync-window", ".log");
  EXPECT_FALSE(db_->Sync().ok());
  files_.Heal();
  ASSERT_TRUE(db_->Resume().ok());
  ExpectService("k", "v");
}

TEST_F(ResumeTest, RestoresServiceAfterAFailedFlush) {
  ASSERT_TRUE(db_->Put("k", "v").ok());
  files_.Fail("append", ".sst");
  EXPECT_THAT(db_->Flush().ToString(), HasSubstr("made to fail"));
  ExpectRefusal();
  EXPECT_EQ(Get("k"), "v");
  files_.Heal();
  ASSERT_TRUE(db_->Resume().ok());
  ExpectService("k", "v");
}

TEST_F(ResumeTest, WritesNothingBehindAFailedManifestRecord) {
  ASSERT_TRUE(db_->Put("k", "v").ok());
  const uint64_t manifest = db_->Inspect().manifest_number;
  files_.Fail("sync", "MANIFEST");
  EXPECT_FALSE(db_->Flush().ok());
  files_.Heal();
  ASSERT_TRUE(db_->Resume().ok());
  EXPECT_GT(db_->Inspect().manifest_number, manifest);
  ExpectService("k", "v");
}

TEST_F(ResumeTest, MayFailAndBeRepeated) {
  ASSERT_TRUE(db_->Put("k", "v").ok());
  files_.Fail("sync-window", ".log");
  EXPECT_FALSE(db_->Sync().ok());
  for (const char* operation : {"create", "rename", "sync-directory", "sync"}) {
    files_.Fail(operation, "/db");
    EXPECT_THAT(db_->Resume().ToString(), HasSubstr("made to fail")) << operation;
    EXPECT_EQ(Get("k"), "v");
  }
  files_.Heal();
  ASSERT_TRUE(db_->Resume().ok());
  ExpectService("k", "v");
}

TEST_F(ResumeTest, SurvivesACrashAfterAFailedAttempt) {
  ASSERT_TRUE(db_->Put("k", "v").ok());
  files_.Fail("sync-window", ".log");
  EXPECT_FALSE(db_->Sync().ok());
  // The new manifest is in force when the directory cannot be synced any more.
  files_.Fail([renamed = false](std::string_view operation,
                                const std::string& path) mutable -> absl::Status {
    if (operation == "rename") renamed = true;
    if (!renamed || operation != "sync-directory") return absl::OkStatus();
    return absl::UnavailableError(path + ": made to fail");
  });
  EXPECT_FALSE(db_->Resume().ok());
  files_.Heal();
  Open();
  EXPECT_EQ(Get("k"), "v");
}

TEST_F(ResumeTest, LeavesNoFilesBehind) {
  ASSERT_TRUE(db_->Put("k", "v").ok());
  files_.Fail("sync", "MANIFEST");
  EXPECT_FALSE(db_->Flush().ok());  // its table may be named by the manifest
  EXPECT_FALSE(db_->Resume().ok());
  files_.Heal();
  ASSERT_TRUE(db_->Resume().ok());
  const Introspection now = db_->Inspect();
  ASSERT_EQ(now.logs.size(), 1u);
  ASSERT_EQ(now.current.levels.at(0).size(), 1u);
  EXPECT_EQ(Files().size(), 5u);  // CURRENT, LOCK, a manifest, a log, a table
}

TEST_F(ResumeTest, AFailedAttemptLeavesNothingThatFillsTheDisk) {
  ASSERT_TRUE(db_->Put("k", "v").ok());
  files_.Fail("sync-window", ".log");
  EXPECT_FALSE(db_->Sync().ok());
  const std::set<std::string> before = Files();
  files_.Fail("append", "MANIFEST");
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(db_->Resume().ok());
  files_.Heal();
  EXPECT_FALSE(db_->Close().ok());  // the reaper has done its work then
  EXPECT_EQ(Files(), before);
  Open();
  EXPECT_EQ(Get("k"), "v");
}

TEST_F(ResumeTest, AFailedOpeningLeavesNothingThatFillsTheDisk) {
  ASSERT_TRUE(db_->Put("k", "v").ok());
  db_ = nullptr;
  const std::set<std::string> before = Files();
  files_.Fail("append", "MANIFEST");
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(DB::Open({}, platform_, directory_.path()).ok());
    EXPECT_EQ(Files(), before);
  }
  files_.Heal();
  Open();
  EXPECT_EQ(Get("k"), "v");
}

TEST_F(ResumeTest, ClosingAFailedDatabaseSaysSo) {
  ASSERT_TRUE(db_->Put("k", "v").ok());
  files_.Fail("sync-window", ".log");
  EXPECT_FALSE(db_->Sync().ok());
  EXPECT_THAT(db_->Close().ToString(), HasSubstr("made to fail"));
  EXPECT_EQ(db_->Resume().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(ResumeTest, ClosingAfterAFailedFlushDoesNotHang) {
  ASSERT_TRUE(db_->Put("k", "v", kUnlogged).ok());
  files_.Fail("append", ".sst");
  EXPECT_FALSE(db_->Flush().ok());
  EXPECT_FALSE(db_->Close().ok());
}

}  // namespace
}  // namespace varve
