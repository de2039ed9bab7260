// The command line of `varve-bench tree`.
#ifndef VARVE_TESTS_BENCH_TREE_OPTIONS_H_
#define VARVE_TESTS_BENCH_TREE_OPTIONS_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "varve/options.h"
#include "varve/types.h"

namespace varve::bench {

inline constexpr std::string_view kTreeUsage =
    "usage: varve-bench tree DIRECTORY [FLAG...]\n"
    "  --db PATH           the database (default: DIRECTORY's name below /tmp, removed "
    "afterwards)\n"
    "  --durability D      none | buffered | sync (default buffered)\n"
    "  --batch-bytes N     bytes a batch (default 262144)\n"
    "  --memtable-bytes N  Options::memtable_bytes (default 8388608)\n"
    "  --progress FILE     count acknowledged operations in FILE (an 8-byte shared counter)\n"
    "  --verify            only open --db as a killed run left it, and check that it holds a "
    "prefix\n"
    "                      of the run's operations with at least those that --progress counted\n";

struct TreeOptions {
  std::string directory;
  std::string db;  // empty: a temporary one
  std::string progress;
  Durability durability = Durability::kBuffered;
  size_t batch_bytes = 262144;
  bool verify_only = false;
  Options engine;
};

/// `kInvalidArgument` naming the argument and what is wrong with it.
[[nodiscard]] absl::StatusOr<TreeOptions> ParseTreeOptions(
    std::span<const std::string_view> arguments);

}  // namespace varve::bench

#endif  // VARVE_TESTS_BENCH_TREE_OPTIONS_H_
