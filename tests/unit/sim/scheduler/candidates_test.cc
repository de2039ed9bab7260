#include "sim/scheduler/candidates.h"

#include <gtest/gtest.h>

#include <vector>

namespace varve::sim {
namespace {

class CandidatesTest : public ::testing::Test {
 protected:
  CandidatesTest() {
    for (FiberId id = 1; id <= 4; ++id) {
      records_[id - 1].id = id;
      runnable_.push_back(&records_[id - 1]);
    }
  }

  static std::vector<FiberId> Order(const Candidates& candidates) {
    std::vector<FiberId> ids;
    for (uint32_t i = 0; i < candidates.size(); ++i) ids.push_back(candidates[i]);
    return ids;
  }

  FiberRecord records_[4];
  std::vector<FiberRecord*> runnable_;
};

TEST_F(CandidatesTest, RunningFiberComesFirstAndOthersInOrderOfSpawn) {
  const Candidates candidates(runnable_, 2, /*spin=*/false);
  EXPECT_EQ(Order(candidates), (std::vector<FiberId>{3, 1, 2, 4}));
  EXPECT_TRUE(candidates.current_runnable());
  EXPECT_EQ(candidates.current_index(), 0u);
}

TEST_F(CandidatesTest, SpinnerComesLastAndOthersFollowItRoundRobin) {
  const Candidates candidates(runnable_, 2, /*spin=*/true);
  EXPECT_EQ(Order(candidates), (std::vector<FiberId>{4, 1, 2, 3}));
  EXPECT_EQ(candidates.current_index(), 3u);
}

TEST_F(CandidatesTest, BlockedFiberIsNoCandidate) {
  const Candidates candidates(runnable_, Candidates::kAbsent, /*spin=*/true);
  EXPECT_EQ(Order(candidates), (std::vector<FiberId>{1, 2, 3, 4}));
  EXPECT_FALSE(candidates.current_runnable());
  EXPECT_FALSE(candidates.spin());
}

}  // namespace
}  // namespace varve::sim
