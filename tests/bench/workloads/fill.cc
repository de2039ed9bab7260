// The rows that write.
#include "tests/bench/process_stats.h"
#include "tests/bench/workloads/killed_fill.h"
#include "tests/bench/workloads/rows.h"
#include "tests/bench/workloads/run.h"

namespace varve::bench {
namespace {

constexpr uint64_t kBatch = 100;
constexpr uint64_t kVerifyEach = 16;  // of the operations; the timed part is over by then

/// Puts one at a time.
struct Put {
  Session& session;
  const Values& values;
  uint64_t generation;
  void operator()(const Op& op) { session.Put(op.key(), values.Of(op.number, generation)); }
};

/// Puts in batches of kBatch.
struct PutBatched {
  Session& session;
  const Values& values;
  uint64_t count = 0;
  void operator()(const Op& op) {
    session.BatchPut(op.key(), values.Of(op.number));
    if (++count % kBatch == 0) session.BatchWrite();
  }
};

/// `count` operations drawn at random by each of `threads` threads, all together.
std::vector<Ops> DrawnLists(unsigned threads, uint64_t count, uint64_t below) {
  std::vector<Ops> lists;
  for (unsigned i = 0; i < threads; ++i) lists.push_back(Drawn(count / threads, below, 11 + i));
  return lists;
}

void VerifyLists(Run& run, const std::vector<Ops>& lists, uint64_t generation) {
  for (const Ops& ops : lists) run.Verify(ops, generation, kVerifyEach);
}

/// The lists put one by one into the open database.
Outcome MeasurePuts(Run& run, const std::vector<Ops>& lists, uint64_t generation) {
  const uint64_t written = FileBytesWritten();
  const auto put = [&](Session& session, size_t) { return Put{session, run.values(), generation}; };
  run.Measure(lists, put);
  const uint64_t bytes = run.outcome().operations * (kKeyBytes + run.options().value_bytes);
  run.NoteWritten(written, bytes);
  VerifyLists(run, lists, generation);
  return run.Finish();
}

/// The lists put one by one into a new database.
Outcome Fill(const CellOptions& options, const std::vector<Ops>& lists, Logging logging) {
  Run run(options);
  EngineSettings settings = run.Settings();
  settings.logging = logging;
  if (options.kill_after != 0) return KillAndVerify(run, {settings, lists});
  run.Open(settings);
  return MeasurePuts(run, lists, 0);
}

Outcome FillBatched(const CellOptions& options, Ops ops) {
  Run run(options);
  ops.resize(ops.size() / kBatch * kBatch);
  const std::vector<Ops> lists = {std::move(ops)};
  if (options.kill_after != 0) return KillAndVerify(run, {run.Settings(), lists, kBatch});
  run.Open(run.Settings());
  const uint64_t written = FileBytesWritten();
  const auto put = [&](Session& session, size_t) { return PutBatched{session, run.values()}; };
  run.Measure(lists, put, kBatch);
  run.NoteWritten(written, lists[0].size() * (kKeyBytes + options.value_bytes));
  VerifyLists(run, lists, 0);
  return run.Finish();
}

unsigned ThreadsOf(const CellOptions& options) {
  return options.threads != 0 ? options.threads : options.workload->threads;
}

}  // namespace

Outcome FillSequential(const CellOptions& options) {
  return Fill(options, {Ascending(options.num)}, Logging::kBuffered);
}

Outcome FillRandom(const CellOptions& options) {
  return Fill(options, DrawnLists(ThreadsOf(options), options.num, options.num),
              Logging::kBuffered);
}

Outcome FillBatch(const CellOptions& options) {
  return FillBatched(options, Drawn(options.num, options.num, 11));
}

Outcome FillBatchSequential(const CellOptions& options) {
  return FillBatched(options, Ascending(options.num));
}

/// A sync takes a tenth of a millisecond and more: one operation for 200 entries, and one for 60
/// where many threads share the syncs.
Outcome FillSync(const CellOptions& options) {
  const unsigned threads = ThreadsOf(options);
  const uint64_t count = std::max<uint64_t>(threads, options.num / (threads == 1 ? 200 : 60));
  return Fill(options, DrawnLists(threads, count, options.num), Logging::kSync);
}

/// Loaded in key order: shuffled batches would leave LMDB a list of free pages that each put after
/// them has to sort through.
Outcome Overwrite(const CellOptions& options) {
  const std::vector<Ops> lists = DrawnLists(ThreadsOf(options), options.num, options.num);
  const Ops all = Ascending(options.num);
  Run run(options);
  if (options.kill_after != 0) return KillAndVerify(run, {run.Settings(), lists, 1, 1, &all});
  run.Open(run.Settings());
  run.Load(all);
  run.engine().Flush();
  return MeasurePuts(run, lists, 1);
}

Outcome FillSequentialNoLog(const CellOptions& options) {
  return Fill(options, {Ascending(options.num)}, Logging::kOff);
}

Outcome FillRandomNoLog(const CellOptions& options) {
  return Fill(options, {Drawn(options.num, options.num, 11)}, Logging::kOff);
}

Outcome FillSequentialNoLogTenth(const CellOptions& options) {
  return Fill(options, {Ascending(options.num / 10)}, Logging::kOff);
}

Outcome FillRandomNoLogTenth(const CellOptions& options) {
  const uint64_t count = options.num / 10;
  return Fill(options, {Drawn(count, count, 11)}, Logging::kOff);
}

}  // namespace varve::bench
