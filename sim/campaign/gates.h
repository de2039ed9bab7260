// What a campaign must have reached before it may count as one that found nothing.
#ifndef VARVE_SIM_CAMPAIGN_GATES_H_
#define VARVE_SIM_CAMPAIGN_GATES_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sim/campaign/runner.h"
#include "sim/campaign/statistics.h"

namespace varve::sim {

/// Smaller campaigns may miss rare states and are not judged.
inline constexpr uint64_t kGatedSeeds = 1000;

/// Of all crashes, how many must fall inside flush, compaction, manifest switch, log rotation or
/// recovery.
inline constexpr double kLeastPhaseShare = 0.20;

/// The share of crashes inside one of the five phases; 0 without crashes.
[[nodiscard]] double PhaseShare(const Statistics& statistics);

/// Names of the probes never hit, those marked rare left out.
[[nodiscard]] std::vector<std::string> ProbesUnhit(const Statistics& statistics);

/// What a campaign of `seeds` seeds failed to reach, one sentence each; empty for a small campaign.
[[nodiscard]] std::vector<std::string> Shortfalls(const Statistics& statistics, uint64_t seeds,
                                                  std::span<const NamedThing> image_classes);

}  // namespace varve::sim

#endif  // VARVE_SIM_CAMPAIGN_GATES_H_
