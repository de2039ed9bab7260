#include "sim/world/world_gate.h"

#include <utility>

namespace varve::sim {
namespace {

// A call that is under way for longer than this has lost its wake-up (rule L1). It is over ten
// times what the longest call of four thousand worlds took, 1.83 simulated seconds: with long
// latencies, and with fibers held up in the midst of calls, calls are slow legitimately. The world
// itself waits for longer only while no call is under way.
constexpr int64_t kCallBoundNanos = int64_t{20} * 1'000'000'000;
constexpr uint64_t kOperationsBetweenProgressChecks = 256;

}  // namespace

WorldGate::WorldGate(const Parts& parts) : parts_(parts) {
  parts_.oracle.WatchCalls([kernel = &parts.kernel] { return kernel->now().nanos; },
                           kCallBoundNanos);
}

void WorldGate::Before(FileOperation operation, std::string_view path, std::string_view bytes,
                       uint64_t offset, uint64_t size) {
  Kernel& kernel = parts_.kernel;
  PassTime();
  ++parts_.statistics.file_operations;
  parts_.digest.Fold(static_cast<uint64_t>(operation));
  parts_.digest.Fold(path);
  parts_.digest.Fold(bytes);
  parts_.digest.Fold(offset);
  parts_.digest.Fold(size);
  parts_.digest.Fold(static_cast<uint64_t>(kernel.now().nanos));
  parts_.log.AddEvent(Name(operation), kernel.now().nanos, kernel.CurrentPath(), path);
  if (++passed_ % kOperationsBetweenProgressChecks == 0) CheckProgress();
  const PhaseStack phases(kernel.user());
  if (!trigger_.Fires(phases)) return;
  CheckProgress();  // the crash would cover up a call that hangs
  site_ = CrashSite{operation, phases.empty() ? std::nullopt : std::optional(phases.innermost())};
  kernel.Stop();
}

void WorldGate::CheckProgress() {
  parts_.oracle.CheckProgress(parts_.kernel.now().nanos, kCallBoundNanos);
}

// What the operation was is known from `Before`, which no other fiber's operation separates from
// it.
void WorldGate::After(FileOperation operation, absl::StatusCode code, std::string_view result,
                      uint64_t number) {
  parts_.digest.Fold(static_cast<uint64_t>(operation));
  parts_.digest.Fold(static_cast<uint64_t>(code));
  parts_.digest.Fold(result);
  parts_.digest.Fold(number);
}

// The scheduling point of the operation, and sometimes a stretch of virtual time in which all
// others may overtake it.
void WorldGate::PassTime() {
  Kernel& kernel = parts_.kernel;
  int64_t most_nanos = 0;
  switch (parts_.latency) {
    case LatencyProfile::kZero:
      break;
    case LatencyProfile::kShort:
      most_nanos = 20'000;
      break;
    case LatencyProfile::kLong:
      most_nanos = 2'000'000;
      break;
  }
  if (most_nanos == 0 || !parts_.choices.OneIn("fs.slow", 3)) {
    kernel.SchedulingPoint();
    return;
  }
  const auto steps = static_cast<int64_t>(parts_.choices.Range("fs.latency", 1, 16));
  kernel.SleepUntil(varve::After(kernel.now(), steps * most_nanos / 16));
}

std::optional<CrashSite> WorldGate::TakeSite() { return std::exchange(site_, std::nullopt); }

}  // namespace varve::sim
