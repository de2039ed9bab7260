#include "engine/memtable/skiplist.h"

#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "tests/unit/memtable/hooked_platform.h"

namespace varve {
namespace {

using ::testing::ElementsAre;

class SkipListTest : public ::testing::Test {
 protected:
  void Insert(std::string_view key, SeqNo seqno) {
    list_.Insert({key, seqno, EntryKind::kValue}, "v");
  }
  // "key@seqno" of every node, in the list's order.
  std::vector<std::string> Entries() const {
    std::vector<std::string> entries;
    for (const SkipList::Node* node = list_.First(); node != nullptr; node = list_.After(*node)) {
      entries.push_back(std::string(node->key().user_key) + "@" +
                        std::to_string(node->key().seqno));
    }
    return entries;
  }

  HookedPlatform hooked_;
  Arena arena_{hooked_.platform().scheduler};
  SkipList list_{hooked_.platform(), arena_, 1};
};

TEST_F(SkipListTest, AnEmptyListHasNoNodesAndNoBytes) {
  EXPECT_EQ(list_.First(), nullptr);
  EXPECT_EQ(list_.Last(), nullptr);
  EXPECT_EQ(list_.AtOrAfter({"a", 1, EntryKind::kValue}), nullptr);
  EXPECT_EQ(list_.Before({"a", 1, EntryKind::kValue}), nullptr);
  EXPECT_EQ(arena_.bytes(), 0u);
}

TEST_F(SkipListTest, OrdersByKeyThenNewestFirst) {
  Insert("b", 2);
  Insert("a", 1);
  Insert("b", 9);
  Insert("ab", 3);
  Insert("", 4);
  EXPECT_THAT(Entries(), ElementsAre("@4", "a@1", "ab@3", "b@9", "b@2"));
}

TEST_F(SkipListTest, ANodeHoldsItsEntry) {
  const std::string key("k\0\xff", 3);
  const std::string value(100000, 'v');
  list_.Insert({key, 7, EntryKind::kWeakTombstone}, value);
  const SkipList::Node* const node = list_.First();
  EXPECT_EQ(node->key().user_key, key);
  EXPECT_EQ(node->key().seqno, 7u);
  EXPECT_EQ(node->key().kind, EntryKind::kWeakTombstone);
  EXPECT_EQ(node->value(), value);
}

TEST_F(SkipListTest, FindsNeighboursOfAnyTarget) {
  using Key = std::pair<std::string, SeqNo>;
  const auto order = [](const Key& a, const Key& b) {
    return Compare({a.first, a.second, EntryKind::kValue}, {b.first, b.second, EntryKind::kValue}) <
           0;
  };
  std::map<Key, int, decltype(order)> model(order);
  std::mt19937 random(7);
  for (SeqNo seqno = 1; seqno <= 2000; ++seqno) {
    const std::string key = std::to_string(random() % 300);
    Insert(key, seqno);
    model[{key, seqno}] = 0;
  }
  const auto is = [](const SkipList::Node* node, const Key& key) {
    return node != nullptr && node->key().user_key == key.first && node->key().seqno == key.second;
  };
  for (int i = 0; i < 5000; ++i) {
    const Key target{std::to_string(random() % 320), random() % 2100};
    const InternalKey sought{target.first, target.second, EntryKind::kValue};
    const auto at = model.lower_bound(target);
    const SkipList::Node* const found = list_.AtOrAfter(sought);
    ASSERT_TRUE(at == model.end() ? found == nullptr : is(found, at->first));
    const SkipList::Node* const before = list_.Before(sought);
    ASSERT_TRUE(at == model.begin() ? before == nullptr : is(before, std::prev(at)->first));
  }
  EXPECT_TRUE(is(list_.First(), model.begin()->first));
  EXPECT_TRUE(is(list_.Last(), model.rbegin()->first));
}

TEST_F(SkipListTest, RefusesASecondEntryOfTheSameKeyAndSeqno) {
  Insert("a", 1);
  Insert("b", 1);
  EXPECT_DEATH(Insert("a", 1), "V1");
}

TEST_F(SkipListTest, RefusesAKeyOverItsLimit) {
  EXPECT_DEATH(Insert(std::string(kMaxKeyBytes + 1, 'k'), 1), "key's length");
}

TEST_F(SkipListTest, HeightsDependOnSeedAndSeqnoAlone) {
  const auto bytes = [&](uint64_t seed, bool descending) {
    Arena arena(hooked_.platform().scheduler);
    SkipList list(hooked_.platform(), arena, seed);
    for (SeqNo i = 1; i <= 1000; ++i) {
      const SeqNo seqno = descending ? 1001 - i : i;
      list.Insert({"key", seqno, EntryKind::kValue}, "");
    }
    return arena.bytes();
  };
  EXPECT_EQ(bytes(1, false), bytes(1, true));
  EXPECT_NE(bytes(1, false), bytes(2, false));
  // 16 bytes of header, 3 of key, and 4/3 links on average: 29.7, rounded up to 8.
  EXPECT_GT(bytes(1, false), 1000u * 30);
  EXPECT_LT(bytes(1, false), 1000u * 36);
}

// The other inserter links its node between the search and the compare-and-swap of the first.
TEST_F(SkipListTest, AnInserterThatLostTheRaceTriesAgain) {
  Insert("a", 1);
  Insert("d", 2);
  hooked_.Arm(SchedulePoint::kPublish, 1, [&] { Insert("b", 3); });
  Insert("c", 5);
  ASSERT_FALSE(hooked_.armed());
  EXPECT_THAT(Entries(), ElementsAre("a@1", "b@3", "c@5", "d@2"));
  EXPECT_EQ(hooked_.insert_races(), 1);
  EXPECT_EQ(hooked_.spins(), 1);
}

TEST_F(SkipListTest, ALostRaceAgainstTheSameEntryIsRefused) {
  Insert("a", 1);
  hooked_.Arm(SchedulePoint::kPublish, 1, [&] { Insert("c", 5); });
  EXPECT_DEATH(Insert("c", 5), "V1");
}

// Whatever point an inserter is suspended at, a reader goes on and finds all that was there before.
TEST_F(SkipListTest, AReaderPassesAnInserterSuspendedAnywhere) {
  for (SeqNo seqno = 2; seqno <= 200; seqno += 2) {
    Insert("k" + std::to_string(1000 + seqno), seqno);
  }
  SeqNo seqno = 1001;
  for (const SchedulePoint point : {SchedulePoint::kPublish, SchedulePoint::kNodeVisit}) {
    for (int nth = 1;; ++nth) {
      size_t seen = 0;
      const size_t before = Entries().size();
      hooked_.Arm(point, nth, [&] { seen = Entries().size(); });
      Insert("k" + std::to_string(1000 + seqno % 199), seqno);
      ++seqno;
      if (hooked_.armed()) break;  // the insertion had fewer points
      ASSERT_GE(seen, before);
      ASSERT_LE(seen, before + 1);
    }
  }
  EXPECT_GT(seqno, 1001u + 4);  // some points of each kind
}

}  // namespace
}  // namespace varve
