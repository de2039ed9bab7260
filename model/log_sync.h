// What is known of the log on disk (D6, D7): the order of records, the position proven synced, and
// what a flush and the removal of a log may rely on.
#ifndef VARVE_MODEL_LOG_SYNC_H_
#define VARVE_MODEL_LOG_SYNC_H_

#include <cstdint>
#include <map>

#include "model/history.h"
#include "model/violation.h"

namespace varve::model {

class LogSync {
 public:
  /// A batch was logged: its record stands behind all earlier ones (D7).
  [[nodiscard]] Verdict Logged(const Batch& batch);

  /// Everything before `position` was proven synced; that never goes back (D7).
  [[nodiscard]] Verdict Synced(LogPosition position);

  [[nodiscard]] LogPosition proven() const { return proven_; }
  /// The end of the last record.
  [[nodiscard]] LogPosition end() const { return end_; }

  /// The edit leading to version `id` is on disk: remembers what was proven at that moment.
  void EditPersisted(uint64_t id, uint64_t next_seqno);
  /// D6: that edit flushed everything through `flushed_through`. By the moment it was persisted
  /// either no logged batch at or below that was unsynced, or no logged batch above it existed
  /// whose fate depends on the unsynced log. Batches from `given_up` on are cut off with their log
  /// by the edit itself, which is a resumption's (D2).
  [[nodiscard]] Verdict EditPublished(const History& history, uint64_t id, uint64_t flushed_through,
                                      uint64_t given_up = UINT64_MAX);

  /// D1: log `number` is removed; every batch in it must be flushed.
  [[nodiscard]] Verdict LogRemoved(const History& history, uint64_t number,
                                   uint64_t flushed_through) const;

  /// D1: `batch` was acknowledged as surviving the process: it is in the log, or flushed.
  [[nodiscard]] Verdict CheckBuffered(const Batch& batch, uint64_t flushed_through) const;

  /// D1: `batch` was acknowledged as surviving the machine: its record lies before the proven
  /// position, or it is flushed.
  [[nodiscard]] Verdict CheckDurable(const Batch& batch, uint64_t flushed_through) const;

  /// A new process knows nothing yet.
  void Restart();

 private:
  struct Moment {
    LogPosition proven;
    uint64_t next_seqno = 0;
  };

  LogPosition end_;
  LogPosition proven_;
  std::map<uint64_t, Moment> persisted_;  // by version
};

}  // namespace varve::model

#endif  // VARVE_MODEL_LOG_SYNC_H_
