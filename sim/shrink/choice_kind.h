// What a choice is about, told by its label: the terms in which a shrunk trace is summed up.
#ifndef VARVE_SIM_SHRINK_CHOICE_KIND_H_
#define VARVE_SIM_SHRINK_CHOICE_KIND_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "sim/choice/record.h"

namespace varve::sim {

enum class ChoiceKind : uint8_t { kSchedule, kWorkload, kFaults, kCrash, kKnobs };
inline constexpr size_t kChoiceKinds = 5;

/// "schedule", "workload", ...
[[nodiscard]] std::string_view Name(ChoiceKind kind);

/// A label that no table names belongs to the workload.
[[nodiscard]] ChoiceKind KindOf(std::string_view label);

/// How many of the picks are of each kind, indexed by `ChoiceKind`.
using KindCounts = std::array<uint64_t, kChoiceKinds>;
[[nodiscard]] KindCounts CountKinds(std::span<const RecordedPick> picks);

/// Whether the pick is the scheduler's own: that another fiber than the simplest one ran next.
[[nodiscard]] bool IsPreemption(const RecordedPick& pick);

/// "12 picks: 1 schedule, 5 workload, 0 faults, 2 crash, 4 knobs".
[[nodiscard]] std::string Summary(const KindCounts& counts);

}  // namespace varve::sim

#endif  // VARVE_SIM_SHRINK_CHOICE_KIND_H_
