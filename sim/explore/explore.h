// Every interleaving of a small concurrent scenario, one after another.
//
// A scenario is a function that builds something, lets a few tasks use it, and looks at what became
// of it. It runs under the simulator's scheduler as often as there are ways to run it: once for
// every sequence of picks at its scheduling points and at its other choices (which waiter a lock
// wakes), found by depth-first search (pick_tree.h, tree_strategy.h).
//
//   const Exploration all = Explore({}, [](Execution& execution) {
//     Counter counter(execution.scheduler());
//     execution.Task("one", [&] { counter.Increment(); });
//     execution.Task("two", [&] { counter.Increment(); });
//     execution.RunTasks();
//     execution.Expect(counter.value() == 2, "both increments count");
//   });
//   EXPECT_TRUE(all.complete) << Describe(all);
//
// The scenario must be a function of its picks alone: no clock but the execution's, no randomness,
// no order that comes from addresses. Only scheduling points separate the steps of tasks, so what
// is explored is sequential consistency at the granularity of the marked accesses.
#ifndef VARVE_SIM_EXPLORE_EXPLORE_H_
#define VARVE_SIM_EXPLORE_EXPLORE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "varve/platform/clock.h"
#include "varve/platform/scheduler.h"

namespace varve::sim {

/// What a scenario sees of the run that it is in. Thread safety: the tasks of the execution.
class Execution {
 public:
  virtual ~Execution() = default;

  /// For the structures under test, which may live as long as the scenario's function runs.
  [[nodiscard]] virtual Scheduler& scheduler() = 0;
  [[nodiscard]] virtual Clock& clock() = 0;

  /// Adds a task to those that `RunTasks` starts; at most 7 in an execution. Called by the
  /// scenario's function itself, never by a task.
  virtual void Task(std::string_view name, std::function<void()> body) = 0;

  /// Runs the tasks added since the last call, and returns when all have ended.
  virtual void RunTasks() = 0;

  /// The task that may be frozen says that from here on it is not.
  virtual void FreezeNoMore() = 0;

  /// Ends the exploration with this execution as its counterexample unless `condition` holds. What
  /// the tasks own is not destroyed then.
  virtual void Expect(bool condition, std::string_view what) = 0;
};

using Scenario = std::function<void(Execution&)>;

struct ExploreOptions {
  /// Executions with more preemptions (tree_strategy.h) are left out. Nothing: no bound.
  std::optional<uint32_t> max_preemptions = {};
  /// An execution that makes more decisions is a counterexample: something goes round for ever.
  uint64_t max_steps = 10'000;
  /// No more executions than these.
  uint64_t max_executions = 100'000'000;
  /// The task of this name may be stopped at any of its scheduling points until all others have
  /// ended, which they have to do without it (rule L3); then it goes on. Empty: none.
  std::string freeze = {};
  /// Only this execution, that of a counterexample's `picks`.
  std::optional<std::vector<uint32_t>> only = {};
};

struct Counterexample {
  /// What is broken ("L1" for deadlocks and endless loops, else empty) and how.
  std::string rule;
  std::string message;
  std::vector<uint32_t> picks;
  /// "TASK before POINT" for each decision, in order: what the task had done was done then, what
  /// stands behind the point was not.
  std::vector<std::string> steps;
};

struct Exploration {
  uint64_t executions = 0;
  /// Every execution within the bounds was run and none failed.
  bool complete = false;
  /// Executions in which the task to freeze was stopped.
  uint64_t frozen = 0;
  /// Decisions of the longest execution.
  uint64_t longest = 0;
  std::optional<Counterexample> counterexample;
};

/// Called outside of any simulated world. A CHECK that fails ends the process as always, after the
/// picks and steps that led to it have been written to standard error.
[[nodiscard]] Exploration Explore(const ExploreOptions& options, const Scenario& scenario);

/// For people: the counterexample with its picks and steps, or the counts.
[[nodiscard]] std::string Describe(const Exploration& exploration);

}  // namespace varve::sim

#endif  // VARVE_SIM_EXPLORE_EXPLORE_H_
