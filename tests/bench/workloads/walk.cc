// The rows that move a cursor.
#include "tests/bench/adapters/walk.h"

#include "tests/bench/workloads/rows.h"
#include "tests/bench/workloads/run.h"

namespace varve::bench {
namespace {

constexpr uint64_t kScans = 5;  // one alone is over too soon

struct SeekReused {
  Session& session;
  uint64_t limit;
  Walked seen = {};
  void operator()(const Op& op) {
    const Walked walked = session.Seek(op.key(), limit);
    seen.entries += walked.entries;
    seen.digest += walked.digest;
  }
};

struct SeekNew {
  SeekReused seek;
  void operator()(const Op& op) {
    seek.session.OpenCursor();
    seek(op);
  }
};

struct Scan {
  Session& session;
  Walked (Session::*scan)();
  Walked seen = {};
  void operator()(const Op&) {
    session.OpenCursor();
    const Walked walked = (session.*scan)();
    seen.entries += walked.entries;
    seen.digest += walked.digest;
  }
};

/// What walks of up to `limit` entries from each of `starts` must see in a database of `all`.
Walked Expected(const Run& run, const Ops& all, const Ops& starts, uint64_t limit) {
  Walked walked;
  for (const Op& start : starts) {
    const uint64_t end = std::min<uint64_t>(all.size(), start.number + limit);
    for (uint64_t i = start.number; i < end; ++i) {
      ++walked.entries;
      walked.digest += DigestEntry(all[i].key(), run.values().Of(i));
    }
  }
  return walked;
}

void ExpectWalked(const Walked& seen, const Walked& wanted) {
  Expect("entries walked over", seen.entries, wanted.entries);
  Expect("as the sum of the entries", seen.digest, wanted.digest);
}

/// Loaded, compacted, and everything in the caches by a scan.
void Prepare(Run& run, const Ops& all) {
  run.Open(run.Settings());
  run.Load(all);
  run.engine().Compact();
  run.Verify(all);
  const auto session = run.engine().NewSession();
  session->OpenCursor();
  ExpectWalked(session->ScanForward(), Expected(run, all, {MakeOp(0)}, all.size()));
}

Outcome Seeks(const CellOptions& options, bool reuse) {
  Run run(options);
  const std::vector<Ops> lists = {Drawn(run.reads(), options.num, 77)};
  const Ops all = Ascending(options.num);
  const uint64_t limit = options.seek_nexts + 1;
  Prepare(run, all);
  const Walked wanted = Expected(run, all, lists[0], limit);
  if (reuse) {
    const auto seeks = run.Measure(lists, [&](Session& session, size_t) {
      session.OpenCursor();
      return SeekReused{session, limit};
    });
    ExpectWalked(seeks[0]->seen, wanted);
  } else {
    const auto seeks = run.Measure(lists, [&](Session& session, size_t) {
      return SeekNew{SeekReused{session, limit}};
    });
    ExpectWalked(seeks[0]->seek.seen, wanted);
  }
  return run.Finish();
}

Outcome Scans(const CellOptions& options, Walked (Session::*scan)()) {
  Run run(options);
  const std::vector<Ops> lists = {Ops(kScans, MakeOp(0))};
  const Ops all = Ascending(options.num);
  Prepare(run, all);
  const auto scans = run.Measure(lists, [&](Session& session, size_t) {
    return Scan{session, scan};
  });
  ExpectWalked(scans[0]->seen, Expected(run, all, lists[0], all.size()));
  run.outcome().operations = kScans * options.num;
  return run.Finish();
}

}  // namespace

Outcome SeekRandom(const CellOptions& options) { return Seeks(options, true); }

Outcome SeekRandomNew(const CellOptions& options) { return Seeks(options, false); }

Outcome ReadForward(const CellOptions& options) { return Scans(options, &Session::ScanForward); }

Outcome ReadBackward(const CellOptions& options) { return Scans(options, &Session::ScanBackward); }

}  // namespace varve::bench
