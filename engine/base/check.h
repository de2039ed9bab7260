// Assertions that stay on in production. Each cites the invariant it guards by its number
// (model/README.md lists them), so that a report says at once which promise was broken.
#ifndef VARVE_ENGINE_BASE_CHECK_H_
#define VARVE_ENGINE_BASE_CHECK_H_

#include <string_view>

namespace varve {

/// Prints "varve: CHECK failed at FILE:LINE: CONDITION [RULE]" to standard error and aborts.
[[noreturn]] void CheckFailed(const char* file, int line, const char* condition,
                              std::string_view rule);

}  // namespace varve

/// `rule` is the number of an invariant ("V6") or a short statement of what must hold.
#define VARVE_CHECK(condition, rule)                                \
  do {                                                              \
    if (!(condition)) [[unlikely]]                                  \
      ::varve::CheckFailed(__FILE__, __LINE__, #condition, (rule)); \
  } while (false)

#endif  // VARVE_ENGINE_BASE_CHECK_H_
