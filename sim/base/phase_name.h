// What the engine's phases are called in traces and reports.
#ifndef VARVE_SIM_BASE_PHASE_NAME_H_
#define VARVE_SIM_BASE_PHASE_NAME_H_

#include "varve/platform/instrumentation.h"

namespace varve::sim {

[[nodiscard]] constexpr const char* Name(Phase phase) {
  switch (phase) {
    case Phase::kFlush:
      return "flush";
    case Phase::kCompaction:
      return "compaction";
    case Phase::kManifestSwitch:
      return "manifest_switch";
    case Phase::kLogRotation:
      return "log_rotation";
    case Phase::kRecovery:
      return "recovery";
    case Phase::kResume:
      return "resume";
  }
  return "unknown";
}

}  // namespace varve::sim

#endif  // VARVE_SIM_BASE_PHASE_NAME_H_
