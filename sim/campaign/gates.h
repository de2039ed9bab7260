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

/// A probe that is not rare is to be hit once in so many seeds on average.
inline constexpr uint64_t kSeedsPerProbeHit = 100;

/// Of all crashes, how many must fall inside flush, compaction, manifest switch, log rotation,
/// recovery or resumption.
inline constexpr double kLeastPhaseShare = 0.20;

/// The share of crashes inside one of the phases; 0 without crashes.
[[nodiscard]] double PhaseShare(const Statistics& statistics);

/// Names of the probes never hit, rare ones left out, and without `faults` also those of states
/// that follow errors.
[[nodiscard]] std::vector<std::string> ProbesUnhit(const Statistics& statistics, bool faults);

/// What a campaign was.
struct Expectations {
  uint64_t seeds = 0;
  bool faults = false;  // whether operations on files were to fail in some of the seeds
  std::span<const NamedThing> image_classes;
  std::span<const NamedThing> fault_kinds;
};

/// What a campaign failed to reach, one sentence each; empty for a small campaign.
[[nodiscard]] std::vector<std::string> Shortfalls(const Statistics& statistics,
                                                  const Expectations& expected);

}  // namespace varve::sim

#endif  // VARVE_SIM_CAMPAIGN_GATES_H_
