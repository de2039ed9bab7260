#include "model/view.h"

#include <map>

#include "tests/unit/model/support.h"

namespace varve::model {
namespace {

/// a=1 b=1 | a deleted | c=1 | everything cleared | b=2
History Example() {
  History history;
  Add(history, {Put("a", "1"), Put("b", "1")});  // 1, 2
  Add(history, {Delete("a")});                   // 3
  Add(history, {Put("c", "1")});                 // 4
  Add(history, Clear(history));                  // 5
  Add(history, {Put("b", "2")});                 // 6
  return history;
}

std::vector<KeyValue> Contents(const History& history, uint64_t instant) {
  return View(history, instant).Scan({}, true);
}

TEST(View, SeesEntriesBelowTheInstantOnly) {
  const History history = Example();
  EXPECT_EQ(Contents(history, 1), (std::vector<KeyValue>{}));
  EXPECT_EQ(Contents(history, 3), (std::vector<KeyValue>{{"a", "1"}, {"b", "1"}}));
  EXPECT_EQ(Contents(history, 4), (std::vector<KeyValue>{{"b", "1"}}));
  EXPECT_EQ(Contents(history, 5), (std::vector<KeyValue>{{"b", "1"}, {"c", "1"}}));
}

TEST(View, S5_AClearHidesEverythingBeforeIt) {
  const History history = Example();
  EXPECT_EQ(Contents(history, 6), (std::vector<KeyValue>{}));
  EXPECT_EQ(Contents(history, 7), (std::vector<KeyValue>{{"b", "2"}}));
}

TEST(View, LaterOperationsOfABatchWin) {
  History history;
  Add(history, {Put("a", "1"), Put("a", "2"), Delete("b"), Put("b", "3")});
  EXPECT_EQ(Contents(history, 5), (std::vector<KeyValue>{{"a", "2"}, {"b", "3"}}));
}

TEST(View, BoundsAreLowerInclusiveAndUpperExclusive) {
  History history;
  Add(history, {Put("a", "1"), Put("b", "1"), Put("c", "1")});
  const View view(history, 4);
  EXPECT_EQ(view.Scan({"b", "c"}, true), (std::vector<KeyValue>{{"b", "1"}}));
  EXPECT_EQ(view.Scan({"b", std::nullopt}, false), (std::vector<KeyValue>{{"c", "1"}, {"b", "1"}}));
  EXPECT_TRUE(view.Scan({"c", "a"}, true).empty());
}

/// Every seek of a small universe against a std::map of the live keys.
TEST(View, AgreesWithAnOrderedMapEverywhere) {
  const History history = Example();
  const std::vector<std::string> targets = {"", "a", "aa", "b", "c", "d"};
  for (uint64_t instant = 0; instant <= 7; ++instant) {
    const View view(history, instant);
    const std::vector<KeyValue> all = view.Scan({}, true);
    for (const std::string& lower : targets) {
      for (const std::string& upper : targets) {
        const Bounds bounds{lower, upper};
        std::map<std::string, std::string> live;
        for (const auto& [key, value] : all) {
          if (key >= lower && key < upper) live.emplace(key, value);
        }
        for (const std::string& target : targets) {
          const auto at = live.lower_bound(target);
          const auto found = view.AtOrAfter(target, bounds);
          ASSERT_EQ(found.has_value(), at != live.end());
          if (found) {
            ASSERT_EQ(found->key, at->first);
          }
          const auto past = live.upper_bound(target);
          const auto before = view.AtOrBefore(target, bounds);
          ASSERT_EQ(before.has_value(), past != live.begin());
          if (before) {
            ASSERT_EQ(before->key, std::prev(past)->first);
          }
          const auto after = view.After(target, bounds);
          ASSERT_EQ(after.has_value(), past != live.end());
          const auto strictly = view.Before(target, bounds);
          ASSERT_EQ(strictly.has_value(), at != live.begin());
        }
        ASSERT_EQ(view.First(bounds).has_value(), !live.empty());
        ASSERT_EQ(view.Last(bounds).has_value(), !live.empty());
      }
    }
  }
}

/// Get and scan are two answers to one question (V3): all histories of three single operations over
/// two keys and a clear, at every instant.
TEST(View, V3_GetAndScanAgreeForAllSmallHistories) {
  constexpr int kChoices = 5;
  for (int code = 0; code < kChoices * kChoices * kChoices; ++code) {
    History history;
    int rest = code;
    for (int step = 0; step < 3; ++step, rest /= kChoices) {
      const std::string value = std::to_string(step);
      switch (rest % kChoices) {
        case 0:
          Add(history, {Put("a", value)});
          break;
        case 1:
          Add(history, {Put("b", value)});
          break;
        case 2:
          Add(history, {Delete("a")});
          break;
        case 3:
          Add(history, {Delete("b")});
          break;
        default:
          Add(history, Clear(history));
          break;
      }
    }
    for (uint64_t instant = 0; instant <= 4; ++instant) {
      const View view(history, instant);
      std::vector<KeyValue> gets;
      for (const char* key : {"a", "b"}) {
        if (const std::string* value = view.Get(key)) gets.emplace_back(key, *value);
      }
      ASSERT_EQ(view.Scan({}, true), gets) << code << " @ " << instant;
    }
  }
}

}  // namespace
}  // namespace varve::model
