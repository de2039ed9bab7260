// What a run did, in numbers that can be added up over runs.
#ifndef VARVE_SIM_CAMPAIGN_STATISTICS_H_
#define VARVE_SIM_CAMPAIGN_STATISTICS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "varve/platform/instrumentation.h"
#include "varve/platform/probes.h"

namespace varve::sim {

inline constexpr size_t kMaxImageClasses = 16;
inline constexpr size_t kMaxFaults = 48;

/// What `Statistics::judged` counts.
inline constexpr std::array<std::string_view, 6> kJudgedNames = {
    "gets", "scans", "cursor steps", "snapshots", "dropped entries", "recoveries"};

/// Nothing but counters; a worker process sends it as bytes.
struct Statistics {
  uint64_t clients = 0;
  uint64_t operations = 0;  // of clients, answered; a cursor's steps count
  // What the oracle judged: to show that it did.
  std::array<uint64_t, kJudgedNames.size()> judged{};
  uint64_t decisions = 0;  // scheduling decisions
  uint64_t switches = 0;   // decisions that went to another fiber
  uint64_t file_operations = 0;
  uint64_t flushes = 0;
  uint64_t compactions = 0;
  uint64_t lifetimes = 0;  // openings of the database, failed ones included
  uint64_t clean_closes = 0;
  uint64_t process_crashes = 0;
  uint64_t machine_crashes = 0;
  uint64_t crashes_recovered = 0;  // crash images that were opened and checked
  /// Crashes inside recovery by how many in a row there were: one, two, three and more.
  std::array<uint64_t, 3> recovery_crashes{};
  uint64_t failed_opens = 0;       // refused because of injected faults
  uint64_t services_restored = 0;  // resumed after the last fault, and seen to work
  /// Injected faults by kind; `WorldDescription::faults` has the names.
  std::array<uint64_t, kMaxFaults> faults{};
  /// Crashes by the phase they fell into, indexed by `Phase`; the last counts those in none.
  std::array<uint64_t, kPhaseCount + 1> crashes_by_phase{};
  /// Recovered crash images by class; `WorldDescription::image_classes` has the names.
  std::array<uint64_t, kMaxImageClasses> image_classes{};
  /// How often each probe was hit.
  std::array<uint64_t, kProbeCount> probes{};

  /// Adds every counter of `other`.
  void Add(const Statistics& other);

  [[nodiscard]] uint64_t crashes() const { return process_crashes + machine_crashes; }
  /// Probes hit at least once.
  [[nodiscard]] size_t probes_hit() const;

  friend bool operator==(const Statistics&, const Statistics&) = default;
};
static_assert(std::is_trivially_copyable_v<Statistics>);

}  // namespace varve::sim

#endif  // VARVE_SIM_CAMPAIGN_STATISTICS_H_
