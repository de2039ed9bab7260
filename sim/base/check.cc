#include "sim/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace varve::sim {

void SimCheckFailed(const char* file, int line, const char* condition, std::string_view why) {
  std::fprintf(stderr, "varve-sim: CHECK failed at %s:%d: %s [%.*s]\n", file, line, condition,
               static_cast<int>(why.size()), why.data());
  std::fflush(stderr);
  std::abort();
}

}  // namespace varve::sim
