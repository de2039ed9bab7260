// The log: appending a record of one put on the production platform's files, without sync.
#include <benchmark/benchmark.h>

#include <array>
#include <filesystem>
#include <string>

#include "engine/wal/log_writer.h"
#include "tests/bench/temporary_directory.h"
#include "varve/platform/platform.h"

namespace varve::bench {
namespace {

void AppendToLog(benchmark::State& state) {
  const std::string payload(static_cast<size_t>(state.range(0)), 'x');
  const auto directory = TemporaryDirectory::Make(std::filesystem::temp_directory_path().string());
  if (!directory.ok()) return state.SkipWithError("no temporary directory");
  PosixPlatform posix;
  LogWriter log(posix.platform(), directory->path(), uint64_t{64} << 20);
  uint64_t number = 1;
  SeqNo seqno = 0;
  bool ok = log.Start(number).ok();
  for (auto _ : state) {
    if (!log.HasRoom(payload.size())) {
      ok = ok && log.Rotate(++number, payload.size()).ok() && log.RemoveBelow(number).ok();
    }
    const std::array<std::string_view, 1> parts = {payload};
    ok = ok && log.Append(parts, ++seqno).ok();
  }
  if (!ok) state.SkipWithError("the log failed");
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(AppendToLog)->Arg(123)->Arg(12 << 10);

}  // namespace
}  // namespace varve::bench
