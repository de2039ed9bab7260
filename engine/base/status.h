// Errors as the engine words them: corruption names the file and the offset.
#ifndef VARVE_ENGINE_BASE_STATUS_H_
#define VARVE_ENGINE_BASE_STATUS_H_

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace varve {

/// `kDataLoss`: "PATH: offset OFFSET: WHAT".
[[nodiscard]] absl::Status Corruption(std::string_view path, uint64_t offset,
                                      std::string_view what);

}  // namespace varve

/// Returns from the calling function when `expression` is not OK.
#define VARVE_RETURN_IF_ERROR(expression)                                                     \
  do {                                                                                        \
    if (absl::Status varve_status_ = (expression); !varve_status_.ok()) return varve_status_; \
  } while (false)

#define VARVE_STATUS_CONCAT_(a, b) a##b
#define VARVE_STATUS_NAME_(line) VARVE_STATUS_CONCAT_(varve_statusor_, line)

/// Assigns the value of the StatusOr `expression` to `target`, or returns its error.
#define VARVE_ASSIGN_OR_RETURN(target, expression)                                      \
  auto VARVE_STATUS_NAME_(__LINE__) = (expression);                                     \
  if (!VARVE_STATUS_NAME_(__LINE__).ok()) return VARVE_STATUS_NAME_(__LINE__).status(); \
  target = *std::move(VARVE_STATUS_NAME_(__LINE__))

#endif  // VARVE_ENGINE_BASE_STATUS_H_
