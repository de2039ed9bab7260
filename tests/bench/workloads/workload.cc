#include "tests/bench/workloads/workload.h"

#include "tests/bench/workloads/rows.h"

namespace varve::bench {
namespace {

constexpr Needs kAny = Needs::kNothing;

constexpr Workload kWorkloads[] = {
    {"fillseq", "puts in key order", kAny, 1, &FillSequential},
    {"fillrandom", "puts of keys drawn at random", kAny, 1, &FillRandom},
    {"fillbatch", "puts of keys drawn at random, 100 a batch", kAny, 1, &FillBatch},
    {"fillseqbatch", "puts in key order, 100 a batch", kAny, 1, &FillBatchSequential},
    {"overwrite", "random puts over a full database", kAny, 1, &Overwrite},
    {"fillrandom2", "fillrandom by two writers", kAny, 2, &FillRandom},
    {"fillsync", "random puts, each synced", kAny, 1, &FillSync},
    {"fillsync8", "the same by eight writers", kAny, 8, &FillSync},
    {"readrandom", "random gets, hot, after compaction", kAny, 1, &ReadRandom},
    {"readrandom2", "the same by two readers", kAny, 2, &ReadRandom},
    {"readmemtable", "random gets, all in the memtable", kAny, 1, &ReadMemtable},
    {"readmissing", "gets of keys between those that are there", kAny, 1, &ReadMissing},
    {"seekrandom", "seek and 10 times next, iterator reused", kAny, 1, &SeekRandom},
    {"seekrandomnew", "the same with a new iterator each", kAny, 1, &SeekRandomNew},
    {"readseq", "scan of everything (entries)", kAny, 1, &ReadForward},
    {"readreverse", "scan of everything, backwards (entries)", kAny, 1, &ReadBackward},
    {"snapshot", "snapshot taken and released", kAny, 1, &AcquireSnapshots},
    {"readwhilewriting", "random gets, a snapshot each 100, beside a writer", kAny, 1,
     &ReadWhileWriting},
    {"recovery", "opening with everything in the log (entries)", Needs::kLog, 1, &Recover},
    {"compact", "everything flushed and merged (entries)", Needs::kLog, 1, &Compact},
    {"fillseqnolog", "fillseq without a log", Needs::kOptionalLog, 1, &FillSequentialNoLog},
    {"fillseqnolog10", "the same, a tenth of the entries", Needs::kOptionalLog, 1,
     &FillSequentialNoLogTenth},
    {"fillrandomnolog", "fillrandom without a log", Needs::kOptionalLog, 1, &FillRandomNoLog},
    {"fillrandomnolog10", "the same, a tenth of the entries", Needs::kOptionalLog, 1,
     &FillRandomNoLogTenth},
};

}  // namespace

std::span<const Workload> AllWorkloads() { return kWorkloads; }

const Workload* FindWorkload(std::string_view name) {
  for (const Workload& workload : kWorkloads) {
    if (workload.name == name) return &workload;
  }
  return nullptr;
}

bool Applies(const Workload& workload, const EngineKind& engine) {
  switch (workload.needs) {
    case Needs::kNothing:
      return true;
    case Needs::kLog:
      return engine.has_log;
    case Needs::kOptionalLog:
      return engine.log_is_optional;
  }
  return false;
}

}  // namespace varve::bench
