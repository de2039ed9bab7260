#include "sim/file_system/fault.h"

namespace varve::sim {

std::string_view Name(Fault fault) {
  switch (fault) {
    case Fault::kNone:
      return "none";
    case Fault::kBefore:
      return "before";
    case Fault::kAfter:
      return "after";
    case Fault::kPartial:
      return "partial";
    case Fault::kNoSpace:
      return "no-space";
  }
  return "unknown";
}

}  // namespace varve::sim
