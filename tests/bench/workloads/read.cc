// The rows that get.
#include <atomic>
#include <thread>

#include "tests/bench/adapters/walk.h"
#include "tests/bench/workloads/rows.h"
#include "tests/bench/workloads/run.h"

namespace varve::bench {
namespace {

constexpr uint64_t kReadsASnapshot = 100;

/// Gets, and sums what it found.
struct Get {
  Session& session;
  Walked seen = {};
  void operator()(const Op& op) {
    std::string_view value;
    if (!session.Get(op.key(), &value)) return;
    ++seen.entries;
    seen.digest += DigestValue(value);
  }
};

struct GetInSnapshots {
  Get get;
  uint64_t count = 0;
  void operator()(const Op& op) {
    if (count++ % kReadsASnapshot == 0) {
      if (count > 1) get.session.ReleaseSnapshot();
      get.session.TakeSnapshot();
    }
    get(op);
  }
};

struct TakeAndRelease {
  Session& session;
  void operator()(const Op&) {
    session.TakeSnapshot();
    session.ReleaseSnapshot();
  }
};

/// All of `ops` must have been found, with the values of generation 0.
void ExpectAll(const Run& run, const Ops& ops, const Walked& seen) {
  uint64_t digest = 0;
  for (const Op& op : ops) digest += DigestValue(run.values().Of(op.number));
  Expect("keys found", seen.entries, ops.size());
  Expect("as the sum of the values found", seen.digest, digest);
}

std::vector<Ops> ReadLists(const Run& run) {
  std::vector<Ops> lists;
  for (unsigned i = 0; i < run.threads(); ++i) {
    lists.push_back(Drawn(run.reads(), run.options().num, 77 + i));
  }
  return lists;
}

void MeasureGets(Run& run, const std::vector<Ops>& lists) {
  const auto gets = run.Measure(lists, [](Session& session, size_t) { return Get{session}; });
  for (size_t i = 0; i < lists.size(); ++i) ExpectAll(run, lists[i], gets[i]->seen);
}

}  // namespace

Outcome ReadRandom(const CellOptions& options) {
  Run run(options);
  const std::vector<Ops> lists = ReadLists(run);
  const Ops all = Ascending(options.num);
  run.Open(run.Settings());
  run.Load(all);
  run.engine().Compact();
  run.Verify(all);
  MeasureGets(run, lists);
  return run.Finish();
}

Outcome ReadMemtable(const CellOptions& options) {
  Run run(options);
  const std::vector<Ops> lists = ReadLists(run);
  const Ops all = Shuffled(options.num, 3);
  EngineSettings settings = run.Settings();
  // LevelDB allows no more than 1 GiB.
  settings.memtable_bytes = std::max(settings.memtable_bytes, size_t{1} << 30);
  run.Open(settings);
  run.Load(all);
  run.Verify(all);
  MeasureGets(run, lists);
  return run.Finish();
}

/// Every second number is there; the others are asked for.
Outcome ReadMissing(const CellOptions& options) {
  Run run(options);
  const std::vector<Ops> lists = {Drawn(run.reads(), options.num, 77, 2, 1)};
  const Ops all = Ascending(options.num, 2);
  run.Open(run.Settings());
  run.Load(all);
  run.engine().Compact();
  run.Verify(all);
  const auto gets = run.Measure(lists, [](Session& session, size_t) { return Get{session}; });
  Expect("keys found that were never put", gets[0]->seen.entries, 0);
  return run.Finish();
}

Outcome AcquireSnapshots(const CellOptions& options) {
  Run run(options);
  const std::vector<Ops> lists = {Ops(run.reads() * 4, MakeOp(0))};
  run.Open(run.Settings());
  run.Load(Ascending(options.num / 10));
  run.Measure(lists, [](Session& session, size_t) { return TakeAndRelease{session}; });
  return run.Finish();
}

/// The writer puts the values that are there already, so that what is read can be told.
Outcome ReadWhileWriting(const CellOptions& options) {
  Run run(options);
  const std::vector<Ops> lists = ReadLists(run);
  const Ops all = Ascending(options.num);
  const Ops writes = Drawn(options.num, options.num, 5);
  run.Open(run.Settings());
  run.Load(all);
  run.engine().Compact();
  run.Verify(all);
  std::atomic<bool> stop = false;
  uint64_t written = 0;
  double writer_seconds = 0;
  std::thread writer([&] {
    const auto session = run.engine().NewSession();
    const auto begin = BenchClock::now();
    for (; !stop.load(std::memory_order_relaxed); ++written) {
      const Op& op = writes[written % writes.size()];
      session->Put(op.key(), run.values().Of(op.number));
    }
    writer_seconds = SecondsBetween(begin, BenchClock::now());
  });
  const auto gets =
      run.Measure(lists, [](Session& session, size_t) { return GetInSnapshots{Get{session}}; });
  stop.store(true, std::memory_order_relaxed);
  writer.join();
  for (size_t i = 0; i < lists.size(); ++i) ExpectAll(run, lists[i], gets[i]->get.seen);
  run.outcome().beside_per_second = static_cast<double>(written) / writer_seconds;
  return run.Finish();
}

}  // namespace varve::bench
