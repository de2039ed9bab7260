// A world of two lifetimes with three clients each whose failure needs a few of its many choices.
#ifndef VARVE_TESTS_UNIT_SIM_SHRINK_PUZZLE_WORLD_H_
#define VARVE_TESTS_UNIT_SIM_SHRINK_PUZZLE_WORLD_H_

#include "sim/campaign/runner.h"

namespace varve::sim {

/// Breaks V4 when life2/client1 does work 3 or more at its fourth turn and the knob is not at its
/// simplest; the message has numbers that change with other choices. The knob without that work
/// aborts with a failed CHECK; the work at the fifth turn of life1/client0, unless the third is
/// not 0, kills the process. Otherwise it ends well.
RunResult RunPuzzleWorld(const RunRequest& request, Choices& choices, ChoiceLog& log,
                         Digest& digest);

/// What a run records that breaks V4 and makes each of its 241 choices otherwise than simplest.
Trace PuzzleTrace();

}  // namespace varve::sim

#endif  // VARVE_TESTS_UNIT_SIM_SHRINK_PUZZLE_WORLD_H_
