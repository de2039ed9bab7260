// The list of probes: rare states of the engine that a simulation campaign has to reach. A probe
// marked rare may stay unreached without failing a campaign.
#ifndef VARVE_PLATFORM_PROBES_H_
#define VARVE_PLATFORM_PROBES_H_

#include <cstdint>
#include <string_view>

namespace varve {

// X(identifier, name, rare)
#define VARVE_PROBES(X)                                                       \
  X(kGroupCommitShared, "commit.sync_shared", false)                          \
  X(kCommitOutOfOrder, "commit.applied_out_of_order", false)                  \
  X(kWriterWaitsForFlush, "commit.waits_for_flush", false)                    \
  X(kWriterWaitsForLevel0, "commit.waits_for_level0", true)                   \
  X(kRotationWaitsForAppliers, "memtable.rotation_waits_for_appliers", false) \
  X(kMemtableInsertRaced, "memtable.insert_raced", false)                     \
  X(kLogRotated, "log.rotated", false)                                        \
  X(kLogOversizedBatch, "log.oversized_batch", true)                          \
  X(kLogSyncCoveredOlder, "log.sync_covered_older_log", false)                \
  X(kLogTornTail, "log.torn_tail", false)                                     \
  X(kLogSequenceCut, "log.sequence_cut_before_later_log", false)              \
  X(kLogObsolete, "log.removed", false)                                       \
  X(kRecoverySkippedRecord, "recovery.record_already_in_table", false)        \
  X(kRecoveryOrphanRemoved, "recovery.orphan_removed", false)                 \
  X(kRecoverySeveralTables, "recovery.several_tables", false)                 \
  X(kCompactionKeptForSnapshot, "compaction.kept_for_snapshot", false)        \
  X(kCompactionDroppedTombstone, "compaction.dropped_tombstone", false)       \
  X(kCompactionKeptTombstone, "compaction.kept_tombstone_over_older", false)  \
  X(kCompactionSeveralOutputs, "compaction.several_outputs", false)           \
  X(kCompactionsConcurrent, "compaction.two_at_once", true)                   \
  X(kVersionReleasedByIterator, "version.last_pin_was_a_reader", false)       \
  X(kReadOldEpoch, "version.read_in_older_epoch", true)

enum class Probe : uint16_t {
#define VARVE_PROBE_ENUM(id, name, rare) id,
  VARVE_PROBES(VARVE_PROBE_ENUM)
#undef VARVE_PROBE_ENUM
};

struct ProbeInfo {
  std::string_view name;
  bool rare;
};

inline constexpr ProbeInfo kProbes[] = {
#define VARVE_PROBE_INFO(id, name, rare) {name, rare},
    VARVE_PROBES(VARVE_PROBE_INFO)
#undef VARVE_PROBE_INFO
};
inline constexpr int kProbeCount = sizeof(kProbes) / sizeof(kProbes[0]);

}  // namespace varve

#endif  // VARVE_PLATFORM_PROBES_H_
