// Assertions of the simulator itself: what fails here is a bug of the simulator or a misuse of a
// seam, never a counterexample found by the oracle. They stay on.
#ifndef VARVE_SIM_BASE_CHECK_H_
#define VARVE_SIM_BASE_CHECK_H_

#include <string_view>

namespace varve::sim {

/// Ends the process as an internal error, "CHECK failed at FILE:LINE: CONDITION [WHY]".
[[noreturn]] void SimCheckFailed(const char* file, int line, const char* condition,
                                 std::string_view why);

}  // namespace varve::sim

#define VARVE_SIM_CHECK(condition, why)                                    \
  do {                                                                     \
    if (!(condition)) [[unlikely]]                                         \
      ::varve::sim::SimCheckFailed(__FILE__, __LINE__, #condition, (why)); \
  } while (false)

#endif  // VARVE_SIM_BASE_CHECK_H_
