#include "sim/choice/stream_table.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace varve::sim {
namespace {

TEST(StreamTable, FindsTheSameStreamAgain) {
  StreamTable table;
  table.SetFiber("f");
  table.Find("a").ordinal = 9;
  (void)table.Find("b");
  EXPECT_EQ(table.Find("a").ordinal, 9U);
  EXPECT_EQ(table.size(), 2U);
}

TEST(StreamTable, FibersHaveTheirOwn) {
  StreamTable table;
  table.SetFiber("f");
  table.Find("a").ordinal = 9;
  table.SetFiber("g");
  EXPECT_EQ(table.Find("a").ordinal, 0U);
  table.SetFiber("f");
  EXPECT_EQ(table.Find("a").ordinal, 9U);
}

TEST(StreamTable, ManyStreamsKeepTheirNamesAndKeys) {
  StreamTable table;
  std::set<uint64_t> keys;
  for (int fiber = 0; fiber < 100; ++fiber) {
    table.SetFiber("fiber" + std::to_string(fiber));
    for (int label = 0; label < 50; ++label) {
      keys.insert(table.Find("label" + std::to_string(label)).key);
    }
  }
  EXPECT_EQ(table.size(), 5000U);
  EXPECT_EQ(keys.size(), 5000U);
  table.SetFiber("fiber99");
  const Stream& stream = table.Find("label49");
  EXPECT_EQ(table.text(stream.fiber), "fiber99");
  EXPECT_EQ(table.text(stream.label), "label49");
  EXPECT_EQ(table.size(), 5000U);
}

TEST(StreamTable, KeysAreTheSameInEveryProcess) {
  StreamTable table;
  table.SetFiber("life1/client2");
  // Another key would change what every seed means, and every digest recorded in a trace.
  EXPECT_EQ(table.Find("fs.latency").key, 2971706221741585630ULL);
}

TEST(StringTable, NumbersInOrderOfFirstUse) {
  StringTable table;
  bool added;
  EXPECT_EQ(table.Intern("x", &added), 0U);
  EXPECT_TRUE(added);
  EXPECT_EQ(table.Intern("", &added), 1U);
  EXPECT_EQ(table.Intern("x", &added), 0U);
  EXPECT_FALSE(added);
  EXPECT_EQ(table.text(1), "");
}

TEST(StringTable, KeepsLongAndManyTexts) {
  StringTable table;
  bool added;
  const std::string long_text(100'000, 'l');
  const uint32_t number = table.Intern(long_text, &added);
  for (int i = 0; i < 10'000; ++i) (void)table.Intern(std::to_string(i), &added);
  EXPECT_EQ(table.text(number), long_text);
  EXPECT_EQ(table.text(number + 1 + 1234), "1234");
}

TEST(StringTable, ClearForgets) {
  StringTable table;
  bool added;
  (void)table.Intern("x", &added);
  table.Clear();
  EXPECT_EQ(table.Intern("y", &added), 0U);
  EXPECT_TRUE(added);
}

}  // namespace
}  // namespace varve::sim
