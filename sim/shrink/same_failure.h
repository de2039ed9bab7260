// Whether two runs failed alike, so that shrinking does not slip from one bug to another.
#ifndef VARVE_SIM_SHRINK_SAME_FAILURE_H_
#define VARVE_SIM_SHRINK_SAME_FAILURE_H_

#include <string>
#include <string_view>

#include "sim/trace/trace.h"

namespace varve::sim {

/// What of a failure has to stay. The rule does, always. Of the message:
///
///   * where the process died ("abort", "sanitizer", "signal 11", ...), all of it but numbers,
///     quoted text and addresses: the file and the condition of a failed CHECK stay, its line need
///     not;
///   * of a violated rule, its opening clause alone, up to the first comma or colon, again without
///     numbers and quoted text: "version 12 names table 5 twice" and "version 3 names table 7
///     twice" are one failure, "deadlock: ..." and "no progress ...: ..." are two, although both
///     break rule L1. What follows describes the state it was found in and changes as the run gets
///     simpler.
[[nodiscard]] std::string EssenceOf(const Signature& signature);

[[nodiscard]] bool SameFailure(const Signature& a, const Signature& b);

}  // namespace varve::sim

#endif  // VARVE_SIM_SHRINK_SAME_FAILURE_H_
