// The knobs of a world: everything about its configuration that a seed varies.
//
// Each knob is one row of a table (name, meaning, values with weights) and one choice of the choice
// tree, labelled "knob.<name>"; value 0 of a row is the simplest. A world is thus described by one
// small index a knob, which a trace's header records and a shrinker can lower like any other
// choice. The values are meant to reach rare *states* (a memtable sealed in the middle of a batch,
// a level that overflows at its second table), so they are tiny where a product's would be large.
#ifndef VARVE_SIM_WORLD_KNOBS_H_
#define VARVE_SIM_WORLD_KNOBS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "sim/choice/choices.h"
#include "sim/faults/fault_plan.h"
#include "sim/file_system/profile.h"
#include "varve/options.h"

namespace varve::sim {

/// Which knob; the order is that of `KnobTable`.
enum class KnobId : uint8_t {
  kMemtableBytes,
  kMaxSealed,
  kLogSegmentBytes,
  kBlockBytes,
  kRestartInterval,
  kBloomDecibits,
  kCacheBytes,
  kTableBytes,
  kLevel0Trigger,
  kLevel0StopExtra,
  kLevel1Bytes,
  kLevelFactor,
  kCompactionTasks,
  kKeys,
  kKeyShape,
  kValueMix,
  kClients,
  kOperations,
  kDurabilityMix,
  kLatency,
  kLifetimes,
  kCrashMix,
  kAdminRate,
  kSpuriousWakeups,
  kLocality,
  kStalls,
  kFaults,
  kProfile,
  kManifestBytes,
};
inline constexpr size_t kKnobCount = 29;

struct KnobValue {
  uint64_t value = 0;
  std::string_view text;  // as printed and recorded
  uint32_t weight = 1;
};

struct KnobRow {
  std::string_view name;   // "memtable_bytes"
  std::string_view label;  // "knob.memtable_bytes", the label of its choice
  std::string_view meaning;
  std::span<const KnobValue> values;
};

/// All knobs, in the order of `KnobId`.
[[nodiscard]] std::span<const KnobRow> KnobTable();

/// The meanings of the values of knobs that are not plain numbers.
enum class KeyShape : uint8_t { kShort, kSharedPrefix, kEdges, kBinary };
enum class ValueMix : uint8_t { kSmall, kMedium, kMixed };
enum class DurabilityMix : uint8_t { kBuffered, kBufferedAndSync, kSync, kAll, kUnlogged };
enum class LatencyProfile : uint8_t { kZero, kShort, kLong };
enum class CrashMix : uint8_t { kBalanced, kMostlyProcess, kMostlyMachine };

/// Values that were asked for by name rather than left to the seed; empty: left to it.
struct AskedKnobs {
  std::string_view faults;   // "off", or "on" for any but "off"
  std::string_view profile;  // a value of the knob `profile`
};

/// The picked value of every knob.
class Knobs {
 public:
  /// Every knob at its simplest value.
  Knobs() = default;

  /// One choice for each knob, in the order of the table.
  [[nodiscard]] static Knobs Draw(Choices& choices, const AskedKnobs& asked = {});

  [[nodiscard]] uint64_t value(KnobId id) const;
  [[nodiscard]] std::string_view text(KnobId id) const;

  /// Sets a knob to the value with the index `index` of its row.
  void Set(KnobId id, size_t index);

  [[nodiscard]] KeyShape key_shape() const;
  [[nodiscard]] ValueMix value_mix() const;
  [[nodiscard]] DurabilityMix durability_mix() const;
  [[nodiscard]] LatencyProfile latency() const;
  [[nodiscard]] CrashMix crash_mix() const;
  [[nodiscard]] FaultMix faults() const;
  [[nodiscard]] Profile profile() const;

  /// What the engine is opened with. `seed` becomes `Options::seed`.
  [[nodiscard]] Options EngineOptions(uint64_t seed) const;

  /// One JSON object, {"memtable_bytes":"2048",...}, in the order of the table.
  [[nodiscard]] std::string ToJson() const;

 private:
  std::array<uint8_t, kKnobCount> picks_{};
};

}  // namespace varve::sim

#endif  // VARVE_SIM_WORLD_KNOBS_H_
