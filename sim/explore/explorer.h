// The machinery behind `Explore`: a kernel whose choices come from a tree of picks. Internal to
// sim/explore.
#ifndef VARVE_SIM_EXPLORE_EXPLORER_H_
#define VARVE_SIM_EXPLORE_EXPLORER_H_

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/clock/sim_clock.h"
#include "sim/explore/execution_state.h"
#include "sim/explore/explore.h"
#include "sim/explore/noting_scheduler.h"
#include "sim/explore/pick_tree.h"
#include "sim/explore/tree_choices.h"
#include "sim/explore/tree_strategy.h"
#include "sim/scheduler/kernel.h"

namespace varve::sim {

/// Also the execution that its scenarios see, one at a time. Thread safety: one operating system
/// thread.
class Explorer final : public Execution {
 public:
  explicit Explorer(const ExploreOptions& options);

  Exploration Run(const Scenario& scenario);

  Scheduler& scheduler() override { return scheduler_; }
  Clock& clock() override { return clock_; }
  void Task(std::string_view name, std::function<void()> body) override;
  void RunTasks() override;
  void FreezeNoMore() override { state_.may_freeze = kNoFiber; }
  void Expect(bool condition, std::string_view what) override;

  /// The picks and steps so far, in text: what a dying process leaves behind.
  [[nodiscard]] std::string Account() const;

 private:
  KernelResult RunOnce(const Scenario& scenario);
  void TaskEnded();
  [[nodiscard]] Counterexample Failure(const KernelResult& result) const;
  [[nodiscard]] std::vector<std::string> Steps() const;

  const ExploreOptions options_;
  PickTree tree_;
  ExecutionState state_;
  TreeChoices choices_;
  TreeStrategy strategy_;
  Kernel kernel_;
  NotingScheduler scheduler_;
  SimClock clock_;

  struct Body {
    std::string name;
    std::function<void()> run;
  };
  std::vector<Body> bodies_;
  std::vector<std::pair<FiberId, std::string>> names_;  // of the tasks of this execution
  size_t running_ = 0;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_EXPLORE_EXPLORER_H_
