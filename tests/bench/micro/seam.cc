// What the seams cost the production build: a virtual call of the platform, and the branch on a
// scheduling hook that is null.
#include <benchmark/benchmark.h>

#include "engine/base/atomic.h"
#include "varve/platform/platform.h"

namespace varve::bench {
namespace {

void ReadClock(benchmark::State& state) {
  PosixPlatform posix;
  Clock& clock = posix.platform().clock;
  for (auto _ : state) benchmark::DoNotOptimize(clock.Now());
}
BENCHMARK(ReadClock);

/// An instrumentation that does nothing: a virtual call, or the comparison by which the compiler
/// guesses its target.
void NotifyNobody(benchmark::State& state) {
  PosixPlatform posix;
  Instrumentation* instrumentation = &posix.platform().instrumentation;
  SeqNo visible = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(instrumentation);  // so that the compiler does not know what it calls
    instrumentation->OnVisible(++visible);
  }
}
BENCHMARK(NotifyNobody);

/// The range says whether the load offers to be descheduled, to a hook that is not there.
void LoadAtomic(benchmark::State& state) {
  PosixPlatform posix;
  ScheduleHook* hook = posix.platform().scheduler.hook();
  benchmark::DoNotOptimize(hook);
  const Atomic<uint64_t> value(7);
  const bool marked = state.range(0) != 0;
  for (auto _ : state) {
    if (marked) {
      benchmark::DoNotOptimize(
          value.Load(hook, SchedulePoint::kPublish, std::memory_order_acquire));
    } else {
      benchmark::DoNotOptimize(value.Load(std::memory_order_acquire));
    }
  }
}
BENCHMARK(LoadAtomic)->Arg(0)->Arg(1);

}  // namespace
}  // namespace varve::bench
