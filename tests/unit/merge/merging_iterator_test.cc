#include "engine/merge/merging_iterator.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "engine/merge/error_iterator.h"
#include "tests/unit/table/entries.h"

namespace varve {
namespace {

using Children = std::vector<std::unique_ptr<InternalIterator>>;

/// A merge of cursors over `lists`, which the caller keeps.
std::unique_ptr<InternalIterator> Merge(const std::vector<StoredEntries>& lists) {
  Children children;
  for (const StoredEntries& list : lists) children.push_back(std::make_unique<ListIterator>(list));
  return NewMergingIterator(std::move(children));
}

TEST(MergingIteratorTest, OfNothingIsEmpty) {
  const auto merge = NewMergingIterator({});
  merge->SeekToFirst();
  EXPECT_FALSE(merge->Valid());
  merge->SeekToLast();
  EXPECT_FALSE(merge->Valid());
  merge->Seek(FirstOf("a"));
  EXPECT_FALSE(merge->Valid());
  EXPECT_TRUE(merge->status().ok());
}

TEST(MergingIteratorTest, MovesAsTheModelOverAnySplit) {
  Random random(41);
  for (int round = 0; round < 500; ++round) {
    const size_t max_key_length = 1 + random.Below(4);
    const StoredEntries entries = RandomEntries(random, 1 + random.Below(60), max_key_length, 3);
    std::vector<StoredEntries> lists(1 + random.Below(9));  // some stay empty
    for (const StoredEntry& entry : entries) lists[random.Below(lists.size())].push_back(entry);
    const auto merge = Merge(lists);
    ExpectSameMoves(*merge, entries, random, 300, max_key_length);
    if (HasFatalFailure()) return;
  }
}

// The children that a forward walk has exhausted must come back when it turns.
TEST(MergingIteratorTest, TurnsBackwardsWithExhaustedChildren) {
  const std::vector<StoredEntries> lists = {{{"a", 1}}, {{"b", 2}}, {{"c", 3}}};
  const auto merge = Merge(lists);
  merge->SeekToFirst();
  merge->Next();
  merge->Next();
  EXPECT_EQ(merge->key().user_key, "c");
  merge->Prev();
  EXPECT_EQ(merge->key().user_key, "b");
  merge->Prev();
  EXPECT_EQ(merge->key().user_key, "a");
  merge->Prev();
  EXPECT_FALSE(merge->Valid());
}

TEST(MergingIteratorTest, TurnsForwardsWithExhaustedChildren) {
  const std::vector<StoredEntries> lists = {{{"a", 1}}, {{"b", 2}}, {{"c", 3}}};
  const auto merge = Merge(lists);
  merge->SeekToLast();
  merge->Prev();
  merge->Prev();
  EXPECT_EQ(merge->key().user_key, "a");
  merge->Next();
  EXPECT_EQ(merge->key().user_key, "b");
  merge->Next();
  EXPECT_EQ(merge->key().user_key, "c");
  merge->Next();
  EXPECT_FALSE(merge->Valid());
}

TEST(MergingIteratorTest, TurnsOnTheFirstAndTheLastEntry) {
  const std::vector<StoredEntries> lists = {{{"a", 1}, {"c", 3}}, {{"b", 2}}};
  const auto merge = Merge(lists);
  merge->SeekToFirst();
  merge->Prev();
  EXPECT_FALSE(merge->Valid());
  merge->SeekToLast();
  merge->Next();
  EXPECT_FALSE(merge->Valid());
  merge->Seek(FirstOf("b"));
  merge->Prev();
  EXPECT_EQ(merge->key().user_key, "a");
  merge->Next();
  EXPECT_EQ(merge->key().user_key, "b");
}

/// A cursor over a list that gets an entry at its end just before the cursor goes there, as a
/// memtable may.
class GrowingIterator final : public InternalIterator {
 public:
  explicit GrowingIterator(StoredEntries& list) : list_(list), entries_(list) {}
  void SeekToFirst() override {
    entries_.SeekToFirst();
    StandWith(entries_);
  }
  void SeekToLast() override {
    list_.push_back({"z", 100 + list_.size()});
    entries_.SeekToLast();
    StandWith(entries_);
  }
  void Seek(const InternalKey& target) override {
    entries_.Seek(target);
    StandWith(entries_);
  }
  void Next() override {
    entries_.Next();
    StandWith(entries_);
  }
  void Prev() override {
    entries_.Prev();
    StandWith(entries_);
  }
  [[nodiscard]] absl::Status status() const override { return entries_.status(); }

