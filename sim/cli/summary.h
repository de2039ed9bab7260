// The summary of a campaign.
#ifndef VARVE_SIM_CLI_SUMMARY_H_
#define VARVE_SIM_CLI_SUMMARY_H_

#include <string>

#include "sim/campaign/campaign.h"
#include "sim/campaign/runner.h"

namespace varve::sim {

/// Several lines: rates, averages a seed, crashes by phase, recovered images by class, probes
/// unhit.
[[nodiscard]] std::string Summary(const Progress& progress, const WorldDescription& world);

}  // namespace varve::sim

#endif  // VARVE_SIM_CLI_SUMMARY_H_
