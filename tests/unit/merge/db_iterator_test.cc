#include "engine/merge/db_iterator.h"

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/unit/table/entries.h"

namespace varve {
namespace {

using Live = std::vector<std::pair<std::string, std::string>>;
using Bound = std::optional<std::string>;

/// The live keys of `entries` at `snapshot` within the bounds, in order.
Live LiveAt(const StoredEntries& entries, SeqNo snapshot, const Bound& lower, const Bound& upper) {
  Live live;
  std::optional<std::string> decided;
  for (const StoredEntry& entry : entries) {
    if (entry.seqno >= snapshot || entry.user_key == decided) continue;
    decided = entry.user_key;
    if (entry.kind != EntryKind::kValue) continue;
    if (lower.has_value() && entry.user_key < *lower) continue;
    if (upper.has_value() && entry.user_key >= *upper) continue;
    live.emplace_back(entry.user_key, entry.value);
  }
  return live;
}

std::unique_ptr<Iterator> Open(const StoredEntries& entries, SeqNo snapshot, Bound lower = {},
                               Bound upper = {}) {
  return NewDbIterator(std::make_unique<ListIterator>(entries), snapshot, std::move(lower),
                       std::move(upper), nullptr);
}

std::string Forwards(Iterator& cursor) {
  std::string shown;
  for (cursor.SeekToFirst(); cursor.Valid(); cursor.Next()) {
    shown.append(cursor.key()).append("=").append(cursor.value()).append(" ");
  }
  return shown;
}

std::string Backwards(Iterator& cursor) {
  std::string shown;
  for (cursor.SeekToLast(); cursor.Valid(); cursor.Prev()) {
    shown.append(cursor.key()).append("=").append(cursor.value()).append(" ");
  }
  return shown;
}

const StoredEntries& Sample() {
  static const auto& entries =
      *new StoredEntries{{"a", 7, EntryKind::kValue, "a7"}, {"a", 2, EntryKind::kValue, "a2"},
                         {"b", 6, EntryKind::kTombstone},   {"b", 3, EntryKind::kValue, "b3"},
                         {"c", 5, EntryKind::kValue, "c5"}, {"c", 4, EntryKind::kWeakTombstone},
                         {"c", 1, EntryKind::kValue, "c1"}};
  return entries;
}

TEST(DbIteratorTest, TheNewestVisibleEntryDecides) {
  const std::vector<std::string> at = {"",
                                       "",
                                       "c=c1 ",
                                       "a=a2 c=c1 ",
                                       "a=a2 b=b3 c=c1 ",
                                       "a=a2 b=b3 ",
                                       "a=a2 b=b3 c=c5 ",
                                       "a=a2 c=c5 ",
                                       "a=a7 c=c5 "};
  for (SeqNo snapshot = 0; snapshot < at.size(); ++snapshot) {
    EXPECT_EQ(Forwards(*Open(Sample(), snapshot)), at[snapshot]) << snapshot;
  }
}

TEST(DbIteratorTest, BackwardsShowsTheSameTheOtherWayRound) {
  EXPECT_EQ(Backwards(*Open(Sample(), 4)), "c=c1 b=b3 a=a2 ");
  EXPECT_EQ(Backwards(*Open(Sample(), 5)), "b=b3 a=a2 ");
  EXPECT_EQ(Backwards(*Open(Sample(), 7)), "c=c5 a=a2 ");
  EXPECT_EQ(Backwards(*Open(Sample(), 0)), "");
}

TEST(DbIteratorTest, StandsNowhereBeforeTheFirstSeek) {
  const auto cursor = Open(Sample(), 9);
  EXPECT_FALSE(cursor->Valid());
  EXPECT_TRUE(cursor->status().ok());
}

TEST(DbIteratorTest, InvertedOrEmptyBoundsShowNothing) {
  for (const auto& [lower, upper] : {std::pair<std::string, std::string>{"c", "a"}, {"b", "b"}}) {
    const auto cursor = Open(Sample(), 4, lower, upper);
    EXPECT_EQ(Forwards(*cursor), "");
    EXPECT_EQ(Backwards(*cursor), "");
    for (const std::string target : {"", "a", "b", "bb", "c", "d"}) {
      cursor->Seek(target);
      EXPECT_FALSE(cursor->Valid());
      cursor->SeekForPrev(target);
      EXPECT_FALSE(cursor->Valid());
      EXPECT_TRUE(cursor->status().ok());
    }
  }
}

// The whole contract: any moves, any instant, any bounds.
TEST(DbIteratorTest, MovesAsTheModel) {
  Random random(61);
  for (int round = 0; round < 2000; ++round) {
    const size_t max_key_length = 1 + random.Below(3);
    const StoredEntries entries = RandomEntries(random, 1 + random.Below(50), max_key_length, 3);
    const SeqNo snapshot = random.Below(entries.size() + 2);
    Bound lower;
    Bound upper;
    if (random.OneIn(3)) lower = random.Key(max_key_length);
    if (random.OneIn(3)) upper = random.Key(max_key_length);
    const Live live = LiveAt(entries, snapshot, lower, upper);
    const auto cursor = Open(entries, snapshot, lower, upper);
    size_t at = live.size();  // nowhere; also what stepping before the first wraps beyond
    for (int move = 0; move < 100; ++move) {
      const uint64_t kind = random.Below(16);
      const std::string target = random.Key(max_key_length);
      if (kind == 0) {
        cursor->SeekToFirst();
        at = 0;
      } else if (kind == 1) {
        cursor->SeekToLast();
        at = live.size() - 1;
      } else if (kind == 2 || (at >= live.size() && kind % 2 == 0)) {
        cursor->Seek(target);
        for (at = 0; at < live.size() && live[at].first < target;) ++at;
      } else if (kind == 3 || at >= live.size()) {
        cursor->SeekForPrev(target);
        for (at = live.size(); at > 0 && live[at - 1].first > target;) --at;
        --at;
      } else if (kind < 10) {
        cursor->Next();
        ++at;
      } else {
        cursor->Prev();
        --at;
      }
      ASSERT_TRUE(cursor->status().ok());
      ASSERT_EQ(cursor->Valid(), at < live.size()) << round;
      if (at >= live.size()) continue;
      ASSERT_EQ(cursor->key(), live[at].first) << round;
      ASSERT_EQ(cursor->value(), live[at].second) << round;
    }
  }
}

// An error anywhere may end a walk early, but never makes it show a key or value that is not there.
TEST(DbIteratorTest, PlantedErrorsNeverChangeAnAnswer) {
  Random random(62);
  for (int round = 0; round < 2000; ++round) {
    const StoredEntries entries = RandomEntries(random, 20, 2, 3);
    const SeqNo snapshot = random.Below(entries.size() + 2);
    const Live live = LiveAt(entries, snapshot, {}, {});
    const std::optional<size_t> error_at = random.Below(entries.size());
    const auto cursor = NewDbIterator(std::make_unique<ListIterator>(entries, &error_at), snapshot,
                                      {}, {}, nullptr);
    size_t at = 0;
    for (cursor->SeekToFirst(); cursor->Valid(); cursor->Next()) {
      ASSERT_LT(at, live.size());
      ASSERT_EQ(cursor->key(), live[at].first);
      ASSERT_EQ(cursor->value(), live[at].second);
      ++at;
    }
    ASSERT_EQ(cursor->status().code(), absl::StatusCode::kDataLoss);
    at = live.size();
    for (cursor->SeekToLast(); cursor->Valid(); cursor->Prev()) {
      ASSERT_GT(at, 0U);
      --at;
      ASSERT_EQ(cursor->key(), live[at].first);
      ASSERT_EQ(cursor->value(), live[at].second);
    }
    ASSERT_EQ(cursor->status().code(), absl::StatusCode::kDataLoss);
  }
}

// The newer version of "a" cannot be read, so the older one must not be shown.
TEST(DbIteratorTest, BackwardsDoesNotShowAnOldVersionWhenANewerCannotBeRead) {
  const StoredEntries entries = {{"a", 2, EntryKind::kValue, "new"},
                                 {"a", 1, EntryKind::kValue, "old"}};
  std::optional<size_t> error_at = 0;
  const auto cursor =
      NewDbIterator(std::make_unique<ListIterator>(entries, &error_at), 9, {}, {}, nullptr);
  cursor->SeekToLast();
  EXPECT_FALSE(cursor->Valid());
  EXPECT_EQ(cursor->status().code(), absl::StatusCode::kDataLoss);
  error_at.reset();
  EXPECT_FALSE(cursor->status().ok());
  cursor->SeekToLast();
  ASSERT_TRUE(cursor->Valid());
  EXPECT_EQ(cursor->value(), "new");
}

TEST(DbIteratorTest, AKindThatNobodyReadsYetIsAnErrorBothWays) {
  for (const EntryKind kind : {EntryKind::kRangeTombstone, EntryKind::kBlobReference}) {
    const StoredEntries entries = {{"a", 2, kind, "x"}, {"a", 1, EntryKind::kValue, "old"}};
    const auto cursor = Open(entries, 9);
    cursor->SeekToFirst();
    EXPECT_FALSE(cursor->Valid());
    EXPECT_EQ(cursor->status(), absl::DataLossError("unsupported entry kind"));
    cursor->SeekToLast();
    EXPECT_FALSE(cursor->Valid());
    EXPECT_EQ(cursor->status(), absl::DataLossError("unsupported entry kind"));
  }
}

/// Notes in a list when it is destroyed.
class Witness final : public InternalIterator {
 public:
  Witness(std::vector<std::string>& deaths) : deaths_(deaths) {}
  ~Witness() override { deaths_.push_back("entries"); }
  void SeekToFirst() override {}
  void SeekToLast() override {}
  void Seek(const InternalKey&) override {}
  void Next() override {}
  void Prev() override {}
  [[nodiscard]] absl::Status status() const override { return absl::OkStatus(); }

 private:
  std::vector<std::string>& deaths_;
};

TEST(DbIteratorTest, ReleasesThePinAfterTheEntries) {
  std::vector<std::string> deaths;
  std::shared_ptr<const void> pin(&deaths, [&](const void*) { deaths.push_back("pin"); });
  auto cursor = NewDbIterator(std::make_unique<Witness>(deaths), 9, {}, {}, std::move(pin));
  EXPECT_TRUE(deaths.empty());
  cursor.reset();
  EXPECT_EQ(deaths, (std::vector<std::string>{"entries", "pin"}));
}

TEST(DbIteratorDeathTest, MovesNeedAnEntry) {
  const auto cursor = Open(Sample(), 9);
  EXPECT_DEATH(cursor->Next(), "V3");
  EXPECT_DEATH(cursor->Prev(), "V3");
  EXPECT_DEATH((void)cursor->key(), "V3");
  cursor->SeekToLast();
  cursor->Next();
  EXPECT_DEATH(cursor->Prev(), "V3");
}

}  // namespace
}  // namespace varve
