#include "sim/campaign/statistics.h"

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <numeric>

namespace varve::sim {
namespace {

TEST(Statistics, AddReachesEveryCounter) {
  // Nothing but 64-bit counters, so that every word can be set, and must double.
  static_assert(sizeof(Statistics) % sizeof(uint64_t) == 0);
  constexpr size_t kWords = sizeof(Statistics) / sizeof(uint64_t);
  std::array<uint64_t, kWords> words;
  std::iota(words.begin(), words.end(), 1);
  auto statistics = std::bit_cast<Statistics>(words);
  statistics.Add(std::bit_cast<Statistics>(words));
  const auto sums = std::bit_cast<std::array<uint64_t, kWords>>(statistics);
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
