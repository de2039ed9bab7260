// A world: one simulated machine from its first start to its last clean shutdown, with lifetimes of
// the engine's process in between, most of which end in a crash.
#ifndef VARVE_SIM_WORLD_WORLD_H_
#define VARVE_SIM_WORLD_WORLD_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "model/operation.h"
#include "sim/campaign/runner.h"
#include "sim/world/machine.h"
#include "sim/world/process.h"

namespace varve::sim {

/// One object makes one run. World memory. Thread safety: one operating system thread.
class World {
 public:
  World(const RunRequest& request, Choices& choices, ChoiceLog& log, Digest& digest);

  /// Every lifetime to its end, or to the first failure.
  [[nodiscard]] RunResult Run();

 private:
  /// Runs one lifetime; false when the world has failed.
  bool Live(const Assignment& assignment);
  bool CrashInRecovery(uint32_t lifetime);
  bool AfterCleanEnd();
  void Crash(LifetimeEnd end);
  bool Fail(std::string_view rule, std::string_view message);
  void CompleteStatistics();

  Machine machine_;
  Ledger ledger_;
  std::optional<model::CrashKind> after_crash_;
  uint32_t recovery_crashes_ = 0;  // in a row, up to now
  RunResult result_;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_WORLD_WORLD_H_
