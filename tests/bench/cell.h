// One cell in a process of its own, so that no run inherits another's memory, threads or caches.
#ifndef VARVE_TESTS_BENCH_CELL_H_
#define VARVE_TESTS_BENCH_CELL_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "tests/bench/workloads/workload.h"

namespace varve::bench {

/// An outcome in the units of a report; what was not measured is 0.
struct CellFigures {
  uint64_t operations = 0;
  double ops_per_sec = 0;
  double ops_per_cpu_sec = 0;
  double beside_ops_per_sec = 0;
  double p50_us = 0;
  double p99_us = 0;
  double p999_us = 0;
  double max_us = 0;
  std::optional<double> stall_us;
  double write_amplification = 0;
  double space_bytes = 0;
  double peak_memory_bytes = 0;
};

/// Runs the cell here, in a new directory below `cell.directory`, and describes the outcome as one
/// line of JSON. What goes wrong in the engine ends the process.
[[nodiscard]] absl::StatusOr<std::string> RunCell(const CellOptions& cell);

/// Runs it in a child process. `kDataLoss` where the engine answered wrongly, `kUnavailable` where
/// it or the process failed; the child has said more on standard error.
[[nodiscard]] absl::StatusOr<CellFigures> RunCellInChild(const CellOptions& cell);

}  // namespace varve::bench

#endif  // VARVE_TESTS_BENCH_CELL_H_
