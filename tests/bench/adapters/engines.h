// The engines that this build can measure.
#ifndef VARVE_TESTS_BENCH_ADAPTERS_ENGINES_H_
#define VARVE_TESTS_BENCH_ADAPTERS_ENGINES_H_

#include <memory>
#include <span>
#include <string_view>

#include "tests/bench/adapters/engine.h"

namespace varve::bench {

struct EngineKind {
  std::string_view name;
  std::unique_ptr<Engine> (*open)(const EngineSettings& settings);
  bool has_log;          // recovers from a log, and compacts
  bool log_is_optional;  // can write without a log
};

/// In the order in which `compare` runs and prints them, varve first. A peer whose library was not
/// there at configuration is absent.
[[nodiscard]] std::span<const EngineKind> AllEngines();
/// Null where there is none.
[[nodiscard]] const EngineKind* FindEngine(std::string_view name);

std::unique_ptr<Engine> OpenVarve(const EngineSettings& settings);
std::unique_ptr<Engine> OpenLevelDb(const EngineSettings& settings);
std::unique_ptr<Engine> OpenLmdb(const EngineSettings& settings);
std::unique_ptr<Engine> OpenRocksDb(const EngineSettings& settings);

}  // namespace varve::bench

#endif  // VARVE_TESTS_BENCH_ADAPTERS_ENGINES_H_
