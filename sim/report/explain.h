// Tells a trace in columns of text.
#ifndef VARVE_SIM_REPORT_EXPLAIN_H_
#define VARVE_SIM_REPORT_EXPLAIN_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "sim/trace/trace.h"

namespace varve::sim {

struct ExplainOptions {
  size_t width = 100;               // most characters of a line
  uint64_t last = UINT64_MAX;       // rows shown, counted from the end
  std::vector<std::string> fibers;  // whose rows are shown, see `IsMeant`; empty: everybody's
};

/// What `varve-sim explain` prints: the trace's signature, its picks and knobs; each lifetime under
/// a heading, with the lanes that act in it; crashes; the violation. The last rows before the
/// violation, and fewer before each crash, are told one by one, the others as `Collapsed` does.
/// `kInvalidArgument` when no fiber of the trace is meant by one of `options.fibers`.
[[nodiscard]] absl::StatusOr<std::string> Explain(const Trace& trace,
                                                  const ExplainOptions& options);

}  // namespace varve::sim

#endif  // VARVE_SIM_REPORT_EXPLAIN_H_
