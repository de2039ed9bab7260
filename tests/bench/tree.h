// `varve-bench tree`: a real directory through a real database.
#ifndef VARVE_TESTS_BENCH_TREE_H_
#define VARVE_TESTS_BENCH_TREE_H_

#include "absl/status/status.h"
#include "tests/bench/tree_options.h"

namespace varve::bench {

/// Loads every path below the directory with its content, closes and reopens, deletes every second
/// path under a held snapshot, compacts, and compares every byte with the directory, both now and
/// at the snapshot. Prints sizes and rates. `kDataLoss` names the first path that differs.
///
/// The operations are a fixed sequence: puts in ascending order of path, then deletes of every
/// second path in the same order. So what a killed run leaves is right exactly when it is the
/// effect of a prefix of the sequence; `verify_only` checks that.
[[nodiscard]] absl::Status RunTree(const TreeOptions& options);

}  // namespace varve::bench

#endif  // VARVE_TESTS_BENCH_TREE_H_
