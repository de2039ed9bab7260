// One cell's run: an open database, the values, and the measured loop.
#ifndef VARVE_TESTS_BENCH_WORKLOADS_RUN_H_
#define VARVE_TESTS_BENCH_WORKLOADS_RUN_H_

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <latch>
#include <memory>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/bench/adapters/engine.h"
#include "tests/bench/data.h"
#include "tests/bench/process_stats.h"
#include "tests/bench/workloads/workload.h"

namespace varve::bench {

using BenchClock = std::chrono::steady_clock;

inline double SecondsBetween(BenchClock::time_point begin, BenchClock::time_point end) {
  return std::chrono::duration<double>(end - begin).count();
}

class Run {
 public:
  explicit Run(const CellOptions& options);

  [[nodiscard]] const CellOptions& options() const { return options_; }
  [[nodiscard]] const Values& values() const { return values_; }
  [[nodiscard]] Outcome& outcome() { return outcome_; }
  [[nodiscard]] Engine& engine() { return *engine_; }
  [[nodiscard]] unsigned threads() const;
  [[nodiscard]] uint64_t reads() const { return options_.reads ? options_.reads : options_.num; }

  /// The settings that the options name, with room for twice the entries.
  [[nodiscard]] EngineSettings Settings() const;
  /// Opens, and from now on counts peak memory. Lists of operations should be made before.
  void Open(const EngineSettings& settings);
  /// Closes, and returns freed memory to the system.
  void Close();

  /// Puts `ops` in batches; not measured.
  void Load(const Ops& ops);
  /// Reads `ops` (each `stride`-th) and compares every byte with what `generation` put. Reads
  /// everything into caches on the way. Ends the process with status 1 where something differs.
  void Verify(const Ops& ops, uint64_t generation = 0, uint64_t stride = 1);

  /// Runs `make(session, thread)` on each list's operations, each list on a thread of its own, and
  /// notes times, count and latencies (of `group` operations each) in the outcome. Returns the
  /// bodies.
  template <typename Make>
  auto Measure(const std::vector<Ops>& lists, Make make, uint64_t group = 1);

  /// Flushes, and notes what was written since `written_before` for `user_bytes`.
  void NoteWritten(uint64_t written_before, uint64_t user_bytes);
  /// Notes space and memory, and hands out the outcome.
  [[nodiscard]] Outcome Finish();

 private:
  template <typename Body>
  void Loop(const Ops& ops, uint64_t group, Body& body, Histogram* latencies) const;

  const CellOptions& options_;
  const Values values_;
  std::unique_ptr<Engine> engine_;
  uint64_t memory_before_ = 0;
  Outcome outcome_;
};

/// Ends the process with status 1 where `got` is not `wanted`: the engine answered wrongly.
void Expect(std::string_view what, uint64_t got, uint64_t wanted);

template <typename Body>
void Run::Loop(const Ops& ops, uint64_t group, Body& body, Histogram* latencies) const {
  if (!options_.latency) {
    for (const Op& op : ops) body(op);
    return;
  }
  auto before = BenchClock::now();
  uint64_t done = 0;
  for (const Op& op : ops) {
    body(op);
    if (++done % group != 0) continue;
    const auto now = BenchClock::now();
    latencies->Add(static_cast<uint64_t>(std::chrono::nanoseconds(now - before).count()));
    before = now;
  }
}

template <typename Make>
auto Run::Measure(const std::vector<Ops>& lists, Make make, uint64_t group) {
  using Body = decltype(make(std::declval<Session&>(), size_t{0}));
  const auto count = static_cast<std::ptrdiff_t>(lists.size());
  std::vector<std::unique_ptr<Body>> bodies(lists.size());
  std::vector<Histogram> latencies(lists.size());
  std::latch ready(count);
  std::latch start(1);
  std::vector<BenchClock::time_point> ends(lists.size());
  std::vector<double> cpu_seconds(lists.size());
  std::vector<std::thread> threads;
  for (size_t i = 0; i < lists.size(); ++i) {
    threads.emplace_back([&, i] {
      const auto session = engine_->NewSession();
      bodies[i] = std::make_unique<Body>(make(*session, i));
      ready.count_down();
      start.wait();
      const double cpu_before = ThreadCpuSeconds();
      Loop(lists[i], group, *bodies[i], &latencies[i]);
      ends[i] = BenchClock::now();
      cpu_seconds[i] = ThreadCpuSeconds() - cpu_before;
    });
  }
  ready.wait();
  (void)engine_->TakeLongestStall();  // what loading met is not the workload's
  const auto begin = BenchClock::now();
  start.count_down();
  for (std::thread& thread : threads) thread.join();
  outcome_.stall_ns = engine_->TakeLongestStall();
  outcome_.seconds = SecondsBetween(begin, *std::max_element(ends.begin(), ends.end()));
  for (size_t i = 0; i < lists.size(); ++i) {
    outcome_.operations += lists[i].size();
    outcome_.cpu_seconds += cpu_seconds[i] / static_cast<double>(lists.size());
    outcome_.latencies.Merge(latencies[i]);
  }
  return bodies;
}

}  // namespace varve::bench

#endif  // VARVE_TESTS_BENCH_WORKLOADS_RUN_H_
