// Writers, readers, cursors and maintenance beside each other on real threads.
#include <optional>

#include "tests/stress/stress_database.h"

namespace varve {
namespace {

constexpr uint64_t kSteps = 4000;
constexpr int kReads = 120;

class DbStress : public StressDatabase {
 protected:
  void StartWriters() {
    for (size_t writer = 0; writer < kWriters; ++writer) {
      Start([this, writer] { Write(writer, kSteps); });
    }
  }

  /// Views of a reader never go back in time, hold all that was acknowledged before, and agree with
  /// themselves in both directions, by key, and when they are read again later.
  void ReadSnapshots(Cleared cleared) {
    std::vector<uint64_t> last(kWriters, 0);
    for (int i = 0; i < kReads; ++i) {
      std::vector<uint64_t> before;
      for (const auto& step : acknowledged_) before.push_back(step.load());
      const Snapshot snapshot = db_->GetSnapshot();
      const Rows rows = Scan(At(snapshot));
      const Judgement view = Judge(rows, kWriters, cleared);
      ASSERT_EQ(view.problem, "") << "at instant " << snapshot.instant();
      for (size_t writer = 0; writer < kWriters; ++writer) {
        if (cleared == Cleared::kNever) {
          ASSERT_GE(view.counters[writer], before[writer]);
        }
        if (view.counters[writer] == 0) continue;
        ASSERT_GE(view.counters[writer], last[writer]);
        last[writer] = view.counters[writer];
      }
      CheckGets(snapshot, rows);
      ASSERT_EQ(Scan(At(snapshot), false), rows);
    }
  }

  /// Each writer's keys by `Get`, against a scan at the same snapshot.
  void CheckGets(const Snapshot& snapshot, const Rows& rows) {
    for (size_t writer = 0; writer < kWriters; ++writer) {
      for (uint64_t slot = 0; slot <= kSlots; ++slot) {
        const std::string key = slot < kSlots ? SlotKey(writer, slot) : CounterKey(writer);
        const auto got = db_->Get(key, At(snapshot));
        ASSERT_TRUE(got.ok()) << got.status();
        const auto row = rows.find(key);
        ASSERT_EQ(got->has_value(), row != rows.end()) << key;
        if (got->has_value()) {
          ASSERT_EQ(**got, row->second) << key;
        }
      }
    }
  }

  /// Cursors without a snapshot, kept while three others come and go, show the same to the end.
  void KeepCursors(Cleared cleared) {
    std::vector<std::pair<std::unique_ptr<Iterator>, Rows>> kept;
    for (int i = 0; i < kReads; ++i) {
      std::unique_ptr<Iterator> cursor = db_->NewIterator();
      Rows rows = Walk(*cursor, i % 2 == 0);
      ASSERT_TRUE(cursor->status().ok()) << cursor->status();
      ASSERT_EQ(Judge(rows, kWriters, cleared).problem, "");
      kept.emplace_back(std::move(cursor), std::move(rows));
      if (kept.size() < 4) continue;
      ASSERT_EQ(Walk(*kept.front().first, i % 2 != 0), kept.front().second);
      kept.erase(kept.begin());
    }
  }

  void Maintain(bool clear) {
    SeqNo visible = 0;
    for (int i = 0; i < kReads; ++i) {
      const std::string begin = SlotKey(i % kWriters, 0);
      const std::string end = SlotKey(i % kWriters, 9);
      ASSERT_TRUE(db_->Sync().ok());
      if (i % 4 == 0) {
        ASSERT_TRUE(db_->Flush().ok());
      }
      if (i % 8 == 3) {
        ASSERT_TRUE(db_->CompactRange(&begin, &end).ok());
      }
      if (i % 16 == 7) {
        ASSERT_TRUE(db_->CompactRange(nullptr, nullptr).ok());
      }
      if (clear && i % 8 == 5) {
        ASSERT_TRUE(db_->Clear().ok());
      }
      const SeqNo now_visible = db_->Inspect().visible;
      ASSERT_GE(now_visible, visible);
      visible = now_visible;
    }
  }

  /// What is there in the end is there after reopening.
  void ExpectTheEnd(Cleared cleared) {
    const Rows rows = Scan();
    const Judgement view = Judge(rows, kWriters, cleared);
    EXPECT_EQ(view.problem, "");
    if (cleared == Cleared::kNever) {
      EXPECT_EQ(view.counters, std::vector<uint64_t>(kWriters, kSteps));
    }
    ASSERT_TRUE(db_->Close().ok());
    db_ = nullptr;
    Open();
    EXPECT_EQ(Scan(), rows);
  }
};

TEST_F(DbStress, EveryViewIsOfOneInstant) {
  StartWriters();
  for (int i = 0; i < 2; ++i) Start([this] { ReadSnapshots(Cleared::kNever); });
  Start([this] { KeepCursors(Cleared::kNever); });
  Start([this] { Maintain(false); });
  Join();
  EXPECT_GT(db_->Inspect().flushes, 0u);
  EXPECT_GT(db_->Inspect().compactions, 0u);
  ExpectTheEnd(Cleared::kNever);
}

TEST_F(DbStress, AClearHidesAPrefixOfEachWritersSteps) {
  StartWriters();
  Start([this] { ReadSnapshots(Cleared::kMaybe); });
  Start([this] { KeepCursors(Cleared::kMaybe); });
  Start([this] { Maintain(true); });
  Join();
  ExpectTheEnd(Cleared::kMaybe);
}

// One thread takes snapshots, another reads and releases them.
TEST_F(DbStress, SnapshotsMayEndOnOtherThreads) {
  struct Taken {
    Snapshot snapshot;
    Rows rows;
  };
  std::mutex mutex;
  std::vector<std::unique_ptr<Taken>> taken;
  std::atomic<int> produced{0};
  StartWriters();
  Start([&] {
    for (int i = 0; i < kReads; ++i) {
      auto made = std::make_unique<Taken>(Taken{db_->GetSnapshot(), {}});
      made->rows = Scan(At(made->snapshot));
      {
        const std::lock_guard<std::mutex> lock(mutex);
        taken.push_back(std::move(made));
      }
      produced.store(i + 1);
      produced.notify_one();
    }
  });
  Start([&] {
    for (int i = 0; i < kReads; ++i) {
      for (int have = produced.load(); have <= i; have = produced.load()) produced.wait(have);
      std::unique_ptr<Taken> got;
      {
        const std::lock_guard<std::mutex> lock(mutex);
        got = std::move(taken.back());
        taken.pop_back();
      }
      EXPECT_EQ(Scan(At(got->snapshot)), got->rows);
    }
  });
  Start([this] { Maintain(false); });
  Join();
  EXPECT_TRUE(db_->Inspect().snapshots.empty());
  ExpectTheEnd(Cleared::kNever);
}

}  // namespace
}  // namespace varve
