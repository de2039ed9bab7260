// Puts rows together that say nothing one by one, so that a story fits a screen or two.
#ifndef VARVE_SIM_REPORT_COLLAPSE_H_
#define VARVE_SIM_REPORT_COLLAPSE_H_

#include <cstddef>
#include <vector>

#include "sim/report/story.h"

namespace varve::sim {

/// Puts together, in this order:
///
///   * what one fiber does from a call to its answer, or from entering a phase to leaving it, while
///     no other fiber comes in between: "write put "k"="v" -> done (4 steps, 1 file operation)";
///     not where one of the last `verbatim` rows is the end;
///   * three or more neighbours of one fiber that have the same name (up to its first dot):
///     "write x12 put "k"="v0" -> done ... put "k"="v11" -> done"; not the last two rows.
///
/// Rows of faults and switches stay, and keep their neighbours apart; so do chosen rows when
/// `keep_chosen`, which is for traces of few choices: each of them matters.
[[nodiscard]] std::vector<Row> Collapsed(std::vector<Row> rows, size_t verbatim, bool keep_chosen);

}  // namespace varve::sim

#endif  // VARVE_SIM_REPORT_COLLAPSE_H_
