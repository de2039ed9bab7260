// The tree under every schedule of a few operations, and with inserters that stop for good at each
// of their scheduling points.
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/hash.h"
#include "engine/memtable/entry_tree.h"
#include "engine/memtable/memtable_iterator.h"
#include "gtest/gtest.h"
#include "sim/explore/explore.h"
#include "varve/platform/platform.h"

namespace varve {
namespace {

using Keys = std::vector<std::string>;

struct RaceCounter : Instrumentation {
  void Hit(Probe probe) override {
    if (probe == Probe::kMemtableInsertRaced) ++races;
  }
  int races = 0;
};

// A tree with the smallest nodes that there are, in one execution. Entry i of a list of keys has
// the seqno i + 1; what is added later counts on.
class World {
 public:
  World(sim::Execution& execution, const Keys& present)
      : execution_(execution),
        entries_(execution.scheduler()),
        nodes_(execution.scheduler(), kNodeAlignment),
        tree_({execution.clock(), posix_.platform().file_system, execution.scheduler(), races_},
              entries_, nodes_, {.leaf = 2, .inner = 4}) {
    for (const std::string& key : present) Insert(key);
  }

  void Insert(std::string_view key) {
    const SeqNo seqno = next_seqno_++;
    tree_.Insert({key, seqno, EntryKind::kValue}, Hash64(key), "v");
    done_.emplace_back(key, seqno);
  }

  /// Everything whose insertion has ended is found, the newest of each key first.
  void ExpectGets() {
    const auto done = done_;
    for (const auto& [key, seqno] : done) {
      const Entry* const entry = tree_.Get(key, Hash64(key), seqno + 1);
      execution_.Expect(entry != nullptr && entry->user_key() == key && entry->seqno() == seqno,
                        "Get(" + key + ") finds what was there");
    }
  }

  /// A walk is in order and meets everything whose insertion had ended before it began.
  void ExpectWalk(bool forward) {
    const auto done = done_;
    MemTableIterator it(tree_);
    std::vector<InternalKey> met;
    for (forward ? it.SeekToFirst() : it.SeekToLast(); it.Valid();
         forward ? it.Next() : it.Prev()) {
      execution_.Expect(met.empty() || (Compare(met.back(), it.key()) < 0) == forward,
                        "a walk is in order");
      met.push_back(it.key());
    }
    for (const auto& [key, seqno] : done) {
      const InternalKey sought{key, seqno, EntryKind::kValue};
      bool found = false;
      for (const InternalKey& one : met) found |= Compare(one, sought) == 0;
      execution_.Expect(found, "a walk meets " + key);
    }
  }

  void ExpectAll() {
    ExpectGets();
    ExpectWalk(true);
    ExpectWalk(false);
  }

  [[nodiscard]] size_t node_bytes() const { return nodes_.bytes(); }
  [[nodiscard]] int races() const { return races_.races; }

