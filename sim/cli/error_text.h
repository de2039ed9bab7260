// Errors as varve-sim prints them, with the exit status they lead to.
#ifndef VARVE_SIM_CLI_ERROR_TEXT_H_
#define VARVE_SIM_CLI_ERROR_TEXT_H_

#include <cstdio>
#include <string>

#include "absl/status/status.h"

namespace varve::sim {

/// The user's mistake: prints it with a pointer to --help. Returns `kExitUsage`.
int UsageError(const std::string& verb, const absl::Status& status, std::FILE* err);

/// A campaign or replay that could not be run or not be written down.
int CampaignError(const std::string& verb, const absl::Status& status, std::FILE* err);

}  // namespace varve::sim

#endif  // VARVE_SIM_CLI_ERROR_TEXT_H_
