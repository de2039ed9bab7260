// The memtable, in every interleaving of a few tasks: what is there is found, what is found is
// whole, and a writer that stands still holds no reader up (rules V1, V2, V4, L3).
//
// Nothing here knows how the index is built. Where a structure has seams (a node that is full, a
// tree that grows a level) depends on how much it holds, so scenarios begin with different numbers
// of entries.
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/memtable/memtable.h"
#include "sim/explore/explore.h"
#include "tests/explore/expect_complete.h"
#include "tests/explore/explored_platform.h"

namespace varve {
namespace {

using sim::Execution;
using sim::Exploration;
using sim::Explore;

constexpr SeqNo kAll = SeqNo{1} << 40;
// Entries to begin with: few, and numbers around what fills a leaf or two of today's tree (39
// entries) and of trees with rounder numbers.
constexpr int kFills[] = {0, 1, 2, 8, 16, 32, 38, 39, 40, 63, 64, 77, 78};
// Cheap scenarios begin with every number below.
constexpr int kMaxFill = 80;

std::string ValueOf(std::string_view key, SeqNo seqno) {
  return std::string(key) + "@" + std::to_string(seqno);
}

// A memtable with the entries "k000", "k002", ..., numbered from 1, so that there is a gap behind
// each.
class World {
 public:
  World(Execution& execution, int fill) : execution_(execution), platform_(execution) {
    for (int i = 0; i < fill; ++i) Add(KeyOf(2 * i));
  }

  static std::string KeyOf(int i) {
    std::string digits = std::to_string(i);
    return "k" + std::string(3 - digits.size(), '0') + digits;
  }

  void Add(const std::string& key) { Add(key, next_seqno_++); }
  void Add(const std::string& key, SeqNo seqno) {
    ++added_;
    bytes_alone_ += key.size() + ValueOf(key, seqno).size();
    table_.Add(seqno, EntryKind::kValue, key, ValueOf(key, seqno));
  }
  [[nodiscard]] SeqNo TakeSeqno() { return next_seqno_++; }

  // 0 where there is none; else the entry is whole.
  SeqNo Get(const std::string& key) {
    const std::optional<MemTable::Found> found = table_.Get(key, kAll);
    if (!found.has_value()) return 0;
    execution_.Expect(found->value == ValueOf(key, found->seqno), "an entry is found whole");
    return found->seqno;
  }

  // How many entries a cursor meets from end to end; it meets them in order, and whole.
  size_t Walk(bool backward) {
    size_t met = 0;
    std::string_view last;
    const std::unique_ptr<InternalIterator> cursor = table_.NewIterator();
    backward ? cursor->SeekToLast() : cursor->SeekToFirst();
    while (cursor->Valid()) {
      const std::string_view key = cursor->key().user_key;
      execution_.Expect(cursor->value().starts_with(key), "a cursor stands on a whole entry");
      execution_.Expect(met == 0 || (backward ? key < last : key > last),
                        "a cursor meets keys in order, each once (V3)");
      last = key;
      ++met;
      backward ? cursor->Prev() : cursor->Next();
    }
    return met;
  }

  // A cursor goes from a place over three entries and, unless that was the end, back over them.
  void LookAround(const std::string& there) {
    const std::unique_ptr<InternalIterator> cursor = table_.NewIterator();
    cursor->Seek(SeekKey(there, kAll));
    std::vector<std::string> passed;
    for (int i = 0; i < 3 && cursor->Valid(); ++i) {
      const std::string key(cursor->key().user_key);
      execution_.Expect(passed.empty() ? key >= there : key > passed.back(),
                        "forward is ascending (V3)");
      passed.push_back(key);
      cursor->Next();
    }
    if (!cursor->Valid()) return;
    while (!passed.empty()) {
      cursor->Prev();
      execution_.Expect(cursor->Valid() && cursor->key().user_key >= passed.back(),
                        "what was passed is met again on the way back (V3)");
      if (cursor->key().user_key == passed.back()) passed.pop_back();
    }
  }

  // Every entry that was added is there, in both directions, and is counted.
  void CheckAll(const std::vector<std::string>& added) {
    for (const std::string& key : added) {
      execution_.Expect(Get(key) != 0, "what was added is there in the end");
    }
    execution_.Expect(Walk(/*backward=*/false) == added_ && Walk(/*backward=*/true) == added_,
                      "both directions meet every entry (V3)");
    execution_.Expect(table_.entries() == added_, "every entry is counted");
    execution_.Expect(table_.bytes() >= bytes_alone_, "every byte is counted");
    execution_.Expect(table_.smallest_seqno() == 1 && table_.largest_seqno() == next_seqno_ - 1,
                      "the bounds hold every entry");
  }

  MemTable& table() { return table_; }
  Execution& execution() { return execution_; }