 private:
  sim::Execution& execution_;
  PosixPlatform posix_;
  RaceCounter races_;
  Arena entries_;
  Arena nodes_;
  EntryTree tree_;
  SeqNo next_seqno_ = 1;
  std::vector<std::pair<std::string, SeqNo>> done_;
};

Keys Full() {
  Keys keys;
  for (char c = 'a'; c <= 'z'; ++c) keys.push_back(std::string(1, c));
  return keys;
}

void ExpectComplete(const sim::Exploration& all) { ASSERT_TRUE(all.complete) << Describe(all); }

// Rule L3.
TEST(EntryTreeScheduleTest, AFrozenInserterStopsNoReader) {
  uint64_t longest = 0;
  size_t largest = 0;
  for (const std::string key : {"A", "ab", "mm", "zz", "m"}) {
    for (const size_t present : {0, 1, 2, 3, 8, 9, 10, 26}) {
      Keys keys = Full();
      keys.resize(present);
      const sim::Exploration all =
          sim::Explore({.max_preemptions = 0, .max_steps = 3000, .freeze = "inserter"},
                       [&](sim::Execution& execution) {
                         World world(execution, keys);
                         const size_t before = world.node_bytes();
                         execution.Task("inserter", [&] { world.Insert(key); });
                         execution.Task("reader", [&] { world.ExpectAll(); });
                         execution.RunTasks();
                         world.ExpectAll();
                         largest = std::max(largest, world.node_bytes() - before);
                       });
      ExpectComplete(all);
      EXPECT_GE(all.frozen, 2u) << "before the latch, and with it";
      longest = std::max(longest, all.frozen);
    }
  }
  EXPECT_GE(longest, 18u);
  EXPECT_GE(largest, 1024u + 896 + 896)
      << "some insertion splits a leaf, an inner node and the root";
}

TEST(EntryTreeScheduleTest, AReaderBesideASplitMissesNothing) {
  ExpectComplete(sim::Explore({.max_preemptions = 5}, [](sim::Execution& execution) {
    World world(execution, {"b", "d"});
    execution.Task("inserter", [&] {
      world.Insert("c");  // moves "d" to a new leaf,
      world.Insert("a");  // and takes the slot that it left
    });
    execution.Task("reader", [&] { world.ExpectGets(); });
    execution.RunTasks();
    world.ExpectAll();
  }));
}

TEST(EntryTreeScheduleTest, ACursorBesideASplitMissesNothing) {
  for (const bool forward : {true, false}) {
    ExpectComplete(sim::Explore({.max_preemptions = 4}, [&](sim::Execution& execution) {
      World world(execution, {"b", "d"});
      execution.Task("inserter", [&] {
        world.Insert("c");
        world.Insert("a");
      });
      execution.Task("reader", [&] { world.ExpectWalk(forward); });
      execution.RunTasks();
    }));
  }
}

// Inner nodes on the reader's way change once, twice, and so often that they are split and their
// slots filled again.
TEST(EntryTreeScheduleTest, AReaderBesideGrowingInnerNodesMissesNothing) {
  for (const size_t inserted : {1, 2, 3, 4, 5, 6, 8, 11}) {
    for (const std::string stem : {"A", "d", "h"}) {
      ExpectComplete(sim::Explore({.max_preemptions = 1}, [&](sim::Execution& execution) {
        World world(execution, {"b", "d", "f", "h", "j", "l", "n"});
        execution.Task("reader", [&] { world.ExpectGets(); });
        execution.Task("inserter", [&] {
          for (size_t i = 0; i < inserted; ++i) {
            // By turns from the two ends, so that every other one lies in between.
            world.Insert(stem + static_cast<char>(i % 2 == 0 ? 'a' + i : 'z' - i));
          }
        });
        execution.RunTasks();
      }));
    }
  }
}

TEST(EntryTreeScheduleTest, TwoInsertersLoseNothing) {
  int races = 0;
  for (const auto& [one, two] : std::vector<std::pair<std::string, std::string>>{
           {"a", "e"}, {"c", "cc"}, {"b", "d"}, {"e", "f"}}) {
    ExpectComplete(sim::Explore({.max_preemptions = 4}, [&](sim::Execution& execution) {
      World world(execution, {"b", "d"});
      execution.Task("one", [&] { world.Insert(one); });
      execution.Task("two", [&] { world.Insert(two); });
      execution.RunTasks();
      races += world.races();
      world.ExpectAll();
    }));
  }
  EXPECT_GT(races, 0) << "two inserters met at a latch";
}

TEST(EntryTreeScheduleTest, ThreeSplittersGrowOneRoot) {
  ExpectComplete(sim::Explore({.max_preemptions = 2}, [](sim::Execution& execution) {
    World world(execution, {"b", "d"});
    execution.Task("one", [&] { world.Insert("a"); });
    execution.Task("two", [&] { world.Insert("c"); });
    execution.Task("three", [&] { world.Insert("e"); });
    execution.RunTasks();
    world.ExpectAll();
  }));
}

}  // namespace
}  // namespace varve
