// Which faults strike during one lifetime, decided at its start.
//
// A plan is a few *episodes*. Each waits for its n-th matching operation and then fails one or
// more: a lone error, a device that is ill for a while, one that stays ill until it is healed, or a
// disk that fills up.
#ifndef VARVE_SIM_FAULTS_FAULT_PLAN_H_
#define VARVE_SIM_FAULTS_FAULT_PLAN_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/choice/choices.h"
#include "sim/faults/fault_table.h"
#include "varve/platform/instrumentation.h"

namespace varve::sim {

enum class FaultMix : uint8_t {
  kNone,   // no episode
  kIo,     // I/O errors
  kSpace,  // full disks
  kAll,
};

/// A `strikes` of this never ends by itself.
inline constexpr uint64_t kUntilHealed = UINT64_MAX;

struct FaultEpisode {
  size_t kind = 0;  // the row of `FaultTable`
  FaultTarget target = FaultTarget::kAny;
  std::optional<Phase> phase = std::nullopt;  // only operations of tasks inside it match
  uint64_t first = 1;    // the matching operation that is struck first, counted from 1
  uint64_t strikes = 1;  // that one and the ones after it, in all; for a full disk all
                         // operations match, and the room comes back behind the last
  uint64_t room = 0;     // full disk: bytes left free

  /// "sync.partial on logs in flush at match 3, until healed".
  [[nodiscard]] std::string Describe() const;
};

struct FaultPlan {
  std::vector<FaultEpisode> episodes;

  /// Up to three episodes (labels "fault.*"). All choices 0 is no fault; without faults in the mix
  /// nothing is drawn.
  [[nodiscard]] static FaultPlan Draw(Choices& choices, FaultMix mix);

  /// The episodes, or "no faults".
  [[nodiscard]] std::string Describe() const;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_FAULTS_FAULT_PLAN_H_
