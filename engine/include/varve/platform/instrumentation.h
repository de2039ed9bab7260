// The instrumentation seam: probes, phases and events. Production passes a plain `Instrumentation`,
// whose methods do nothing.
//
// Thread safety: every method may be called from any task at any time, some while the engine holds
// a lock (each method says which). An implementation must not call back into the database and must
// not throw.
#ifndef VARVE_PLATFORM_INSTRUMENTATION_H_
#define VARVE_PLATFORM_INSTRUMENTATION_H_

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "varve/batch.h"
#include "varve/introspection.h"
#include "varve/platform/probes.h"
#include "varve/types.h"

namespace varve {

/// What a task is doing, for deciding where a crash lands.
enum class Phase : uint8_t {
  kFlush,
  kCompaction,
  kManifestSwitch,
  kLogRotation,
  kRecovery,
  kResume,
};
inline constexpr int kPhaseCount = 6;

/// A batch has its place in the commit order; it is about to be logged (unless unlogged) and
/// applied.
struct BatchSequenced {
  SeqNo first_seqno = 0;  // its operations have first_seqno, first_seqno + 1, ...
  bool logged = false;
  /// Borrowed for the call. Null for `DB::Clear`, which takes the one number `first_seqno`.
  const WriteBatch* batch = nullptr;
};

/// Compaction left out an entry that its inputs held.
struct EntryDropped {
  enum class Reason : uint8_t {
    kShadowed,         // a newer entry of the key hides it from every live snapshot (rule G1)
    kTombstoneAtBase,  // a tombstone with nothing older below it (rule G2)
  };
  KeyspaceId keyspace;
  std::string_view user_key;  // borrowed for the call
  SeqNo seqno = 0;
  EntryKind kind = EntryKind::kValue;
  Reason reason = Reason::kShadowed;
  SeqNo shadowed_by = 0;  // with kShadowed: the newer entry's seqno
};

class Instrumentation {
 public:
  virtual ~Instrumentation() = default;

  /// A rare state was reached.
  virtual void Hit(Probe) {}

  /// The calling task enters and leaves a phase. Phases nest.
  virtual void EnterPhase(Phase) {}
  virtual void LeavePhase(Phase) {}

  /// The calling task is about to write, and the engine keeps it waiting for work of its own: a
  /// compaction or a flush that is behind, the sealing of a memtable, a new segment of the log.
  /// Then the wait is over, whatever came of it. Never nested; other writers may wait at the same
  /// time.
  virtual void OnWriterStalls() {}
  virtual void OnWriterGoesOn() {}

  /// In commit order; called with the commit lock held.
  virtual void OnBatchSequenced(const BatchSequenced&) {}
  /// The record of the batch that begins with `first_seqno` lies whole in log `log_number`, ending
  /// just before offset `log_end`; called in commit order, with the commit lock held.
  virtual void OnBatchLogged(SeqNo /*first_seqno*/, uint64_t /*log_number*/, uint64_t /*log_end*/) {
  }

  /// The visible seqno rose to this (rule S2); called once for each value, by the task that raised
  /// it. Under a controlled scheduler in order; natively the calls of two tasks may overlap.
  virtual void OnVisible(SeqNo /*visible*/) {}

  /// A snapshot joins or leaves the list that compaction honours; called with that list's lock
  /// held.
  virtual void OnSnapshotCreated(SeqNo /*instant*/) {}
  virtual void OnSnapshotReleased(SeqNo /*instant*/) {}

  /// Called with the commit and the version lock held. The active memtable was sealed; it holds no
  /// entry above `largest_seqno` and gets no more.
  virtual void OnMemtableSealed(uint64_t /*memtable_id*/, SeqNo /*largest_seqno*/) {}

  /// Called with the edit lock held. The edit that leads to version `version_id` is durable; its
  /// publication follows (rule H2).
  virtual void OnEditPersisted(uint64_t /*version_id*/) {}
  /// The version is the current one; called with the version lock held, in order of id.
  virtual void OnVersionPublished(const VersionShape&) {}
  /// Nobody can reach the version any more; files named only by it may now be removed.
  virtual void OnVersionReleased(uint64_t /*version_id*/) {}

  /// A table is about to be written as a job's output.
  virtual void OnTableCreated(uint64_t /*table_number*/) {}
  /// A table created as an output will never be published (its job failed or came too late).
  virtual void OnTableAbandoned(uint64_t /*table_number*/) {}
  /// The engine is about to remove a file. No lock is held but, in `DB::Clear`, the commit lock,
  /// and at a manifest switch the edit lock.
  virtual void OnFileRemoved(std::string_view /*path*/) {}

  /// Compaction drops an entry; its output replaces its inputs only if `OnVersionPublished`
  /// follows.
  virtual void OnEntryDropped(const EntryDropped&) {}

  /// Called in order, with the log's lock held. Every log byte below (log_number, offset) was
  /// proven synced (rule D7).
  virtual void OnLogSynced(uint64_t /*log_number*/, uint64_t /*offset*/) {}

  /// The database refuses all further writes because of `error`. Called with an own lock held, and
  /// with the commit lock where a write failed.
  virtual void OnFailure(const absl::Status& /*error*/) {}
  /// `DB::Resume` has settled what was open since `OnFailure`: every batch that is visible is in
  /// tables of the version published last, every other batch sequenced so far is absent for good,
  /// and so is every edit that was not published. Called with the commit lock held.
  virtual void OnResumed() {}
};

/// Enters a phase for the lifetime of the object.
class PhaseScope {
 public:
  PhaseScope(Instrumentation& instrumentation, Phase phase)
      : instrumentation_(instrumentation), phase_(phase) {
    instrumentation_.EnterPhase(phase_);
  }
  ~PhaseScope() { instrumentation_.LeavePhase(phase_); }
  PhaseScope(const PhaseScope&) = delete;
  PhaseScope& operator=(const PhaseScope&) = delete;

 private:
  Instrumentation& instrumentation_;
  Phase phase_;
};

/// A writer stalls for the lifetime of the object.
class StallScope {
 public:
  explicit StallScope(Instrumentation& instrumentation) : instrumentation_(instrumentation) {
    instrumentation_.OnWriterStalls();
  }
  ~StallScope() { instrumentation_.OnWriterGoesOn(); }
  StallScope(const StallScope&) = delete;
  StallScope& operator=(const StallScope&) = delete;

 private:
  Instrumentation& instrumentation_;
};

}  // namespace varve

#endif  // VARVE_PLATFORM_INSTRUMENTATION_H_
