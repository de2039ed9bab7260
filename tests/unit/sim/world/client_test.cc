#include "sim/workload/client.h"

#include <gtest/gtest.h>

#include <numeric>
#include <set>

#include "sim/choice/seeded_choices.h"

namespace varve::sim {
namespace {

TEST(ClientTest, EveryLifetimeHasAWriterAndTheOtherRolesOccur) {
  std::set<ClientRole> seen;
  for (uint64_t seed = 0; seed < 50; ++seed) {
    Digest digest;
    SeededChoices choices(seed, nullptr, digest);
    const std::vector<ClientRole> roles = PickRoles(choices, 4);
    ASSERT_EQ(roles.size(), 4U);
    EXPECT_EQ(roles.front(), ClientRole::kWriter);
    seen.insert(roles.begin(), roles.end());
  }
  EXPECT_EQ(seen.size(), static_cast<size_t>(kClientRoleCount));
}

TEST(ClientTest, SharesAddUpAndFavourWriters) {
  const std::vector<ClientRole> roles = {ClientRole::kWriter, ClientRole::kReader,
                                         ClientRole::kAdmin};
  for (const uint64_t operations : {0U, 1U, 7U, 100U, 501U}) {
    const std::vector<uint64_t> shares = ShareOut(roles, operations, 2);
    ASSERT_EQ(shares.size(), roles.size());
    EXPECT_EQ(std::accumulate(shares.begin(), shares.end(), uint64_t{0}), operations);
    EXPECT_GE(shares[0], shares[1]);
    EXPECT_GE(shares[1], shares[2]);
  }
}

TEST(ClientTest, EveryRoleHasANameAndAClient) {
  std::set<std::string_view> names;
  for (int i = 0; i < kClientRoleCount; ++i) {
    EXPECT_NE(NewClient(static_cast<ClientRole>(i)), nullptr);
    EXPECT_TRUE(names.insert(Name(static_cast<ClientRole>(i))).second);
  }
}

}  // namespace
}  // namespace varve::sim
