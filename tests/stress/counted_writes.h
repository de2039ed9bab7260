// A workload whose every view can be judged by itself, whatever ran beside it.
//
// Writer w counts its steps from 1. Step i is one batch that sets the writer's counter to i and
// puts, or every fifth time deletes, slot i mod kSlots. So what a view must hold of the writer is a
// pure function of the counter it shows: each slot its last step up to there. A wholesale drop
// hides the older of these steps, never a newer one beside an older one that shows.
//
// Thread safety: functions without state.
#ifndef VARVE_TESTS_STRESS_COUNTED_WRITES_H_
#define VARVE_TESTS_STRESS_COUNTED_WRITES_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "varve/batch.h"
#include "varve/types.h"

namespace varve {

inline constexpr uint64_t kSlots = 40;

/// Everything a scan showed.
using Rows = std::map<std::string, std::string, std::less<>>;

[[nodiscard]] std::string CounterKey(size_t writer);
[[nodiscard]] std::string SlotKey(size_t writer, uint64_t slot);
/// Begins with the step, and has a length that varies with it.
[[nodiscard]] std::string ValueOf(uint64_t step);

[[nodiscard]] WriteBatch BatchOf(size_t writer, uint64_t step);
/// Each class in turn; syncs, which are slow, the least often.
[[nodiscard]] Durability DurabilityOf(uint64_t step);

/// The step that a value names; 0 when it is no value of `ValueOf`.
[[nodiscard]] uint64_t StepOf(std::string_view value);

/// Whether some of a view's rows may have been hidden by a wholesale drop.
enum class Cleared : uint8_t { kNever, kMaybe };

struct Judgement {
  std::string problem;             // empty: the view is one that some instant may have
  std::vector<uint64_t> counters;  // of each writer; 0 where it is absent
};

[[nodiscard]] Judgement Judge(const Rows& rows, size_t writers, Cleared cleared);

}  // namespace varve

#endif  // VARVE_TESTS_STRESS_COUNTED_WRITES_H_
