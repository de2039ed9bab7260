// A snapshot: an instant whose view of the database stays readable while the object lives.
#ifndef VARVE_SNAPSHOT_H_
#define VARVE_SNAPSHOT_H_

#include <memory>

#include "varve/types.h"

namespace varve {

class SnapshotPin;

/// Reads at a snapshot give the same answers for as long as it lives (rule V4). It may outlive the
/// handle it came from and may be moved to, and destroyed on, another task. It must be destroyed
/// before the platform. Reading through it needs the open database, or an iterator made before.
class Snapshot {
 public:
  Snapshot(Snapshot&&) noexcept;
  Snapshot& operator=(Snapshot&&) noexcept;
  ~Snapshot();

  /// The instant: the snapshot sees exactly the entries with a sequence number below it.
  [[nodiscard]] SeqNo instant() const;

 private:
  friend class Engine;
  explicit Snapshot(std::unique_ptr<SnapshotPin> pin);

  std::unique_ptr<SnapshotPin> pin_;
};

}  // namespace varve

#endif  // VARVE_SNAPSHOT_H_
