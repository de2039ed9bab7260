#include "engine/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace varve {

void CheckFailed(const char* file, int line, const char* condition, std::string_view rule) {
  std::fprintf(stderr, "varve: CHECK failed at %s:%d: %s [%.*s]\n", file, line, condition,
               static_cast<int>(rule.size()), rule.data());
  std::fflush(stderr);
  std::abort();
}

}  // namespace varve