 private:
  Execution& execution_;
  ExploredPlatform platform_;
  MemTable table_{platform_.platform(), 1};
  SeqNo next_seqno_ = 1;
  size_t added_ = 0;
  size_t bytes_alone_ = 0;
};

// Two writers add neighbouring keys into the same gap in the middle, a third task reads them.
void TwoWritersAndAReader(Execution& execution, int fill) {
  World world(execution, fill);
  const int middle = fill / 2 * 2;
  const std::string there = World::KeyOf(middle);
  const std::string first = there + "a";
  const std::string second = there + "b";
  const SeqNo seqnos[] = {world.TakeSeqno(), world.TakeSeqno()};
  execution.Task("first", [&] { world.Add(first, seqnos[0]); });
  execution.Task("second", [&] { world.Add(second, seqnos[1]); });
  execution.Task("reader", [&] {
    const bool saw_second = world.Get(second) != 0;
    if (fill > middle / 2) execution.Expect(world.Get(there) != 0, "what was there is found");
    if (saw_second) execution.Expect(world.Get(second) != 0, "what was found stays");
  });
  execution.RunTasks();
  world.CheckAll({first, second});
}

TEST(MemTableExploreTest, TwoWritersAndAReader) {
  for (const int fill : kFills) {
    const Exploration all = Explore({.max_preemptions = 2}, [fill](Execution& execution) {
      TwoWritersAndAReader(execution, fill);
    });
    ExpectComplete(all, 10, "fill " + std::to_string(fill));
  }
}

TEST(MemTableExploreTest, TwoWritersInEveryOrder) {
  for (int fill = 0; fill <= kMaxFill; ++fill) {
    const Exploration all = Explore({.max_preemptions = 2}, [fill](Execution& execution) {
      World world(execution, fill);
      const SeqNo seqnos[] = {world.TakeSeqno(), world.TakeSeqno()};
      execution.Task("first", [&] { world.Add("k000a", seqnos[0]); });
      execution.Task("second", [&] { world.Add("k000b", seqnos[1]); });
      execution.RunTasks();
      world.CheckAll({"k000a", "k000b"});
    });
    ExpectComplete(all, 10, "fill " + std::to_string(fill));
  }
}

// Versions of one key, numbered and added by two tasks: who has seen a version never sees an older
// one.
TEST(MemTableExploreTest, VersionsOfAKeyOnlyGetNewer) {
  for (const int fill : {1, 8, 16, 37, 38, 39, 77}) {
    const Exploration all = Explore({.max_preemptions = 2}, [fill](Execution& execution) {
      World world(execution, fill);
      const std::string key = World::KeyOf(fill / 2 * 2);
      const SeqNo oldest = world.TakeSeqno();
      world.Add(key, oldest);
      const SeqNo older = world.TakeSeqno();
      const SeqNo newer = world.TakeSeqno();
      bool newer_added = false;
      execution.Task("older", [&] { world.Add(key, older); });
      execution.Task("newer", [&] {
        world.Add(key, newer);
        newer_added = true;
      });
      execution.Task("reader", [&] {
        const bool must_be_newer = newer_added;
        const SeqNo one = world.Get(key);
        const SeqNo two = world.Get(key);
        execution.Expect(one >= oldest && two >= one,
                         "a key's newest version only gets newer (V2)");
        if (must_be_newer) execution.Expect(one == newer, "what was added is found (S3)");
      });
      execution.RunTasks();
      execution.Expect(world.Get(key) == newer, "the newest version wins (V2)");
      const std::optional<MemTable::Found> then = world.table().Get(key, newer);
      execution.Expect(then.has_value() && then->seqno == older,
                       "older instants see older versions");
    });
    ExpectComplete(all, 10, "fill " + std::to_string(fill));
  }
}

// A cursor goes forward over the gap that is being filled, turns, and goes back.
void AWriterAndACursor(Execution& execution, int fill) {
  World world(execution, fill);
  const std::string there = World::KeyOf(fill / 2 * 2);
  const SeqNo seqnos[] = {world.TakeSeqno(), world.TakeSeqno()};
  execution.Task("writer", [&] {
    world.Add(there + "a", seqnos[0]);
    world.Add(there + "b", seqnos[1]);
  });
  execution.Task("cursor", [&] {
    world.LookAround(there);
    execution.Expect(world.Get(there) != 0, "what was there is found");
  });
  execution.RunTasks();
  world.CheckAll({there + "a", there + "b"});
}

TEST(MemTableExploreTest, ACursorBesideAWriter) {
  for (int fill = 2; fill <= kMaxFill; ++fill) {
    const Exploration all = Explore({.max_preemptions = 2}, [fill](Execution& execution) {
      AWriterAndACursor(execution, fill);
    });
    ExpectComplete(all, 10, "fill " + std::to_string(fill));
  }
}

// The writer may be stopped for ever before any of its steps.
TEST(MemTableExploreTest, AFrozenWriterHoldsNoReaderUp) {
  for (int fill = 0; fill <= kMaxFill; ++fill) {
    const Exploration all =
        Explore({.max_preemptions = 1, .max_steps = 5000, .freeze = "writer"},
                [fill](Execution& execution) {
                  World world(execution, fill);
                  const int middle = fill / 2 * 2;
                  const std::string added = World::KeyOf(middle) + "a";
                  const SeqNo seqno = world.TakeSeqno();
                  execution.Task("writer", [&] { world.Add(added, seqno); });
                  execution.Task("reader", [&] {
                    for (const int i : {0, fill / 4, fill - 1}) {
                      execution.Expect(fill == 0 || world.Get(World::KeyOf(2 * i)) != 0,
                                       "what was there is found");
                    }
                    const bool found = world.Get(added) != 0;
                    world.LookAround(World::KeyOf(middle));
                    if (found) execution.Expect(world.Get(added) != 0, "what was found stays");
                  });
                  execution.RunTasks();
                  world.CheckAll({added});
                });
    ExpectComplete(all, 10, "fill " + std::to_string(fill));
    EXPECT_GT(all.frozen, 3u);
  }
}

}  // namespace
}  // namespace varve
