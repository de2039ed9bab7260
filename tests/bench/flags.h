// The command line of `compare` and `run`, in db_bench's words where it has them.
#ifndef VARVE_TESTS_BENCH_FLAGS_H_
#define VARVE_TESTS_BENCH_FLAGS_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/bench/workloads/workload.h"

namespace varve::bench {

inline constexpr std::string_view kBenchUsage =
    "       varve-bench compare [--rounds=3] [--engines=A,B] [--workloads=A,B] [--json] [--cpu]\n"
    "           [--no_latency] [SIZES]                  engines beside each other\n"
    "       varve-bench run --engines=A --workloads=A [--latency] [SIZES]\n"
    "                                                   one cell, as a JSON line\n"
    "       varve-bench list                            the names of engines and workloads\n"
    "sizes: [--num=1000000] [--value_size=100] [--reads=0] [--threads=0] [--seek_nexts=10]\n"
    "       [--write_buffer_size=67108864] [--cache_size=268435456] [--bloom_bits=10]\n"
    "       [--max_background_jobs=2] [--kill=0] [--dir=PATH]\n"
    "       (--reads and --threads: 0 means as the workload has it; --kill=N: fill rows are\n"
    "       killed after N acknowledged puts, and what was acknowledged is read back)\n";

struct BenchFlags {
  CellOptions sizes;  // engine, workload and directory are filled in for each cell
  uint64_t rounds = 3;
  std::vector<const EngineKind*> engines;  // all unless named
  std::vector<const Workload*> workloads;  // all unless named
  bool json = false;
  bool cpu = false;       // compare: judge by processor time, for a machine that does other work
  bool latency = true;    // compare: one more round, which looks at the clock
  std::string directory;  // temporary directories are made in it; made where it is missing
};

/// Flags are `--name=value` or `--name value`. `kInvalidArgument` names the flag that cannot work.
[[nodiscard]] absl::StatusOr<BenchFlags> ParseBenchFlags(
    std::span<const std::string_view> arguments);

/// The flags that give a child process the same sizes.
[[nodiscard]] std::vector<std::string> FlagsOfCell(const CellOptions& cell);

}  // namespace varve::bench

#endif  // VARVE_TESTS_BENCH_FLAGS_H_
