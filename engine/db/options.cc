#include "varve/options.h"

#include <cstdint>

#include "absl/strings/str_cat.h"

namespace varve {
namespace {

constexpr uint64_t kMinLogSegmentBytes = 4096;
constexpr uint64_t kMaxSegmentBytes = uint64_t{1} << 40;

absl::Status Invalid(const char* field, uint64_t value, const char* why) {
  return absl::InvalidArgumentError(absl::StrCat("Options::", field, " = ", value, ": ", why));
}

}  // namespace

absl::Status Validate(const Options& options) {
  if (options.memtable_bytes == 0) return Invalid("memtable_bytes", 0, "must be positive");
  if (options.max_sealed_memtables == 0) {
    return Invalid("max_sealed_memtables", 0, "no memtable could ever be sealed");
  }
  if (options.log_segment_bytes < kMinLogSegmentBytes ||
      options.log_segment_bytes > kMaxSegmentBytes) {
    return Invalid("log_segment_bytes", options.log_segment_bytes, "not in 4 KiB .. 1 TiB");
  }
  if (options.manifest_bytes == 0) return Invalid("manifest_bytes", 0, "must be positive");
  if (options.block_bytes == 0 || options.block_bytes > (size_t{1} << 30)) {
    return Invalid("block_bytes", options.block_bytes, "not in 1 .. 1 GiB");
  }
  if (options.block_restart_interval == 0) {
    return Invalid("block_restart_interval", 0, "must be positive");
  }
  if (!(options.bloom_bits_per_key >= 0 && options.bloom_bits_per_key <= 1000)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "Options::bloom_bits_per_key = ", options.bloom_bits_per_key, ": not in 0 .. 1000"));
  }
  if (options.table_bytes == 0) return Invalid("table_bytes", 0, "must be positive");
  if (options.level0_compaction_runs == 0) {
    return Invalid("level0_compaction_runs", 0, "must be positive");
  }
  if (options.level0_stop_runs <= options.level0_compaction_runs) {
    return Invalid("level0_stop_runs", options.level0_stop_runs,
                   "writers would wait before a compaction starts (level0_compaction_runs)");
  }
  if (options.level1_bytes == 0) return Invalid("level1_bytes", 0, "must be positive");
  if (options.level_size_factor < 2) {
    return Invalid("level_size_factor", options.level_size_factor, "must be at least 2");
  }
  if (options.compaction_tasks == 0 || options.compaction_tasks > 64) {
    return Invalid("compaction_tasks", options.compaction_tasks, "not in 1 .. 64");
  }
  return absl::OkStatus();
}

}  // namespace varve
