// The memtable: adding, point reads, and a walk over everything, alone and beside another thread.
#include "engine/memtable/memtable.h"

#include <benchmark/benchmark.h>

#include <atomic>
#include <memory>
#include <optional>
#include <thread>

#include "tests/bench/data.h"
#include "varve/platform/platform.h"

namespace varve::bench {
namespace {

enum Order { kAscending, kShuffled };

Ops OpsOf(const benchmark::State& state) {
  const auto count = static_cast<uint64_t>(state.range(1));
  return state.range(0) == kAscending ? Ascending(count) : Shuffled(count, 1);
}

void AddAll(MemTable& table, const Ops& ops, size_t first, size_t step) {
  const Values values(100);
  for (size_t i = first; i < ops.size(); i += step) {
    table.Add(i + 1, EntryKind::kValue, ops[i].key(), values.Of(ops[i].number));
  }
}

std::unique_ptr<MemTable> NewTable(const PosixPlatform& posix) {
  return std::make_unique<MemTable>(posix.platform(), 1);
}

void SetItems(benchmark::State& state) {
  state.SetItemsProcessed(state.iterations() * state.range(1));
}

/// A new memtable filled by `state.range(2)` threads, which take the entries in turn.
void FillMemTable(benchmark::State& state) {
  const PosixPlatform posix;
  const Ops ops = OpsOf(state);
  const auto writers = static_cast<size_t>(state.range(2));
  for (auto _ : state) {
    const auto table = NewTable(posix);
    std::optional<std::thread> other;
    if (writers == 2) other.emplace([&] { AddAll(*table, ops, 1, 2); });
    AddAll(*table, ops, 0, writers);
    if (other.has_value()) other->join();
  }
  SetItems(state);
}
BENCHMARK(FillMemTable)
    ->ArgsProduct({{kAscending, kShuffled}, {100000, 1000000}, {1, 2}})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

/// A new memtable filled while another thread reads what is there already.
void FillMemTableBesideReader(benchmark::State& state) {
  const PosixPlatform posix;
  const Ops ops = OpsOf(state);
  const Values values(100);
  size_t reads = 0;
  for (auto _ : state) {
    const auto table = NewTable(posix);
    std::atomic<size_t> done{0};
    std::thread reader([&] {
      const Ops drawn = Drawn(1 << 16, ops.size(), 2);
      for (size_t i = 0, end = 0; end < ops.size(); i = (i + 1) % drawn.size()) {
        end = done.load(std::memory_order_acquire);
        if (end == 0) continue;
        benchmark::DoNotOptimize(table->Get(ops[drawn[i].number % end].key(), kSeqNoLimit));
        ++reads;
      }
    });
    for (size_t i = 0; i < ops.size(); ++i) {
      table->Add(i + 1, EntryKind::kValue, ops[i].key(), values.Of(ops[i].number));
      done.store(i + 1, std::memory_order_release);
    }
    reader.join();
  }
  SetItems(state);
  state.counters["reads"] =
      benchmark::Counter(static_cast<double>(reads), benchmark::Counter::kIsRate);
}
BENCHMARK(FillMemTableBesideReader)
    ->ArgsProduct({{kAscending, kShuffled}, {1000000}})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

void GetFromMemTable(benchmark::State& state) {
  const PosixPlatform posix;
  const auto table = NewTable(posix);
  AddAll(*table, OpsOf(state), 0, 1);
  const Ops drawn = Drawn(1 << 20, static_cast<uint64_t>(state.range(1)), 3);
  size_t i = 0;
  for (auto _ : state) {
    const auto found = table->Get(drawn[i].key(), kSeqNoLimit);
    benchmark::DoNotOptimize(found->value.back());
    i = (i + 1) % drawn.size();
  }
}
BENCHMARK(GetFromMemTable)->ArgsProduct({{kAscending, kShuffled}, {100000, 1000000}});

/// What a flush does.
void WalkMemTable(benchmark::State& state) {
  const PosixPlatform posix;
  const auto table = NewTable(posix);
  AddAll(*table, OpsOf(state), 0, 1);
  const auto cursor = table->NewIterator();
  for (auto _ : state) {
    for (cursor->SeekToFirst(); cursor->Valid(); cursor->Next()) {
      benchmark::DoNotOptimize(cursor->value().back());
    }
  }
  SetItems(state);
}
BENCHMARK(WalkMemTable)
    ->ArgsProduct({{kAscending, kShuffled}, {1000000}})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace varve::bench
