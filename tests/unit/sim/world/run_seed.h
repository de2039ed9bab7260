// Runs worlds for tests.
#ifndef VARVE_TESTS_UNIT_SIM_WORLD_RUN_SEED_H_
#define VARVE_TESTS_UNIT_SIM_WORLD_RUN_SEED_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "sim/campaign/runner.h"
#include "sim/choice/choice_log.h"
#include "sim/choice/seeded_choices.h"

namespace varve::sim {

/// A choice log in a file of the test's own.
inline std::unique_ptr<ChoiceLog> TestLog(const std::string& name) {
  auto log = ChoiceLog::Create(testing::TempDir() + "/varve_world_" + name + ".log");
  EXPECT_TRUE(log.ok()) << log.status();
  return *std::move(log);
}

inline RunResult RunSeed(uint64_t seed, ChoiceLog& log, const std::string& strategy = "") {
  log.Reset(seed);
  SeededChoices choices(seed, &log, log.digest());
  RunRequest request;
  request.seed = seed;
  request.strategy = strategy;
  return RunWorld(request, choices, log, log.digest());
}

}  // namespace varve::sim

#endif  // VARVE_TESTS_UNIT_SIM_WORLD_RUN_SEED_H_
