// A world of a few choices that ends in every way a world can end.
#ifndef VARVE_TESTS_UNIT_SIM_CAMPAIGN_FAKE_WORLD_H_
#define VARVE_TESTS_UNIT_SIM_CAMPAIGN_FAKE_WORLD_H_

#include <cstdint>

#include "sim/campaign/runner.h"

namespace varve::sim {

/// How a run ends. Seed s ends as fate s % 10 when that is a fate, and well otherwise; the fate is
/// decided through the choices, so that a replay needs no seed.
enum class Fate : uint32_t { kWell, kFails, kAborts, kFaults, kExits, kInternalError, kHangs };
inline constexpr uint32_t kFates = 7;

RunResult RunFakeWorld(const RunRequest& request, Choices& choices, ChoiceLog& log, Digest& digest);

WorldDescription DescribeFakeWorld();

}  // namespace varve::sim

#endif  // VARVE_TESTS_UNIT_SIM_CAMPAIGN_FAKE_WORLD_H_
