#include "tests/bench/adapters/engines.h"

#include <cstdio>
#include <cstdlib>

namespace varve::bench {
namespace {

constexpr EngineKind kEngines[] = {
    {"varve", &OpenVarve, true, true},
#ifdef VARVE_BENCH_LEVELDB
    {"leveldb", &OpenLevelDb, true, false},
#endif
#ifdef VARVE_BENCH_LMDB
    {"lmdb", &OpenLmdb, false, false},
#endif
#ifdef VARVE_BENCH_ROCKSDB
    {"rocksdb", &OpenRocksDb, true, true},
#endif
};

}  // namespace

std::span<const EngineKind> AllEngines() { return kEngines; }

const EngineKind* FindEngine(std::string_view name) {
  for (const EngineKind& engine : kEngines) {
    if (engine.name == name) return &engine;
  }
  return nullptr;
}

void Fail(std::string_view engine, std::string_view what) {
  std::fprintf(stderr, "varve-bench: %.*s: %.*s\n", static_cast<int>(engine.size()), engine.data(),
               static_cast<int>(what.size()), what.data());
  std::_Exit(74);
}

}  // namespace varve::bench
