// What the kernel counted for this process, and the size of a directory.
#ifndef VARVE_TESTS_BENCH_PROCESS_STATS_H_
#define VARVE_TESTS_BENCH_PROCESS_STATS_H_

#include <cstdint>
#include <string>

namespace varve::bench {

/// Bytes of pages that the process has dirtied in files, mapped ones included (`write_bytes` of
/// /proc/self/io: in whole pages, once for each time that a page goes to the disk).
[[nodiscard]] uint64_t FileBytesWritten();

/// Sets the peak back to what is resident now and returns that.
uint64_t ResetPeakMemory();
/// Most bytes resident since then, mapped files included.
[[nodiscard]] uint64_t PeakMemory();

/// Processor time that the calling thread (all threads of the process) has used.
[[nodiscard]] double ThreadCpuSeconds();
[[nodiscard]] double ProcessCpuSeconds();

/// Of the last minute.
[[nodiscard]] double LoadAverage();

/// Bytes on disk of the files below `directory`.
[[nodiscard]] uint64_t DirectoryBytes(const std::string& directory);

}  // namespace varve::bench

#endif  // VARVE_TESTS_BENCH_PROCESS_STATS_H_
