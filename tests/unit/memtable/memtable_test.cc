#include "engine/memtable/memtable.h"

#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "varve/platform/platform.h"

namespace varve {
namespace {

class MemTableTest : public ::testing::Test {
 protected:
  // What a key holds at an instant, as "value", "(tombstone)" or "(nothing)".
  std::string Get(std::string_view key, SeqNo snapshot) const {
    const std::optional<MemTable::Found> found = table_.Get(key, snapshot);
    if (!found.has_value()) return "(nothing)";
    return found->kind == EntryKind::kTombstone ? "(tombstone)" : std::string(found->value);
  }

  PosixPlatform posix_;
  MemTable table_{posix_.platform(), 3};
};

TEST_F(MemTableTest, AnEmptyOneHasNothing) {
  EXPECT_EQ(Get("a", kSeqNoLimit), "(nothing)");
  EXPECT_EQ(table_.entries(), 0u);
  EXPECT_EQ(table_.bytes(), 0u);
  EXPECT_EQ(table_.smallest_seqno(), 0u);
  EXPECT_EQ(table_.largest_seqno(), 0u);
}

TEST_F(MemTableTest, AnInstantSeesTheNewestEntryBelowIt) {
  table_.Add(2, EntryKind::kValue, "a", "old");
  table_.Add(5, EntryKind::kValue, "a", "new");
  EXPECT_EQ(Get("a", 0), "(nothing)");
  EXPECT_EQ(Get("a", 2), "(nothing)");
  EXPECT_EQ(Get("a", 3), "old");
  EXPECT_EQ(Get("a", 5), "old");
  EXPECT_EQ(Get("a", 6), "new");
  EXPECT_EQ(Get("a", kSeqNoLimit), "new");
}

TEST_F(MemTableTest, ATombstoneIsAnAnswer) {
  table_.Add(1, EntryKind::kValue, "a", "x");
  table_.Add(2, EntryKind::kTombstone, "a", "");
  EXPECT_EQ(Get("a", 3), "(tombstone)");
  EXPECT_EQ(Get("a", 2), "x");
}

TEST_F(MemTableTest, KeysThatBeginAlikeAreToldApart) {
  table_.Add(1, EntryKind::kValue, "ab", "x");
  EXPECT_EQ(Get("a", 9), "(nothing)");
  EXPECT_EQ(Get("abc", 9), "(nothing)");
  EXPECT_EQ(Get("", 9), "(nothing)");
}

TEST_F(MemTableTest, EmptyKeysAndValuesAreEntries) {
  table_.Add(1, EntryKind::kValue, "", "");
  EXPECT_EQ(Get("", 2), "");
}

TEST_F(MemTableTest, ShapeTellsTheExtremes) {
  table_.Add(8, EntryKind::kValue, "a", "");
  table_.Add(5, EntryKind::kValue, "b", "");
  table_.Add(9, EntryKind::kTombstone, "c", "");
  const MemtableShape shape = table_.Shape();
  EXPECT_EQ(shape.id, 3u);
  EXPECT_EQ(shape.entries, 3u);
  EXPECT_EQ(shape.bytes, table_.bytes());
  EXPECT_EQ(shape.smallest_seqno, 5u);
  EXPECT_EQ(shape.largest_seqno, 9u);
}

TEST_F(MemTableTest, BytesGrowByEachEntry) {
  table_.Add(1, EntryKind::kValue, "abc", "defg");
  const size_t one = table_.bytes();
  EXPECT_GE(one, 16u + 8u + 7u);
  table_.Add(2, EntryKind::kValue, "abc", std::string(1000, 'x'));
  EXPECT_GE(table_.bytes(), one + 1000);
}

TEST_F(MemTableTest, SeqnoZeroIsRefused) {
  EXPECT_DEATH(table_.Add(0, EntryKind::kValue, "a", ""), "S1");
}

TEST_F(MemTableTest, AnIteratorStandsNowhereAtFirst) {
  table_.Add(1, EntryKind::kValue, "a", "");
  const std::unique_ptr<InternalIterator> it = table_.NewIterator();
  EXPECT_FALSE(it->Valid());
  EXPECT_TRUE(it->status().ok());
}

TEST_F(MemTableTest, AnIteratorMeetsEntriesAddedBehindIt) {
  table_.Add(1, EntryKind::kValue, "a", "");
  const std::unique_ptr<InternalIterator> it = table_.NewIterator();
  it->SeekToFirst();
  table_.Add(2, EntryKind::kValue, "b", "");
  it->Next();
  ASSERT_TRUE(it->Valid());
  EXPECT_EQ(it->key().user_key, "b");
}

// A sorted vector with a cursor does the same steps.
TEST_F(MemTableTest, RandomWalksAgreeWithASortedVector) {
  std::mt19937 random(3);
  std::vector<std::pair<std::string, SeqNo>> model;
  for (SeqNo seqno = 1; seqno <= 500; ++seqno) {
    const std::string key = std::to_string(random() % 90);
    table_.Add(seqno, EntryKind::kValue, key, key + "=" + std::to_string(seqno));
    model.emplace_back(key, seqno);
  }
  const auto key_of = [](const std::pair<std::string, SeqNo>& entry) {
    return InternalKey{entry.first, entry.second, EntryKind::kValue};
  };
  std::sort(model.begin(), model.end(),
            [&](const auto& a, const auto& b) { return Compare(key_of(a), key_of(b)) < 0; });
  const std::unique_ptr<InternalIterator> it = table_.NewIterator();
  size_t at = model.size();  // the cursor; the size is nowhere
  for (int step = 0; step < 20000; ++step) {
    const uint32_t action = random() % 20;
    if (action == 0) {
      it->SeekToFirst();
      at = 0;
    } else if (action == 1) {
      it->SeekToLast();
      at = model.size() - 1;
    } else if (action < 5 || at == model.size()) {
      const std::pair<std::string, SeqNo> target{std::to_string(random() % 95), random() % 520};
      it->Seek(key_of(target));
      at = static_cast<size_t>(std::find_if(model.begin(), model.end(),
                                            [&](const auto& entry) {
                                              return Compare(key_of(entry), key_of(target)) >= 0;
                                            }) -
                               model.begin());
    } else if (action < 12) {
      it->Next();
      ++at;
    } else {
      it->Prev();
      at = at == 0 ? model.size() : at - 1;
    }
    ASSERT_EQ(it->Valid(), at < model.size()) << step;
    if (!it->Valid()) continue;
    ASSERT_EQ(it->key().user_key, model[at].first) << step;
    ASSERT_EQ(it->key().seqno, model[at].second) << step;
    ASSERT_EQ(it->value(), model[at].first + "=" + std::to_string(model[at].second)) << step;
  }
}

TEST_F(MemTableTest, RandomReadsAgreeWithAMap) {
  std::mt19937 random(5);
  std::map<std::string, std::map<SeqNo, std::string>> model;
  for (SeqNo seqno = 1; seqno <= 3000; ++seqno) {
    const std::string key = std::to_string(random() % 200);
    const bool tombstone = random() % 4 == 0;
    const std::string value = tombstone ? "(tombstone)" : std::to_string(seqno);
    table_.Add(seqno, tombstone ? EntryKind::kTombstone : EntryKind::kValue, key,
               tombstone ? "" : value);
    model[key][seqno] = value;
    const std::string sought = std::to_string(random() % 210);
    const SeqNo snapshot = random() % (seqno + 2);
    const auto& versions = model[sought];
    const auto above = versions.lower_bound(snapshot);
    const std::string expected = above == versions.begin() ? "(nothing)" : std::prev(above)->second;
    ASSERT_EQ(Get(sought, snapshot), expected) << sought << " at " << snapshot;
  }
}

}  // namespace
}  // namespace varve
