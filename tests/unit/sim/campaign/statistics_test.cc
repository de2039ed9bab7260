#include "sim/campaign/statistics.h"

#include <gtest/gtest.h>

#include <cstring>
#include <vector>

namespace varve::sim {
namespace {

TEST(Statistics, AddReachesEveryCounter) {
  // Nothing but 64-bit counters, so that every word can be set, and must double.
  static_assert(sizeof(Statistics) % sizeof(uint64_t) == 0);
  constexpr size_t kWords = sizeof(Statistics) / sizeof(uint64_t);
  std::vector<uint64_t> words(kWords);
  for (size_t i = 0; i < kWords; ++i) words[i] = i + 1;
  Statistics statistics;
  std::memcpy(&statistics, words.data(), sizeof(statistics));
  const Statistics same = statistics;
  statistics.Add(same);
  std::vector<uint64_t> sums(kWords);
  std::memcpy(sums.data(), &statistics, sizeof(statistics));
  for (size_t i = 0; i < kWords; ++i) EXPECT_EQ(sums[i], 2 * words[i]) << i;
}

TEST(Statistics, ProbesHit) {
  Statistics statistics;
  EXPECT_EQ(statistics.probes_hit(), 0U);
  statistics.probes[3] = 9;
  statistics.probes[5] = 1;
  EXPECT_EQ(statistics.probes_hit(), 2U);
}

}  // namespace
}  // namespace varve::sim
