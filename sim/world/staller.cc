#include "sim/world/staller.h"

#include <string>
#include <vector>

namespace varve::sim {
namespace {

// Pauses and stalls are drawn on a logarithmic scale, from about a hundred decisions of the others
// to a whole lifetime's.
constexpr int64_t kShortestNanos = 25'000;
constexpr uint32_t kPauseDoublings = 8;
constexpr uint32_t kStallDoublings = 10;

}  // namespace

void Staller::Sleep(uint32_t doublings) {
  const int64_t nanos = kShortestNanos << choices_.Pick("stall.nanos", doublings);
  kernel_.SleepUntil(After(kernel_.now(), nanos));
}

FiberId Staller::PickVictim() {
  std::vector<FiberId> victims = kernel_.Fibers();
  std::erase_if(victims, [this](FiberId fiber) {
    return fiber == main_ || fiber == kernel_.CurrentFiberId();
  });
  if (victims.empty()) return kNoFiber;
  return victims[choices_.Pick("stall.fiber", static_cast<uint32_t>(victims.size()))];
}

void Staller::Run(const std::function<bool()>& done) {
  while (!done()) {
    Sleep(kPauseDoublings);
    const FiberId victim = PickVictim();
    if (victim == kNoFiber) continue;
    log_.AddEvent("stall", kernel_.now().nanos, kernel_.CurrentPath(), kernel_.Path(victim));
    kernel_.Freeze(victim);
    Sleep(kStallDoublings);
    kernel_.Thaw(victim);
  }
}

}  // namespace varve::sim
