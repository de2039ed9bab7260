#include "engine/memtable/entry_tree.h"

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/hash.h"
#include "engine/memtable/memtable_iterator.h"
#include "gmock/gmock.h"
#include "tests/unit/memtable/hooked_platform.h"

namespace varve {
namespace {

using ::testing::ElementsAre;

// A tree and its arenas.
struct Tree {
  explicit Tree(const Platform& platform, const EntryTree::Capacity& capacity = {})
      : entries(platform.scheduler),
        nodes(platform.scheduler, kNodeAlignment),
        tree(platform, entries, nodes, capacity) {}

  void Insert(std::string_view key, SeqNo seqno) {
    tree.Insert({key, seqno, EntryKind::kValue}, Hash64(key), std::to_string(seqno));
  }
  /// The seqno of what `Get` finds, 0 for nothing.
  SeqNo Get(std::string_view key, SeqNo snapshot) const {
    const Entry* const entry = tree.Get(key, Hash64(key), snapshot);
    if (entry == nullptr) return 0;
    EXPECT_EQ(entry->user_key(), key);
    EXPECT_EQ(entry->value(), std::to_string(entry->seqno()));
    return entry->seqno();
  }
  /// "key@seqno" of every entry, in the tree's order.
  std::vector<std::string> Entries() const {
    std::vector<std::string> all;
    MemTableIterator it(tree);
    for (it.SeekToFirst(); it.Valid(); it.Next()) {
      all.push_back(std::string(it.key().user_key) + "@" + std::to_string(it.key().seqno));
    }
    return all;
  }

  Arena entries;
  Arena nodes;
  EntryTree tree;
};

// Nodes as full as they come, and so small that a hundred entries make six levels.
class EntryTreeTest : public ::testing::TestWithParam<uint32_t> {
 protected:
  EntryTree::Capacity capacity() const {
    return GetParam() == 0
               ? EntryTree::Capacity{}
               : EntryTree::Capacity{.leaf = GetParam(), .inner = std::max(GetParam(), 4u)};
  }

