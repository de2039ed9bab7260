// Exit statuses of varve-sim.
#ifndef VARVE_SIM_CLI_EXIT_STATUS_H_
#define VARVE_SIM_CLI_EXIT_STATUS_H_

namespace varve::sim {

enum ExitStatus : int {
  kExitClean = 0,
  kExitCounterexample = 1,
  kExitUsage = 64,
  kExitInternal = 70,  // nondeterminism, or an error of the simulator itself
  kExitCannotWrite = 74,
  kExitRetry = 75,  // interrupted
};

}  // namespace varve::sim

#endif  // VARVE_SIM_CLI_EXIT_STATUS_H_
