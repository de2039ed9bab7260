// One simulated machine: the parts of a world that outlive the lifetimes of the engine's process.
#ifndef VARVE_SIM_WORLD_MACHINE_H_
#define VARVE_SIM_WORLD_MACHINE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "sim/campaign/runner.h"
#include "sim/clock/sim_clock.h"
#include "sim/faults/fault_injector.h"
#include "sim/file_system/disk.h"
#include "sim/file_system/image.h"
#include "sim/file_system/sim_file_system.h"
#include "sim/heap/heap.h"
#include "sim/oracle/oracle.h"
#include "sim/scheduler/kernel.h"
#include "sim/scheduler/sim_scheduler.h"
#include "sim/scheduler/strategy.h"
#include "sim/workload/context.h"
#include "sim/workload/key_universe.h"
#include "sim/world/knobs.h"
#include "sim/world/world_gate.h"
#include "sim/world/world_instrumentation.h"
#include "varve/platform/platform.h"

namespace varve::sim {

/// Where the database lives on the simulated disk.
inline constexpr char kDatabasePath[] = "/db";

/// A finding ends the kernel's run, wherever the fiber stands.
class KernelReferee final : public Referee {
 public:
  explicit KernelReferee(Kernel& kernel) : kernel_(kernel) {}
  [[noreturn]] void Fail(std::string_view rule, std::string_view message) override {
    kernel_.Fail(rule, message);
  }

 private:
  Kernel& kernel_;
};

/// Members are declared in the order in which they depend on each other. All of it is world memory.
/// Thread safety: one operating system thread.
struct Machine {
  Machine(const RunRequest& request, Choices& run_choices, ChoiceLog& run_log, Digest& run_digest);
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  Choices& choices;
  ChoiceLog& log;
  Digest& digest;
  Statistics statistics;

  const Knobs knobs;
  const StrategyKnobs strategy_knobs;
  const KeyUniverse keys;
  const Options options;

  const std::unique_ptr<Strategy> strategy;
  Kernel kernel;
  SimScheduler scheduler;
  SimClock clock;
  KernelReferee referee;
  Oracle oracle;
  WorldInstrumentation instrumentation;
  Service service;
  Disk disk;
  FaultInjector faults;
  WorldGate gate;
  SimFileSystem file_system;
  const Platform platform;
  LifetimeHeap heap;  // of the process that runs now

  /// What the last crash left on the disk, until it has been recovered and checked.
  std::optional<ImageReport> unrecovered;

  /// The knobs and the strategy as one JSON object.
  [[nodiscard]] std::string KnobsJson() const;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_WORLD_MACHINE_H_