 private:
  StoredEntries& list_;
  ListIterator entries_;
};

TEST(MergingIteratorTest, TurnsBackwardsPastEntriesThatAChildGetsMeanwhile) {
  const StoredEntries fixed = {{"b", 1}};
  StoredEntries growing = {{"a", 2}};
  Children children;
  children.push_back(std::make_unique<ListIterator>(fixed));
  children.push_back(std::make_unique<GrowingIterator>(growing));
  const auto merge = NewMergingIterator(std::move(children));
  merge->Seek(FirstOf("b"));
  merge->Prev();
  ASSERT_TRUE(merge->Valid());
  EXPECT_EQ(merge->key().user_key, "a");
  EXPECT_EQ(growing.size(), 2U);
}

TEST(MergingIteratorTest, EqualEntriesComeEarlierChildFirstBothWays) {
  Random random(42);
  for (int round = 0; round < 200; ++round) {
    std::vector<StoredEntries> lists(2 + random.Below(4));
    StoredEntries all;
    for (const char* key : {"a", "b", "c"}) {
      for (size_t i = 0; i < lists.size(); ++i) {
        if (random.OneIn(3)) continue;
        lists[i].push_back({key, 5, EntryKind::kValue, std::to_string(i)});
        all.push_back(lists[i].back());
      }
    }
    if (all.empty()) continue;
    const auto merge = Merge(lists);
    size_t at = 0;
    merge->SeekToFirst();
    for (int move = 0; move < 100; ++move) {
      ExpectAt(*merge, all, at);
      if (HasFatalFailure()) return;
      if (at == 0 || (at + 1 < all.size() && random.OneIn(2))) {
        if (all.size() == 1) break;
        merge->Next();
        ++at;
      } else {
        merge->Prev();
        --at;
      }
    }
  }
}

TEST(MergingIteratorTest, AChildsErrorStaysUntilTheNextSeek) {
  const StoredEntries sound = {{"a", 1}, {"c", 3}};
  const StoredEntries failing = {{"b", 2}, {"d", 4}};
  std::optional<size_t> error_at = 1;
  Children children;
  children.push_back(std::make_unique<ListIterator>(sound));
  children.push_back(std::make_unique<ListIterator>(failing, &error_at));
  const auto merge = NewMergingIterator(std::move(children));
  merge->SeekToFirst();
  merge->Next();
  ASSERT_TRUE(merge->Valid());
  merge->Next();  // moves the failing child off "b"
  EXPECT_FALSE(merge->Valid());
  EXPECT_EQ(merge->status().code(), absl::StatusCode::kDataLoss);
  error_at.reset();
  EXPECT_FALSE(merge->status().ok());
  merge->Seek(FirstOf("c"));
  EXPECT_TRUE(merge->status().ok());
  ASSERT_TRUE(merge->Valid());
  EXPECT_EQ(merge->key().user_key, "c");
}

TEST(MergingIteratorTest, AnErrorWhileTurningIsReported) {
  const StoredEntries sound = {{"b", 1}, {"d", 3}};
  const StoredEntries failing = {{"a", 2}, {"c", 4}};
  std::optional<size_t> error_at = 0;
  Children children;
  children.push_back(std::make_unique<ListIterator>(sound));
  children.push_back(std::make_unique<ListIterator>(failing, &error_at));
  const auto merge = NewMergingIterator(std::move(children));
  merge->Seek(FirstOf("b"));
  ASSERT_TRUE(merge->Valid());
  merge->Prev();
  EXPECT_FALSE(merge->Valid());
  EXPECT_EQ(merge->status().code(), absl::StatusCode::kDataLoss);
}

TEST(MergingIteratorTest, AChildThatCannotBeMadeFailsTheMerge) {
  const StoredEntries sound = {{"b", 1}};
  Children children;
  children.push_back(std::make_unique<ListIterator>(sound));
  children.push_back(NewErrorIterator(absl::UnavailableError("I/O error")));
  const auto merge = NewMergingIterator(std::move(children));
  merge->SeekToFirst();
  EXPECT_FALSE(merge->Valid());
  EXPECT_EQ(merge->status().code(), absl::StatusCode::kUnavailable);
}

// With errors that come and go the merge may fail, but never shows entries out of order or leaves
// one out.
TEST(MergingIteratorTest, PlantedErrorsNeverChangeAnAnswer) {
  Random random(43);
  for (int round = 0; round < 500; ++round) {
    const StoredEntries entries = RandomEntries(random, 30, 2, 3);
    std::vector<StoredEntries> lists(3);
    for (const StoredEntry& entry : entries) lists[random.Below(3)].push_back(entry);
    std::optional<size_t> error_at;
    Children children;
    children.push_back(std::make_unique<ListIterator>(lists[0]));
    children.push_back(std::make_unique<ListIterator>(lists[1], &error_at));
    children.push_back(std::make_unique<ListIterator>(lists[2]));
    const auto merge = NewMergingIterator(std::move(children));
    size_t at = 0;
    for (int move = 0; move < 100; ++move) {
      error_at.reset();
      if (random.OneIn(3)) error_at = random.Below(12);
      if (!merge->Valid()) {
        at = random.Below(entries.size());
        merge->Seek(entries[at].key());
      } else if (random.OneIn(2)) {
        merge->Next();
        ++at;
      } else {
        merge->Prev();
        --at;
      }
      if (!merge->status().ok()) {
        ASSERT_FALSE(merge->Valid());
        continue;
      }
      ExpectAt(*merge, entries, at);
      if (HasFatalFailure()) return;
    }
  }
}

TEST(MergingIteratorDeathTest, MovesNeedAnEntry) {
  const std::vector<StoredEntries> lists(2);
  const auto merge = Merge(lists);
  EXPECT_DEATH(merge->Next(), "V3");
  EXPECT_DEATH(merge->Prev(), "V3");
}

}  // namespace
}  // namespace varve
