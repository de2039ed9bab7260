// What every test of this folder asks of an exploration.
#ifndef VARVE_TESTS_EXPLORE_EXPECT_COMPLETE_H_
#define VARVE_TESTS_EXPLORE_EXPECT_COMPLETE_H_

#include <gtest/gtest.h>

#include <iostream>
#include <string_view>

#include "sim/explore/explore.h"

namespace varve {

/// Nothing failed, nothing within the bounds was left out, and there was something to explore: a
/// scenario that has lost its scheduling points has few executions. `what` names the scenario.
inline void ExpectComplete(const sim::Exploration& exploration, uint64_t at_least,
                           std::string_view what = "explored") {
  std::cout << what << ": " << Describe(exploration) << std::endl;
  EXPECT_TRUE(exploration.complete) << what;
  EXPECT_GE(exploration.executions, at_least) << what;
}

}  // namespace varve

#endif  // VARVE_TESTS_EXPLORE_EXPECT_COMPLETE_H_
