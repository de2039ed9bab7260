// Where two runs part.
#ifndef VARVE_SIM_TRACE_COMPARE_H_
#define VARVE_SIM_TRACE_COMPARE_H_

#include <string>
#include <vector>

#include "sim/choice/record.h"

namespace varve::sim {

/// The first record in which two runs differ, as "line N: expected {...}, found {...}", where the
/// line is that of `expected` in its trace file; empty when there is none. Picks of 0 count as
/// absent, since a trace may leave them out.
[[nodiscard]] std::string FirstDifference(const std::vector<Record>& expected,
                                          const std::vector<Record>& found);

}  // namespace varve::sim

#endif  // VARVE_SIM_TRACE_COMPARE_H_
