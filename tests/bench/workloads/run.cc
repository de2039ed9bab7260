#include "tests/bench/workloads/run.h"

#include <malloc.h>

#include <cinttypes>
#include <cstdio>
#include <cstdlib>

namespace varve::bench {
namespace {

constexpr size_t kLoadBatch = 1000;

}  // namespace

Run::Run(const CellOptions& options) : options_(options), values_(options.value_bytes) {}

unsigned Run::threads() const {
  return options_.threads != 0 ? options_.threads : options_.workload->threads;
}

EngineSettings Run::Settings() const {
  EngineSettings settings;
  settings.directory = options_.directory;
  settings.memtable_bytes = options_.memtable_bytes;
  settings.cache_bytes = options_.cache_bytes;
  settings.bloom_bits = options_.bloom_bits;
  settings.background_threads = options_.background_threads;
  settings.expected_bytes = 2 * options_.num * (kKeyBytes + options_.value_bytes);
  return settings;
}

void Run::Open(const EngineSettings& settings) {
  memory_before_ = ResetPeakMemory();
  engine_ = options_.engine->open(settings);
}

void Run::Close() {
  engine_.reset();
  malloc_trim(0);
}

void Run::Load(const Ops& ops) {
  const auto session = engine_->NewSession();
  size_t in_batch = 0;
  for (const Op& op : ops) {
    session->BatchPut(op.key(), values_.Of(op.number));
    if (++in_batch % kLoadBatch == 0) session->BatchWrite();
  }
  session->BatchWrite();
}

void Run::Verify(const Ops& ops, uint64_t generation, uint64_t stride) {
  const auto session = engine_->NewSession();
  uint64_t right = 0;
  uint64_t read = 0;
  for (size_t i = 0; i < ops.size(); i += stride) {
    std::string_view value;
    const bool found = session->Get(ops[i].key(), &value);
    ++read;
    right += found && value == values_.Of(ops[i].number, generation) ? 1 : 0;
  }
  Expect("keys with the right value", right, read);
}

void Run::NoteWritten(uint64_t written_before, uint64_t user_bytes) {
  engine_->Flush();
  outcome_.user_bytes = user_bytes;
  outcome_.written_bytes = FileBytesWritten() - written_before;
}

Outcome Run::Finish() {
  outcome_.peak_memory_bytes = PeakMemory() - memory_before_;
  outcome_.space_bytes = DirectoryBytes(options_.directory);
  engine_.reset();
  return outcome_;
}

void Expect(std::string_view what, uint64_t got, uint64_t wanted) {
  if (got == wanted) return;
  std::fprintf(stderr, "varve-bench: wrong answer: %" PRIu64 " %.*s, expected %" PRIu64 "\n", got,
               static_cast<int>(what.size()), what.data(), wanted);
  std::_Exit(1);
}

}  // namespace varve::bench
