#include "sim/file_system/profile.h"

namespace varve::sim {

std::string_view Name(Profile profile) {
  switch (profile) {
    case Profile::kStrict:
      return "strict";
    case Profile::kOrdered:
      return "ordered";
    case Profile::kWriteback:
      return "writeback";
  }
  return "unknown";
}

}  // namespace varve::sim
