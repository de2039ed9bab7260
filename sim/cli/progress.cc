#include "sim/cli/progress.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cinttypes>

namespace varve::sim {
namespace {

constexpr int64_t kLiveMs = 200;
constexpr int64_t kHeartbeatMs = 10'000;

}  // namespace

std::string ProgressLine(const Progress& progress) {
  const double seconds = static_cast<double>(std::max<int64_t>(progress.elapsed_ms, 1)) / 1000;
  const Statistics& statistics = progress.statistics;
  std::array<char, 320> line;
  std::snprintf(line.data(), line.size(),
                "%" PRIu64 "/%" PRIu64 " seeds, %.1f/s, %" PRIu64 " operations, %" PRIu64
                " crashes recovered, %.2f M switches/s, %zu/%d probes hit, %" PRIu64 " failures",
                progress.seeds_done, progress.seeds_total,
                static_cast<double>(progress.seeds_done) / seconds, statistics.operations,
                statistics.crashes_recovered,
                static_cast<double>(statistics.switches) / seconds / 1e6, statistics.probes_hit(),
                kProbeCount, progress.failures);
  return line.data();
}

ProgressPrinter::ProgressPrinter(std::FILE* file)
    : file_(file),
      terminal_(isatty(fileno(file)) != 0),
      next_ms_(terminal_ ? kLiveMs : kHeartbeatMs) {}

void ProgressPrinter::Update(const Progress& progress) {
  if (progress.elapsed_ms < next_ms_) return;
  next_ms_ = progress.elapsed_ms + (terminal_ ? kLiveMs : kHeartbeatMs);
  Clear();
  std::fprintf(file_, terminal_ ? "%s" : "%s\n", ProgressLine(progress).c_str());
  std::fflush(file_);
  shown_ = terminal_;
}

void ProgressPrinter::Clear() {
  if (shown_) std::fputs("\r\033[K", file_);
  shown_ = false;
}

}  // namespace varve::sim
