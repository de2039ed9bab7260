// What the parts of an explorer share about the execution that runs now. Internal to sim/explore.
#ifndef VARVE_SIM_EXPLORE_EXECUTION_STATE_H_
#define VARVE_SIM_EXPLORE_EXECUTION_STATE_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "sim/scheduler/fiber_record.h"
#include "sim/scheduler/kernel.h"

namespace varve::sim {

/// A scheduling point: what the task is about to do, and to which object. Both are borrowed for as
/// long as the execution lasts; empty where the kernel itself descheduled the task.
struct PointNote {
  std::string_view what;
  std::string_view object;
};

struct ExecutionState {
  struct Step {
    FiberId task;
    PointNote before;
  };

  Kernel* kernel = nullptr;
  FiberId main = kNoFiber;
  bool tasks_run = false;   // else the scenario's own fiber is alone
  PointNote note;           // of the point that is about to be reached
  std::vector<Step> steps;  // every decision, in order: who stood before what

  FiberId may_freeze = kNoFiber;  // the task that may be stopped at any of its points
  FiberId frozen = kNoFiber;      // that task, once it is stopped
  bool freeze_due = false;        // as soon as another task runs
};

}  // namespace varve::sim

#endif  // VARVE_SIM_EXPLORE_EXECUTION_STATE_H_