  HookedPlatform hooked_;
  Tree tree_{hooked_.platform(), capacity()};
};

INSTANTIATE_TEST_SUITE_P(Capacities, EntryTreeTest, ::testing::Values(0, 2, 3, 8));

TEST_P(EntryTreeTest, AnEmptyTreeHasNothing) {
  EXPECT_EQ(tree_.Get("a", kSeqNoLimit), 0u);
  EXPECT_EQ(tree_.Get("", 1), 0u);
  EXPECT_TRUE(tree_.Entries().empty());
  MemTableIterator it(tree_.tree);
  it.SeekToLast();
  EXPECT_FALSE(it.Valid());
  it.Seek({"a", 1, EntryKind::kValue});
  EXPECT_FALSE(it.Valid());
  EXPECT_EQ(tree_.entries.bytes(), 0u);
}

TEST_P(EntryTreeTest, OrdersByKeyThenNewestFirst) {
  tree_.Insert("b", 2);
  tree_.Insert("a", 1);
  tree_.Insert("b", 9);
  tree_.Insert("ab", 3);
  tree_.Insert("", 4);
  tree_.Insert(std::string_view("a\0", 2), 5);
  EXPECT_THAT(tree_.Entries(),
              ElementsAre("@4", "a@1", std::string("a\0@5", 4), "ab@3", "b@9", "b@2"));
}

TEST_P(EntryTreeTest, RefusesASecondEntryOfTheSameKeyAndSeqno) {
  for (SeqNo seqno = 1; seqno <= 50; ++seqno) tree_.Insert("a" + std::to_string(seqno), seqno);
  tree_.Insert("a7", 8);
  EXPECT_DEATH(tree_.Insert("a7", 7), "V1");
  EXPECT_DEATH(tree_.Insert("a7", 8), "V1");
  EXPECT_DEATH(tree_.Insert("a50", 50), "V1");
}

// One key takes many leaves.
TEST_P(EntryTreeTest, FindsEachOfManyVersionsOfAKey) {
  std::vector<SeqNo> seqnos;
  for (SeqNo seqno = 2; seqno <= 1000; seqno += 2) seqnos.push_back(seqno);
  std::shuffle(seqnos.begin(), seqnos.end(), std::mt19937(11));
  tree_.Insert("a", 1001);
  tree_.Insert("c", 1002);
  for (const SeqNo seqno : seqnos) tree_.Insert("b", seqno);
  EXPECT_EQ(tree_.Get("b", 2), 0u);
  for (SeqNo snapshot = 3; snapshot <= 1001; ++snapshot) {
    ASSERT_EQ(tree_.Get("b", snapshot), (snapshot - 1) / 2 * 2) << snapshot;
  }
  EXPECT_EQ(tree_.Entries().size(), 502u);
}

// Ascending, descending, and all orders between: keys drawn from a window that moves.
TEST_P(EntryTreeTest, HoldsWhatWasAddedInAnyOrder) {
  for (const uint32_t window : {1u, 3u, 30u, 3000u}) {
    for (const bool descending : {false, true}) {
      Tree tree(hooked_.platform(), capacity());
      std::vector<uint32_t> order;
      for (uint32_t i = 0; i < 3000; ++i) order.push_back(descending ? 2999 - i : i);
      std::mt19937 random(window);
      for (size_t i = 0; i < order.size(); i += window) {
        std::shuffle(order.begin() + static_cast<ptrdiff_t>(i),
                     order.begin() + static_cast<ptrdiff_t>(std::min<size_t>(i + window, 3000)),
                     random);
      }
      for (const uint32_t i : order) tree.Insert("key" + std::to_string(10000 + i), i + 1);
      std::vector<std::string> expected;
      for (uint32_t i = 0; i < 3000; ++i) {
        const std::string key = "key" + std::to_string(10000 + i);
        ASSERT_EQ(tree.Get(key, kSeqNoLimit), i + 1);
        ASSERT_EQ(tree.Get(key + "x", kSeqNoLimit), 0u);
        expected.push_back(key + "@" + std::to_string(i + 1));
      }
      ASSERT_EQ(tree.Entries(), expected) << window << descending;
    }
  }
}

// Keys that words tell apart badly, in a map that does the same.
TEST_P(EntryTreeTest, AgreesWithAMapOnAwkwardKeys) {
  std::mt19937 random(7);
  const auto draw = [&random] {
    static constexpr size_t kLengths[] = {0, 1, 2, 7, 8, 9, 15, 16, 17, 24, 40};
    static constexpr char kBytes[] = {'\0', '\x01', 'a', '\xff'};
    std::string key(kLengths[random() % std::size(kLengths)], kBytes[random() % 4]);
    if (!key.empty() && random() % 2 == 0) key.back() = kBytes[random() % 4];
    return key;
  };
  using Key = std::pair<std::string, SeqNo>;
  const auto order = [](const Key& a, const Key& b) {
    return Compare({a.first, a.second, EntryKind::kValue}, {b.first, b.second, EntryKind::kValue}) <
           0;
  };
  std::map<Key, int, decltype(order)> model(order);
  for (SeqNo seqno = 1; seqno <= 2000; ++seqno) {
    const std::string key = draw();
    tree_.Insert(key, seqno);
    model[{key, seqno}] = 0;
  }
  MemTableIterator it(tree_.tree);
  for (int i = 0; i < 3000; ++i) {
    const Key target{draw(), random() % 2100};
    const InternalKey sought{target.first, target.second, EntryKind::kValue};
    const auto at = model.lower_bound(target);
    it.Seek(sought);
    ASSERT_EQ(it.Valid(), at != model.end());
    if (it.Valid()) {
      ASSERT_EQ(Key(it.key().user_key, it.key().seqno), at->first);
      it.Prev();
      ASSERT_EQ(it.Valid(), at != model.begin());
      if (it.Valid()) {
        ASSERT_EQ(Key(it.key().user_key, it.key().seqno), std::prev(at)->first);
      }
    }
    const bool same = at != model.end() && at->first.first == target.first;
    ASSERT_EQ(tree_.Get(target.first, target.second + 1), same ? at->first.second : 0u);
  }
}

// Keys that ascend, or descend, leave full leaves behind them; random ones leaves two thirds full.
TEST(EntryTreeShape, NodesTakeNoMoreThanTheyShould) {
  HookedPlatform hooked;
  const auto bytes_per_entry = [&hooked](const auto& key_number) {
    constexpr SeqNo kEntries = 20000;
    Tree tree(hooked.platform());
    for (SeqNo i = 0; i < kEntries; ++i) {
      tree.Insert("key" + std::to_string(1000000 + key_number(i)), i + 1);
    }
    return static_cast<double>(tree.nodes.bytes()) / kEntries;
  };
  EXPECT_LT(bytes_per_entry([](SeqNo i) { return i; }), 28.5);
  EXPECT_LT(bytes_per_entry([](SeqNo i) { return 20000 - i; }), 28.5);
  EXPECT_LT(bytes_per_entry([](SeqNo i) { return i * 7919 % 20011; }), 42.0);
}

// Whatever point an inserter is suspended at, readers go on and find all that was there before.
TEST_P(EntryTreeTest, ReadersPassAnInserterSuspendedAnywhere) {
  for (SeqNo seqno = 2; seqno <= 100; seqno += 2) {
    tree_.Insert("k" + std::to_string(1000 + seqno), seqno);
  }
  SeqNo seqno = 1001;
  for (const SchedulePoint point :
       {SchedulePoint::kPublish, SchedulePoint::kNodeVisit, SchedulePoint::kValidate}) {
    for (int nth = 1;; ++nth) {
      const std::vector<std::string> before = tree_.Entries();
      std::vector<std::string> seen;
      hooked_.Arm(point, nth, [&] {
        seen = tree_.Entries();
        for (SeqNo i = 2; i <= 100; i += 2) {
          ASSERT_EQ(tree_.Get("k" + std::to_string(1000 + i), i + 1), i);
        }
      });
      const std::string key = "k" + std::to_string(1000 + seqno * 37 % 199);
      tree_.Insert(key, seqno);
      ++seqno;
      if (hooked_.armed()) {  // the insertion had fewer points
        hooked_.Arm(point, 0, nullptr);
        break;
      }
      std::erase(seen, key + "@" + std::to_string(seqno - 1));
      ASSERT_EQ(seen, before);
    }
  }
  EXPECT_GT(seqno, 1001u + 4);  // some points of each kind
}

}  // namespace
}  // namespace varve
