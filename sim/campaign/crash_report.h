// From a dead worker process to the signature of a counterexample.
#ifndef VARVE_SIM_CAMPAIGN_CRASH_REPORT_H_
#define VARVE_SIM_CAMPAIGN_CRASH_REPORT_H_

#include <string>
#include <string_view>

#include "sim/trace/trace.h"

namespace varve::sim {

/// The line of a dead process's standard error that tells most: a failed CHECK or a sanitizer's
/// finding, else the last line. What differs from run to run or from machine to machine is taken
/// out: process ids, addresses ("0x?"), directories.
[[nodiscard]] std::string TellingLine(std::string_view standard_error);

/// The signature of a process that ended with `wait_status` (as of waitpid).
[[nodiscard]] Signature SignatureOfDeath(int wait_status, std::string_view standard_error);

}  // namespace varve::sim

#endif  // VARVE_SIM_CAMPAIGN_CRASH_REPORT_H_
