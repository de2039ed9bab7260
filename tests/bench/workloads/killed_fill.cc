#include "tests/bench/workloads/killed_fill.h"

#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <new>
#include <span>

namespace varve::bench {
namespace {

/// Counters that parent and child share, one a cache line.
struct alignas(64) Acknowledged {
  std::atomic<uint64_t> puts{0};
};

std::span<Acknowledged> NewSharedCounters(size_t count) {
  void* memory = mmap(nullptr, count * sizeof(Acknowledged), PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) Fail("kill", "no memory to share");
  auto* counters = static_cast<Acknowledged*>(memory);
  for (size_t i = 0; i < count; ++i) new (&counters[i]) Acknowledged;
  return {counters, count};
}

uint64_t Sum(std::span<const Acknowledged> counters) {
  uint64_t sum = 0;
  for (const Acknowledged& counter : counters) sum += counter.puts.load(std::memory_order_acquire);
  return sum;
}

struct PutAcknowledged {
  Session& session;
  const Values& values;
  const KilledFill& fill;
  Acknowledged& acknowledged;
  uint64_t count = 0;
  void operator()(const Op& op) {
    const std::string_view value = values.Of(op.number, fill.generation);
    if (fill.batch == 1) {
      session.Put(op.key(), value);
    } else {
      session.BatchPut(op.key(), value);
    }
    if (++count % fill.batch != 0) return;
    if (fill.batch != 1) session.BatchWrite();
    acknowledged.puts.store(count, std::memory_order_release);
  }
};

[[noreturn]] void PutUntilKilled(Run& run, const KilledFill& fill,
                                 std::span<Acknowledged> counters) {
  run.Open(fill.settings);
  if (fill.preload != nullptr) run.Load(*fill.preload);
  run.Measure(fill.lists, [&](Session& session, size_t i) {
    return PutAcknowledged{session, run.values(), fill, counters[i]};
  });
  for (;;) pause();  // the parent kills it in any case
}

}  // namespace

Outcome KillAndVerify(Run& run, const KilledFill& fill) {
  uint64_t all = 0;
  for (const Ops& ops : fill.lists) all += ops.size() / fill.batch * fill.batch;
  const std::span<Acknowledged> counters = NewSharedCounters(fill.lists.size());
  const uint64_t wanted = std::min(all, run.options().kill_after);

  const auto begin = BenchClock::now();
  const pid_t child = fork();  // no thread has been started yet
  if (child < 0) Fail("kill", "fork failed");
  if (child == 0) PutUntilKilled(run, fill, counters);
  while (Sum(counters) < wanted) {
    if (waitpid(child, nullptr, WNOHANG) != 0) Fail("kill", "the child ended by itself");
    sched_yield();
  }
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  const auto end = BenchClock::now();

  run.Open(fill.settings);
  for (size_t i = 0; i < fill.lists.size() && fill.settings.logging != Logging::kOff; ++i) {
    Ops ops = fill.lists[i];
    ops.resize(counters[i].puts.load(std::memory_order_acquire));
    run.Verify(ops, fill.generation);
  }
  Outcome outcome = run.Finish();
  outcome.operations = Sum(counters);
  outcome.seconds = SecondsBetween(begin, end);
  return outcome;
}

}  // namespace varve::bench
