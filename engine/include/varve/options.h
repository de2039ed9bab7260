// How a database is opened and how a call behaves. Sizes are in bytes.
#ifndef VARVE_OPTIONS_H_
#define VARVE_OPTIONS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "varve/types.h"

namespace varve {

class Snapshot;

/// Fixed while a database is open; may differ from one opening to the next.
struct Options {
  /// Whether `Open` makes a database where there is none; without it that is `kNotFound`.
  bool create_if_missing = true;
  /// Whether `Open` refuses an existing database with `kAlreadyExists`.
  bool error_if_exists = false;

  /// Counted bytes at which the active memtable is sealed.
  size_t memtable_bytes = size_t{64} << 20;
  /// Sealed memtables that may wait for their flush before writers wait too.
  size_t max_sealed_memtables = 2;
  /// Size of a log segment. A batch that does not fit gets a segment of its own size.
  uint64_t log_segment_bytes = uint64_t{64} << 20;

  /// Size at which the manifest is replaced by a new one that holds only the present state.
  uint64_t manifest_bytes = uint64_t{4} << 20;

  /// Uncompressed size at which a data block is closed.
  size_t block_bytes = 4096;
  /// Keys between two restart points of a block, where a key is stored whole.
  size_t block_restart_interval = 16;
  /// Bloom filter bits per key; 0 builds no filter.
  double bloom_bits_per_key = 10.0;
  /// Weight of data blocks kept in memory; 0 keeps none.
  size_t block_cache_bytes = size_t{256} << 20;

  /// Size at which compaction starts the next output table.
  uint64_t table_bytes = uint64_t{32} << 20;
  /// Runs in level 0 that start a compaction, and that make writers wait.
  size_t level0_compaction_runs = 4;
  size_t level0_stop_runs = 20;
  /// Target size of level 1, and the factor from each level to the next.
  uint64_t level1_bytes = uint64_t{256} << 20;
  size_t level_size_factor = 10;
  /// Compactions that may run at once.
  size_t compaction_tasks = 1;

  /// Seed of every random decision the engine takes, so that none comes from the machine. Today it
  /// takes none.
  uint64_t seed = 0x766172766553ULL;
};

/// `kInvalidArgument` naming the first field whose value cannot work, and why.
[[nodiscard]] absl::Status Validate(const Options& options);

struct WriteOptions {
  Durability durability = Durability::kBuffered;
};

struct ReadOptions {
  /// The instant to read at; null reads at the newest instant that is visible when the call begins.
  /// Must outlive the call, not the iterator made with it.
  const Snapshot* snapshot = nullptr;
  /// Bounds of an iterator: it stays within [lower_bound, upper_bound). Copied.
  std::optional<std::string> lower_bound;
  std::optional<std::string> upper_bound;
  /// Whether blocks that this read loads stay in the cache.
  bool fill_cache = true;
};

}  // namespace varve

#endif  // VARVE_OPTIONS_H_
