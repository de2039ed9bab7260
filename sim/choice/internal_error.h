// The simulator's own failures, as opposed to those of the engine it judges.
#ifndef VARVE_SIM_CHOICE_INTERNAL_ERROR_H_
#define VARVE_SIM_CHOICE_INTERNAL_ERROR_H_

#include <string_view>

namespace varve::sim {

/// The exit status of a process that met an internal error (EX_SOFTWARE).
inline constexpr int kInternalErrorStatus = 70;

/// Prints "varve-sim: internal error: WHAT" to standard error and ends the process with status 70,
/// running no destructor. A campaign reports it as such, not as a counterexample.
[[noreturn]] void InternalError(std::string_view what);

}  // namespace varve::sim

#endif  // VARVE_SIM_CHOICE_INTERNAL_ERROR_H_
