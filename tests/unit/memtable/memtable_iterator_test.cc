#include "engine/memtable/memtable_iterator.h"

#include <string>

#include "engine/base/hash.h"
#include "gtest/gtest.h"
#include "tests/unit/memtable/hooked_platform.h"

namespace varve {
namespace {

// Leaves of two entries, so that every other step leaves one.
class MemTableIteratorTest : public ::testing::Test {
 protected:
  void Insert(std::string_view key, SeqNo seqno) {
    tree_.Insert({key, seqno, EntryKind::kValue}, Hash64(key), "value of " + std::string(key));
  }
  std::string At(const MemTableIterator& it) {
    return it.Valid() ? std::string(it.key().user_key) + "@" + std::to_string(it.key().seqno)
                      : "nowhere";
  }

  HookedPlatform hooked_;
  Arena entries_{hooked_.platform().scheduler};
  Arena nodes_{hooked_.platform().scheduler, kNodeAlignment};
  EntryTree tree_{hooked_.platform(), entries_, nodes_, {.leaf = 2, .inner = 4}};
  MemTableIterator it_{tree_};
};

TEST_F(MemTableIteratorTest, StandsNowhereInAnEmptyTree) {
  it_.SeekToFirst();
  EXPECT_EQ(At(it_), "nowhere");
  it_.SeekToLast();
  EXPECT_EQ(At(it_), "nowhere");
  it_.Seek({"", kSeqNoLimit, EntryKind::kValue});
  EXPECT_EQ(At(it_), "nowhere");
  EXPECT_DEATH(it_.Next(), "entry to stand on");
  EXPECT_DEATH(it_.Prev(), "entry to stand on");
}

TEST_F(MemTableIteratorTest, ShowsKeyAndValue) {
  Insert("a", 7);
  it_.SeekToLast();
  ASSERT_EQ(At(it_), "a@7");
  EXPECT_EQ(it_.value(), "value of a");
  EXPECT_TRUE(it_.status().ok());
}

TEST_F(MemTableIteratorTest, SeeksBetweenTheEntriesOfAKey) {
  for (SeqNo seqno = 2; seqno <= 20; seqno += 2) Insert("b", seqno);
  it_.Seek({"b", 9, EntryKind::kValue});
  EXPECT_EQ(At(it_), "b@8");
  it_.Next();
  EXPECT_EQ(At(it_), "b@6");
  it_.Prev();
  it_.Prev();
  EXPECT_EQ(At(it_), "b@10");
  it_.Seek({"b", 1, EntryKind::kValue});
  EXPECT_EQ(At(it_), "nowhere");
}

TEST_F(MemTableIteratorTest, AStepOutOfTheCopyMeetsWhatWasAddedBehindIt) {
  Insert("b", 1);
  Insert("d", 2);
  it_.Seek({"d", 2, EntryKind::kValue});
  Insert("e", 3);  // a new leaf
  Insert("c", 4);
  it_.Next();
  EXPECT_EQ(At(it_), "e@3");
  it_.Prev();
  EXPECT_EQ(At(it_), "d@2");
  it_.Prev();
  EXPECT_EQ(At(it_), "c@4");
}

// The leaf that the cursor copied is split before it steps on, to either side.
TEST_F(MemTableIteratorTest, ASplitOfTheCopiedLeafRepeatsAndSkipsNothing) {
  Insert("b", 1);
  Insert("d", 2);
  MemTableIterator back(tree_);
  it_.SeekToFirst();
  back.SeekToLast();
  Insert("c", 3);
  Insert("a", 4);
  it_.Next();
  EXPECT_EQ(At(it_), "d@2") << "of the copy";
  it_.Next();
  EXPECT_EQ(At(it_), "nowhere");
  back.Prev();
  EXPECT_EQ(At(back), "b@1") << "of the copy";
  back.Prev();
  EXPECT_EQ(At(back), "a@4");
  back.Prev();
  EXPECT_EQ(At(back), "nowhere");
}

}  // namespace
}  // namespace varve
