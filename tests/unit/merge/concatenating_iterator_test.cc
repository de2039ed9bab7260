#include "engine/merge/concatenating_iterator.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "engine/merge/error_iterator.h"
#include "tests/unit/table/entries.h"

namespace varve {
namespace {

/// A run of lists, and how often each was opened.
struct Sources {
  std::vector<StoredEntries> lists;
  std::vector<int> opened;
  std::vector<absl::Status> errors;  // of opening

  std::unique_ptr<InternalIterator> NewIterator() {
    opened.assign(lists.size(), 0);
    errors.resize(lists.size());
    return NewConcatenatingIterator(
        lists.size(), [this](size_t i) { return std::string_view(lists[i].back().user_key); },
        [this](size_t i) -> std::unique_ptr<InternalIterator> {
          ++opened[i];
          if (!errors[i].ok()) return NewErrorIterator(errors[i]);
          return std::make_unique<ListIterator>(lists[i]);
        });
  }
};

Sources ThreeLists() {
  Sources run;
  run.lists = {{{"a", 2}, {"a", 1}, {"b", 3}}, {{"d", 4}}, {{"f", 6}, {"g", 5}}};
  return run;
}

TEST(ConcatenatingIteratorTest, OfNothingIsEmpty) {
  Sources run;
  const auto cursor = run.NewIterator();
  cursor->SeekToFirst();
  EXPECT_FALSE(cursor->Valid());
  cursor->SeekToLast();
  EXPECT_FALSE(cursor->Valid());
  cursor->Seek(FirstOf("a"));
  EXPECT_FALSE(cursor->Valid());
  EXPECT_TRUE(cursor->status().ok());
}

TEST(ConcatenatingIteratorTest, MovesAsTheModelOverAnySplit) {
  Random random(51);
  for (int round = 0; round < 500; ++round) {
    const size_t max_key_length = 1 + random.Below(4);
    const StoredEntries entries = RandomEntries(random, 1 + random.Below(60), max_key_length, 3);
    Sources run;
    for (const StoredEntry& entry : entries) {
      // A run keeps all versions of a user key together (H3).
      const bool same_key =
          !run.lists.empty() && run.lists.back().back().user_key == entry.user_key;
      if (run.lists.empty() || (!same_key && random.OneIn(4))) run.lists.emplace_back();
      run.lists.back().push_back(entry);
    }
    const auto cursor = run.NewIterator();
    ExpectSameMoves(*cursor, entries, random, 300, max_key_length);
    if (HasFatalFailure()) return;
  }
}

TEST(ConcatenatingIteratorTest, OpensOnlyWhatItReaches) {
  Sources run = ThreeLists();
  const auto cursor = run.NewIterator();
  EXPECT_EQ(run.opened, (std::vector<int>{0, 0, 0}));
  cursor->Seek(FirstOf("d"));
  EXPECT_EQ(run.opened, (std::vector<int>{0, 1, 0}));
  cursor->Next();
  EXPECT_EQ(run.opened, (std::vector<int>{0, 1, 1}));
  cursor->Seek(FirstOf("g"));
  EXPECT_EQ(run.opened, (std::vector<int>{0, 1, 1}));
}

TEST(ConcatenatingIteratorTest, ATargetBehindASourcesLastVersionGoesOnInTheNext) {
  Sources run = ThreeLists();
  const auto cursor = run.NewIterator();
  cursor->Seek({"b", 0});
  ASSERT_TRUE(cursor->Valid());
  EXPECT_EQ(cursor->key().user_key, "d");
  cursor->Prev();
  ASSERT_TRUE(cursor->Valid());
  EXPECT_EQ(cursor->key().user_key, "b");
}

TEST(ConcatenatingIteratorTest, ASourceThatCannotBeOpenedIsReportedAndTriedAgain) {
  Sources run = ThreeLists();
  const auto cursor = run.NewIterator();
  run.errors[1] = absl::UnavailableError("I/O error");
  cursor->Seek(FirstOf("b"));
  cursor->Next();
  EXPECT_FALSE(cursor->Valid());
  EXPECT_EQ(cursor->status(), run.errors[1]);
  run.errors[1] = absl::OkStatus();
  EXPECT_FALSE(cursor->status().ok());
  cursor->Seek(FirstOf("d"));
  EXPECT_TRUE(cursor->status().ok());
  ASSERT_TRUE(cursor->Valid());
  EXPECT_EQ(cursor->key().user_key, "d");
}

TEST(ConcatenatingIteratorTest, ADamagedSourceFailsOnlyWalksThatReachIt) {
  Sources run = ThreeLists();
  const auto cursor = run.NewIterator();
  run.errors[1] = absl::DataLossError("damaged");
  cursor->SeekToLast();
  EXPECT_TRUE(cursor->Valid());
  cursor->Prev();
  EXPECT_TRUE(cursor->Valid());
  cursor->Prev();
  EXPECT_FALSE(cursor->Valid());
  EXPECT_EQ(cursor->status(), run.errors[1]);
  cursor->SeekToFirst();
  EXPECT_TRUE(cursor->Valid());
  EXPECT_TRUE(cursor->status().ok());
}

TEST(ConcatenatingIteratorDeathTest, MovesNeedAnEntry) {
  Sources run = ThreeLists();
  const auto cursor = run.NewIterator();
  EXPECT_DEATH(cursor->Next(), "V3");
  EXPECT_DEATH(cursor->Prev(), "V3");
}

}  // namespace
}  // namespace varve
