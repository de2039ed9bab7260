#include "tests/property/db/world.h"

#include <rapidcheck.h>

#include <algorithm>
#include <utility>

namespace varve {
namespace {

std::vector<model::KeyValue> Walk(Iterator& cursor, bool forward) {
  std::vector<model::KeyValue> rows;
  for (forward ? cursor.SeekToFirst() : cursor.SeekToLast(); cursor.Valid();
       forward ? cursor.Next() : cursor.Prev()) {
    rows.emplace_back(cursor.key(), cursor.value());
  }
  RC_ASSERT(cursor.status().ok());
  return rows;
}

}  // namespace

Options DrawOptions() {
  Options options;
  options.memtable_bytes = *rc::gen::element<size_t>(1, 500, 2000, 8000);
  options.max_sealed_memtables = *rc::gen::inRange<size_t>(1, 4);
  options.log_segment_bytes = *rc::gen::element<uint64_t>(4096, 8192, 65536);
  options.manifest_bytes = *rc::gen::element<uint64_t>(1, 500, 4096);
  options.block_bytes = *rc::gen::element<size_t>(1, 64, 256, 4096);
  options.block_restart_interval = *rc::gen::element<size_t>(1, 2, 5, 16);
  options.bloom_bits_per_key = *rc::gen::element(0.0, 1.0, 10.0);
  options.block_cache_bytes = *rc::gen::element<size_t>(0, 1000, 65536);
  options.table_bytes = *rc::gen::element<uint64_t>(1, 300, 2048, 100000);
  options.level0_compaction_runs = *rc::gen::inRange<size_t>(1, 4);
  options.level0_stop_runs = options.level0_compaction_runs + *rc::gen::inRange<size_t>(1, 4);
  options.level1_bytes = *rc::gen::element<uint64_t>(1, 1000, 8192);
  options.level_size_factor = *rc::gen::inRange<size_t>(2, 5);
  options.compaction_tasks = *rc::gen::inRange<size_t>(1, 4);
  return options;
}

std::string Describe(const Options& options) {
  const std::pair<const char*, double> fields[] = {
      {"memtable_bytes", options.memtable_bytes},
      {"max_sealed_memtables", options.max_sealed_memtables},
      {"log_segment_bytes", options.log_segment_bytes},
      {"manifest_bytes", options.manifest_bytes},
      {"block_bytes", options.block_bytes},
      {"block_restart_interval", options.block_restart_interval},
      {"bloom_bits_per_key", options.bloom_bits_per_key},
      {"block_cache_bytes", options.block_cache_bytes},
      {"table_bytes", options.table_bytes},
      {"level0_compaction_runs", options.level0_compaction_runs},
      {"level0_stop_runs", options.level0_stop_runs},
      {"level1_bytes", options.level1_bytes},
      {"level_size_factor", options.level_size_factor},
      {"compaction_tasks", options.compaction_tasks}};
  std::string text;
  for (const auto& [name, value] : fields) {
    text += std::string(text.empty() ? "" : " ") + name + "=" +
            std::to_string(static_cast<uint64_t>(value));
  }
  return text;
}

World::World(const Options& options) {
  disks_.push_back(std::make_unique<MemoryDisk>());
  Open(options);
}

void World::Open(const Options& options) {
  const Platform posix = posix_.platform();
  auto opened = DB::Open(
      options, Platform{posix.clock, *disks_.back(), posix.scheduler, instrumentation_}, "db");
  if (!opened.ok()) RC_FAIL(std::string(opened.status().message()));
  db_ = *std::move(opened);
  ahead_.reset();
}

void World::Reopen(const Options& options) {
  RC_ASSERT(db_->Close().ok());
  db_ = nullptr;
  snapshots.clear();
  Open(options);
}

void World::Crash(const Options& options) {
  auto disk = std::make_unique<MemoryDisk>(disks_.back()->Take());
  snapshots.clear();
  cursors.clear();
  db_ = nullptr;  // what it still writes goes to the old disk
  disks_.push_back(std::move(disk));
  Open(options);
}

void World::CheckSeqnos(const DbModel& expected) const {
  const uint64_t next = db_->Inspect().next_seqno;
  const uint64_t counted = expected.history.next_seqno();
  RC_ASSERT(next >= counted);  // S1: nothing that survived is given out again
  if (!ahead_) ahead_ = next - counted;
  RC_ASSERT(next == counted + *ahead_);
}

void World::CheckEverything(const DbModel& expected) {
  CheckScan(expected, {}, std::nullopt);
  for (size_t i = 0; i < snapshots.size(); ++i) CheckScan(expected, {}, i);
}

ReadOptions World::At(std::optional<size_t> index) const {
  ReadOptions options;
  if (index) options.snapshot = &snapshots[*index];
  return options;
}

void World::CheckScan(const DbModel& expected, const model::Bounds& bounds,
                      std::optional<size_t> snapshot) {
  ReadOptions options = At(snapshot);
  options.lower_bound = bounds.lower;
  options.upper_bound = bounds.upper;
  const auto cursor = db_->NewIterator(options);
  const model::View view(expected.history, expected.Instant(snapshot));
  for (const bool forward : {true, false}) {
    RC_ASSERT(Walk(*cursor, forward) == view.Scan(bounds, forward));
  }
}

}  // namespace varve
