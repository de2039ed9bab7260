// A table's filter: building it, and asking it for keys that are there and that are not.
#include "engine/table/filter.h"

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "engine/table/filter_builder.h"
#include "tests/bench/data.h"

namespace varve::bench {
namespace {

std::string BuildFilter(const Ops& ops) {
  FilterBuilder builder(10);
  for (const Op& op : ops) builder.Add(op.key());
  return builder.Finish();
}

void BuildFilterOf(benchmark::State& state) {
  const Ops ops = Ascending(static_cast<uint64_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(BuildFilter(ops));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BuildFilterOf)->Arg(1 << 10)->Arg(1 << 17);

/// Hashing included. The offset picks keys that are there (0) or not (1).
void AskFilter(benchmark::State& state, uint64_t offset) {
  const auto count = static_cast<uint64_t>(state.range(0));
  const auto filter = Filter::Parse(BuildFilter(Ascending(count, 2)), "filter", 0);
  if (!filter.ok()) return state.SkipWithError("the filter does not parse");
  const Ops asked = Drawn(1 << 14, count, 7, 2, offset);
  size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(filter->MayContain(FilterHash(asked[i].key())));
    i = (i + 1) % asked.size();
  }
}
BENCHMARK_CAPTURE(AskFilter, present, 0)->Arg(1 << 10)->Arg(1 << 20);
BENCHMARK_CAPTURE(AskFilter, absent, 1)->Arg(1 << 10)->Arg(1 << 20);

}  // namespace
}  // namespace varve::bench
