// The rows that are one call: opening and compacting.
#include "tests/bench/process_stats.h"
#include "tests/bench/workloads/rows.h"
#include "tests/bench/workloads/run.h"

namespace varve::bench {
namespace {

template <typename Call>
void MeasureCall(Run& run, uint64_t entries, Call call) {
  const double cpu_before = ProcessCpuSeconds();
  const auto begin = BenchClock::now();
  call();
  run.outcome().seconds = SecondsBetween(begin, BenchClock::now());
  run.outcome().cpu_seconds = ProcessCpuSeconds() - cpu_before;
  run.outcome().operations = entries;
}

}  // namespace

/// Written with a memtable that holds everything, so that nothing is in tables; opened with the
/// usual one. Each entry is a log record of its own.
Outcome Recover(const CellOptions& options) {
  Run run(options);
  const std::vector<Ops> lists = {Shuffled(options.num, 3)};
  EngineSettings large = run.Settings();
  large.memtable_bytes = std::max(large.memtable_bytes, size_t{1} << 30);
  run.Open(large);
  {
    const auto session = run.engine().NewSession();
    for (const Op& op : lists[0]) session->Put(op.key(), run.values().Of(op.number));
  }
  run.Close();
  MeasureCall(run, options.num, [&] { run.Open(run.Settings()); });
  run.Verify(lists[0], 0, 16);
  return run.Finish();
}

Outcome Compact(const CellOptions& options) {
  Run run(options);
  const Ops all = Shuffled(options.num, 3);
  run.Open(run.Settings());
  run.Load(all);
  const uint64_t written = FileBytesWritten();
  MeasureCall(run, options.num, [&] { run.engine().Compact(); });
  run.NoteWritten(written, options.num * (kKeyBytes + options.value_bytes));
  run.Verify(all, 0, 16);
  return run.Finish();
}

}  // namespace varve::bench
