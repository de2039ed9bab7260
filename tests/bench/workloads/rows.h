// The functions behind the table of workloads; what each measures is said there (workload.cc).
#ifndef VARVE_TESTS_BENCH_WORKLOADS_ROWS_H_
#define VARVE_TESTS_BENCH_WORKLOADS_ROWS_H_

#include "tests/bench/workloads/workload.h"

namespace varve::bench {

// fill.cc
Outcome FillSequential(const CellOptions& options);
Outcome FillRandom(const CellOptions& options);
Outcome FillBatch(const CellOptions& options);
Outcome FillBatchSequential(const CellOptions& options);
Outcome FillSync(const CellOptions& options);
Outcome Overwrite(const CellOptions& options);
Outcome FillSequentialNoLog(const CellOptions& options);
Outcome FillRandomNoLog(const CellOptions& options);
Outcome FillSequentialNoLogTenth(const CellOptions& options);
Outcome FillRandomNoLogTenth(const CellOptions& options);

// read.cc
Outcome ReadRandom(const CellOptions& options);
Outcome ReadMemtable(const CellOptions& options);
Outcome ReadMissing(const CellOptions& options);
Outcome AcquireSnapshots(const CellOptions& options);
Outcome ReadWhileWriting(const CellOptions& options);

// walk.cc
Outcome SeekRandom(const CellOptions& options);
Outcome SeekRandomNew(const CellOptions& options);
Outcome ReadForward(const CellOptions& options);
Outcome ReadBackward(const CellOptions& options);

// whole.cc
Outcome Recover(const CellOptions& options);
Outcome Compact(const CellOptions& options);

}  // namespace varve::bench

#endif  // VARVE_TESTS_BENCH_WORKLOADS_ROWS_H_
