// Closing a database beside everything that may run, and what is there when it is opened again.
#include "tests/stress/stress_database.h"

namespace varve {
namespace {

constexpr int kOpenings = 20;
constexpr uint64_t kWritesBeforeClosing = 300;

class DbCloseStress : public StressDatabase {
 protected:
  /// Reads until the database is closed, and goes on reading through a cursor made before.
  void ReadUntilClosed() {
    const std::unique_ptr<Iterator> kept = db_->NewIterator();
    const Rows first = Walk(*kept, true);
    for (bool open = true; open;) {
      const std::unique_ptr<Iterator> cursor = db_->NewIterator();
      const Rows rows = Walk(*cursor, true);
      open = cursor->status().ok();
      EXPECT_TRUE(Expected(cursor->status())) << cursor->status();
      if (open) {
        EXPECT_EQ(Judge(rows, kWriters, Cleared::kNever).problem, "");
      }
      const auto got = db_->Get(CounterKey(0));
      EXPECT_TRUE(Expected(got.status())) << got.status();
    }
    if (!kept->status().ok()) return;  // it was made after the closing
    EXPECT_EQ(Walk(*kept, false), first);
  }

  void MaintainUntilClosed() {
    for (bool open = true; open;) {
      for (const absl::Status& status :
           {db_->Flush(), db_->CompactRange(nullptr, nullptr), db_->Sync()}) {
        EXPECT_TRUE(Expected(status)) << status;
        open = open && status.ok();
      }
    }
  }

  /// Every acknowledged write is there; of the one that the closing refused nothing is known, so
  /// the writer goes on behind what it finds.
  void ExpectAcknowledged() {
    const Judgement view = Judge(Scan(), kWriters, Cleared::kNever);
    ASSERT_EQ(view.problem, "");
    for (size_t writer = 0; writer < kWriters; ++writer) {
      ASSERT_GE(view.counters[writer], acknowledged_[writer].load()) << "writer " << writer;
      ASSERT_LE(view.counters[writer], acknowledged_[writer].load() + 1) << "writer " << writer;
      acknowledged_[writer].store(view.counters[writer]);
    }
  }
};

TEST_F(DbCloseStress, AcknowledgedWritesSurviveAClosingBesideThem) {
  for (int opening = 0; opening < kOpenings; ++opening) {
    closing_.store(false);
    ResetProgress();
    for (size_t writer = 0; writer < kWriters; ++writer) {
      Start([this, writer] { Write(writer, UINT64_MAX); });
    }
    for (int i = 0; i < 2; ++i) Start([this] { ReadUntilClosed(); });
    Start([this] { MaintainUntilClosed(); });
    AwaitProgress(kWritesBeforeClosing);
    closing_.store(true);
    // Two threads close; both wait until it is done.
    Start([this] { EXPECT_TRUE(db_->Close().ok()); });
    EXPECT_TRUE(db_->Close().ok());
    Join();
    db_ = nullptr;
    Open();
    ExpectAcknowledged();
    if (HasFatalFailure()) return;
  }
}

// The handle goes while cursors and snapshots of it are in use on other threads.
TEST_F(DbCloseStress, CursorsAndSnapshotsOutliveTheHandle) {
  Write(0, 400);
  for (int opening = 0; opening < kOpenings; ++opening) {
    const Rows rows = Scan();
    for (int i = 0; i < 3; ++i) {
      Start([cursor = db_->NewIterator(), snapshot = db_->GetSnapshot(), &rows] {
        for (int walk = 0; walk < 3; ++walk) {
          EXPECT_EQ(Walk(*cursor, walk % 2 == 0), rows);
        }
        EXPECT_TRUE(cursor->status().ok()) << cursor->status();
        EXPECT_GT(snapshot.instant(), 0u);
      });
    }
    db_ = nullptr;
    Open();
    Join();
  }
}

}  // namespace
}  // namespace varve
