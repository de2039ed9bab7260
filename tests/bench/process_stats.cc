#include "tests/bench/process_stats.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include <filesystem>
#include <fstream>

namespace varve::bench {
namespace {

/// The number after `name` in a file of lines "name: number"; 0 where it is missing.
uint64_t Field(const char* file, const std::string& name) {
  std::ifstream in(file);
  for (std::string word; in >> word;) {
    uint64_t number = 0;
    if (word == name && in >> number) return number;
  }
  return 0;
}

double Seconds(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

}  // namespace

uint64_t FileBytesWritten() { return Field("/proc/self/io", "write_bytes:"); }

uint64_t ResetPeakMemory() {
  std::ofstream("/proc/self/clear_refs") << "5";
  return PeakMemory();
}

uint64_t PeakMemory() { return Field("/proc/self/status", "VmHWM:") * 1024; }

double ThreadCpuSeconds() { return Seconds(CLOCK_THREAD_CPUTIME_ID); }

double ProcessCpuSeconds() { return Seconds(CLOCK_PROCESS_CPUTIME_ID); }

double LoadAverage() {
  double load = 0;
  return getloadavg(&load, 1) == 1 ? load : 0;
}

uint64_t DirectoryBytes(const std::string& directory) {
  uint64_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    struct stat info {};
    if (stat(entry.path().c_str(), &info) == 0 && S_ISREG(info.st_mode)) {
      bytes += static_cast<uint64_t>(info.st_blocks) * 512;
    }
  }
  return bytes;
}

}  // namespace varve::bench
