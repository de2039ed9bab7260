// The list of probes: rare states of the engine that a simulation campaign has to reach.
#ifndef VARVE_PLATFORM_PROBES_H_
#define VARVE_PLATFORM_PROBES_H_

#include <cstdint>
#include <string_view>

namespace varve {

/// What a campaign owes a probe: once in a hundred runs on average; the same where operations on
/// files are made to fail; or nothing, since the state may be too rare for a short campaign.
enum class ProbeClass : uint8_t { kCommon, kAfterErrors, kRare };

// X(identifier, name, class)
#define VARVE_PROBES(X)                                                         \
  X(kGroupCommitShared, "commit.sync_shared", kCommon)                          \
  X(kCommitOutOfOrder, "commit.applied_out_of_order", kCommon)                  \
  X(kWriterWaitsForFlush, "commit.waits_for_flush", kCommon)                    \
  X(kWriterWaitsForLevel0, "commit.waits_for_level0", kRare)                    \
  X(kRotationWaitsForAppliers, "memtable.rotation_waits_for_appliers", kCommon) \
  X(kMemtableInsertRaced, "memtable.insert_raced", kCommon)                     \
  X(kLogRotated, "log.rotated", kCommon)                                        \
  X(kLogOversizedBatch, "log.oversized_batch", kRare)                           \
  X(kLogSyncCoveredOlder, "log.sync_covered_older_log", kCommon)                \
  X(kLogTornTail, "log.torn_tail", kCommon)                                     \
  X(kLogSequenceCut, "log.sequence_cut_before_later_log", kCommon)              \
  X(kLogObsolete, "log.removed", kCommon)                                       \
  X(kRecoverySkippedRecord, "recovery.record_already_in_table", kCommon)        \
  X(kRecoveryOrphanRemoved, "recovery.orphan_removed", kCommon)                 \
  X(kRecoverySeveralTables, "recovery.several_tables", kCommon)                 \
  X(kCompactionKeptForSnapshot, "compaction.kept_for_snapshot", kCommon)        \
  X(kCompactionDroppedTombstone, "compaction.dropped_tombstone", kCommon)       \
  X(kCompactionKeptTombstone, "compaction.kept_tombstone_over_older", kCommon)  \
  X(kCompactionSeveralOutputs, "compaction.several_outputs", kCommon)           \
  X(kCompactionsConcurrent, "compaction.two_at_once", kRare)                    \
  X(kVersionReleasedByIterator, "version.last_pin_was_a_reader", kCommon)       \
  X(kReadOldEpoch, "version.read_in_older_epoch", kRare)                        \
  X(kManifestReplaced, "manifest.replaced_while_open", kCommon)                 \
  X(kResumed, "resume.succeeded", kAfterErrors)                                 \
  X(kResumeCutBatch, "resume.cut_off_a_batch", kAfterErrors)

enum class Probe : uint16_t {
#define VARVE_PROBE_ENUM(id, name, probe_class) id,
  VARVE_PROBES(VARVE_PROBE_ENUM)
#undef VARVE_PROBE_ENUM
};

struct ProbeInfo {
  std::string_view name;
  ProbeClass probe_class;
};

inline constexpr ProbeInfo kProbes[] = {
#define VARVE_PROBE_INFO(id, name, probe_class) {name, ProbeClass::probe_class},
    VARVE_PROBES(VARVE_PROBE_INFO)
#undef VARVE_PROBE_INFO
};
inline constexpr int kProbeCount = sizeof(kProbes) / sizeof(kProbes[0]);

}  // namespace varve

#endif  // VARVE_PLATFORM_PROBES_H_
