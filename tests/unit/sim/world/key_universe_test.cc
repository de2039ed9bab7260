#include "sim/workload/key_universe.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "sim/choice/seeded_choices.h"

namespace varve::sim {
namespace {

constexpr KeyShape kShapes[] = {KeyShape::kShort, KeyShape::kSharedPrefix, KeyShape::kEdges,
                                KeyShape::kBinary};

TEST(KeyUniverseTest, HasTheAskedNumberOfKeysInAscendingOrder) {
  for (const KeyShape shape : kShapes) {
    for (const size_t size : {4U, 8U, 16U, 32U, 64U}) {
      const KeyUniverse universe(shape, size);
      EXPECT_EQ(universe.keys().size(), size) << static_cast<int>(shape);
      EXPECT_TRUE(std::is_sorted(universe.keys().begin(), universe.keys().end()));
    }
  }
}

TEST(KeyUniverseTest, MissingKeysAreNeverWritten) {
  for (const KeyShape shape : kShapes) {
    const KeyUniverse universe(shape, 64);
    EXPECT_GE(universe.missing().size(), 4U);
    for (const std::string& key : universe.missing()) {
      EXPECT_FALSE(std::binary_search(universe.keys().begin(), universe.keys().end(), key));
    }
  }
}

TEST(KeyUniverseTest, EdgeKeysHoldTheEmptyKeyAndRunsOfTheLargestByte) {
  const KeyUniverse universe(KeyShape::kEdges, 32);
  const std::set<std::string> keys(universe.keys().begin(), universe.keys().end());
  EXPECT_EQ(keys.count(""), 1U);
  EXPECT_EQ(keys.count("\xff"), 1U);
  EXPECT_EQ(keys.count("\xff\xff"), 1U);
  EXPECT_EQ(keys.count(std::string(1, '\0')), 1U);
}

TEST(KeyUniverseTest, SharedPrefixKeysShareALongPrefixAndNest) {
  const KeyUniverse universe(KeyShape::kSharedPrefix, 16);
  size_t nested = 0;
  for (const std::string& key : universe.keys()) {
    EXPECT_EQ(key.substr(0, 20), universe.keys().front().substr(0, 20));
    nested += key.ends_with("/child") ? 1 : 0;
  }
  EXPECT_GT(nested, 0U);
}

TEST(KeyUniverseTest, PicksReachExistingAndMissingKeys) {
  const KeyUniverse universe(KeyShape::kShort, 4);
  Digest digest;
  SeededChoices choices(1, nullptr, digest);
  std::set<std::string> picked;
  for (int i = 0; i < 2000; ++i) picked.insert(universe.PickAnyKey(choices));
  EXPECT_EQ(picked.size(), universe.keys().size() + universe.missing().size());
}

}  // namespace
}  // namespace varve::sim
