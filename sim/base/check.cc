#include "sim/base/check.h"

#include <string>

#include "sim/choice/internal_error.h"

namespace varve::sim {

void SimCheckFailed(const char* file, int line, const char* condition, std::string_view why) {
  InternalError(std::string("CHECK failed at ") + file + ":" + std::to_string(line) + ": " +
                condition + " [" + std::string(why) + "]");
}

}  // namespace varve::sim
