// Engines beside each other: every cell in a child process, rounds interleaved, medians.
#ifndef VARVE_TESTS_BENCH_COMPARE_H_
#define VARVE_TESTS_BENCH_COMPARE_H_

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "tests/bench/cell.h"
#include "tests/bench/flags.h"

namespace varve::bench {

/// What one engine showed on one workload. `median` has the rounds' medians, and the latencies of
/// the round that looked at the clock.
struct Compared {
  const EngineKind* engine = nullptr;
  CellFigures median;
  double figure = 0;           // what ratios are made of: a second's operations, or a CPU second's
  std::vector<double> rounds;  // operations a second, in order
};

struct ComparedRow {
  const Workload* workload = nullptr;
  std::vector<Compared> engines;  // those that the workload applies to
  double load_average = 0;        // when the row began

  /// The engine's `figure`; 0 where it did not run.
  [[nodiscard]] double Figure(std::string_view engine) const;
};

/// Runs and prints the comparison: a table, or JSON lines, on standard output; progress on standard
/// error. `kDataLoss` where an engine answered wrongly, `kUnavailable` where one failed; the
/// other cells have run nevertheless.
[[nodiscard]] absl::Status RunCompare(const BenchFlags& flags);

}  // namespace varve::bench

#endif  // VARVE_TESTS_BENCH_COMPARE_H_
