#include "sim/choice/internal_error.h"

#include <unistd.h>

#include <cstdio>

namespace varve::sim {

void InternalError(std::string_view what) {
  std::fprintf(stderr, "varve-sim: internal error: %.*s\n", static_cast<int>(what.size()),
               what.data());
  std::fflush(stderr);
  _exit(kInternalErrorStatus);
}

}  // namespace varve::sim
