#include "sim/world/staller.h"

#include <algorithm>
#include <cstddef>
#include <string>

namespace varve::sim {
namespace {

constexpr size_t kMostStalls = 2;  // at once
// Lengths are drawn from so many powers of two.
constexpr uint32_t kPauseLengths = 7;
constexpr uint32_t kStallLengths = 10;
constexpr Instant kEndOfTime{INT64_MAX};

}  // namespace

int64_t Staller::Length(int64_t shortest_nanos, uint32_t lengths) {
  return shortest_nanos << parts_.choices.Pick("stall.nanos", lengths);
}

FiberId Staller::PickVictim() {
  Kernel& kernel = parts_.kernel;
  const bool any = parts_.favourites.empty() || parts_.choices.OneIn("stall.any", 3);
  std::vector<FiberId> victims = any ? kernel.Fibers() : parts_.favourites;
  std::erase_if(victims, [this, &kernel](FiberId fiber) {
    return fiber == parts_.spared || fiber == kernel.CurrentFiberId() || !kernel.Exists(fiber);
  });
  if (victims.empty()) return kNoFiber;
  return victims[parts_.choices.Pick("stall.fiber", static_cast<uint32_t>(victims.size()))];
}

void Staller::BeginStall() {
  Kernel& kernel = parts_.kernel;
  const FiberId victim = PickVictim();
  const bool stalled = std::any_of(stalls_.begin(), stalls_.end(),
                                   [victim](const Stall& stall) { return stall.fiber == victim; });
  if (victim == kNoFiber || stalled) return;
  parts_.log.AddEvent("stall", kernel.now().nanos, kernel.CurrentPath(), kernel.Path(victim));
  kernel.Freeze(victim);
  const int64_t nanos = Length(4 * parts_.unit_nanos, kStallLengths);
  stalls_.push_back({victim, After(kernel.now(), nanos)});
}

size_t Staller::EndStalls(Instant now) {
  return std::erase_if(stalls_, [this, now](const Stall& stall) {
    if (stall.end > now) return false;
    parts_.kernel.Thaw(stall.fiber);
    return true;
  });
}

void Staller::Run(const std::function<bool()>& done) {
  Kernel& kernel = parts_.kernel;
  while (!done()) {
    kernel.SleepUntil(After(kernel.now(), Length(parts_.unit_nanos, kPauseLengths)));
    // Whoever was let go has to get somewhere before anybody is held up again.
    if (EndStalls(kernel.now()) == 0 && stalls_.size() < kMostStalls) BeginStall();
  }
  EndStalls(kEndOfTime);
}

}  // namespace varve::sim
