// A comparison on paper.
#ifndef VARVE_TESTS_BENCH_REPORT_H_
#define VARVE_TESTS_BENCH_REPORT_H_

#include <vector>

#include "tests/bench/compare.h"

namespace varve::bench {

/// The sizes and the names of the columns.
void PrintHeading(const BenchFlags& flags);
/// Medians, ratios, floor and goal of one workload.
void PrintRow(const BenchFlags& flags, const ComparedRow& row);
/// Latencies, bytes written, space and memory of all.
void PrintDetails(const std::vector<ComparedRow>& rows);

/// A JSON line for each engine of the row.
void PrintJson(const ComparedRow& row);

}  // namespace varve::bench

#endif  // VARVE_TESTS_BENCH_REPORT_H_
