// What is measured: one row of a comparison, for any engine.
#ifndef VARVE_TESTS_BENCH_WORKLOADS_WORKLOAD_H_
#define VARVE_TESTS_BENCH_WORKLOADS_WORKLOAD_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "tests/bench/adapters/engines.h"
#include "tests/bench/histogram.h"

namespace varve::bench {

struct Workload;

/// One cell: a workload on an engine, with its sizes.
struct CellOptions {
  const EngineKind* engine = nullptr;
  const Workload* workload = nullptr;
  std::string directory;  // exists, empty; the run leaves files in it
  uint64_t num = 1000000;
  size_t value_bytes = 100;
  uint64_t reads = 0;    // operations of a reading row; 0: as many as entries
  unsigned threads = 0;  // 0: as the workload has it
  uint64_t seek_nexts = 10;
  size_t memtable_bytes = size_t{64} << 20;
  size_t cache_bytes = size_t{256} << 20;
  int bloom_bits = 10;
  int background_threads = 2;
  bool latency = false;     // look at the clock after every operation
  uint64_t kill_after = 0;  // fill rows: SIGKILL after so many acknowledged puts, reopen, look
};

/// What a cell measured. Bytes are 0 where the workload writes nothing.
struct Outcome {
  uint64_t operations = 0;
  double seconds = 0;
  double cpu_seconds = 0;        // of a measured thread, on average; of the process for one call
  double beside_per_second = 0;  // operations of a thread beside the measured ones
  Histogram latencies;           // of the measured operations; empty unless asked for
  std::optional<uint64_t> stall_ns;  // the longest that the engine caused a writer; none if unknown
  uint64_t user_bytes = 0;           // keys and values given
  uint64_t written_bytes = 0;        // what they became in files, log and flush
  uint64_t space_bytes = 0;          // on disk at the end
  uint64_t peak_memory_bytes = 0;    // beyond what the process had before it opened the database
};

/// What an engine must have for a workload to mean anything.
enum class Needs { kNothing, kLog, kOptionalLog };

struct Workload {
  std::string_view name;
  std::string_view what;
  Needs needs;
  unsigned threads;
  Outcome (*run)(const CellOptions& options);
};

/// In the order of the comparison's rows.
[[nodiscard]] std::span<const Workload> AllWorkloads();
/// Null where there is none.
[[nodiscard]] const Workload* FindWorkload(std::string_view name);
[[nodiscard]] bool Applies(const Workload& workload, const EngineKind& engine);

}  // namespace varve::bench

#endif  // VARVE_TESTS_BENCH_WORKLOADS_WORKLOAD_H_
