// A data block: building, parsing, and finding a key in it.
#include "engine/table/block.h"

#include <benchmark/benchmark.h>

#include <string>

#include "engine/table/block_builder.h"
#include "tests/bench/data.h"

namespace varve::bench {
namespace {

constexpr uint64_t kEntries = 34;  // of 16 + 100 bytes in 4 KiB
constexpr size_t kRestartInterval = 16;

void AddAll(const Ops& ops, const Values& values, BlockBuilder* builder) {
  for (const Op& op : ops) {
    builder->Add({op.key(), op.number + 1, EntryKind::kValue}, values.Of(op.number));
  }
}

void BuildBlock(benchmark::State& state) {
  const Ops ops = Ascending(kEntries);
  const Values values(100);
  BlockBuilder builder(kRestartInterval);
  for (auto _ : state) {
    builder.Clear();
    AddAll(ops, values, &builder);
    benchmark::DoNotOptimize(builder.Finish());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kEntries));
}
BENCHMARK(BuildBlock);

void ParseBlock(benchmark::State& state) {
  BlockBuilder builder(kRestartInterval);
  AddAll(Ascending(kEntries), Values(100), &builder);
  const std::string payload(builder.Finish());
  for (auto _ : state) benchmark::DoNotOptimize(Block::Parse(payload, "block", 0));
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kEntries));
}
BENCHMARK(ParseBlock);

void FindInBlock(benchmark::State& state) {
  BlockBuilder builder(kRestartInterval);
  AddAll(Ascending(kEntries), Values(100), &builder);
  const auto block = Block::Parse(std::string(builder.Finish()), "block", 0);
  if (!block.ok()) return state.SkipWithError("the block does not parse");
  const Ops asked = Drawn(1 << 12, kEntries, 7);
  size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize((*block)->Find(asked[i].key(), kSeqNoLimit));
    i = (i + 1) % asked.size();
  }
}
BENCHMARK(FindInBlock);

}  // namespace
}  // namespace varve::bench
