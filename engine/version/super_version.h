// Everything a read consults, as one immutable value: the active memtable, the sealed memtables
// that are not flushed yet, and the version.
#ifndef VARVE_ENGINE_VERSION_SUPER_VERSION_H_
#define VARVE_ENGINE_VERSION_SUPER_VERSION_H_

#include <memory>
#include <utility>
#include <vector>

#include "engine/memtable/memtable.h"
#include "engine/version/version.h"

namespace varve {

/// Holding a `std::shared_ptr<const SuperVersion>` pins all it names. Probe order is the order of
/// the members (rule V6).
struct SuperVersion : std::enable_shared_from_this<SuperVersion> {
  /// The first one of the epoch that begins at `start` (version_history.h).
  SuperVersion(std::shared_ptr<MemTable> active_memtable, std::shared_ptr<const Version> on_disk,
               SeqNo start)
      : active(std::move(active_memtable)), version(std::move(on_disk)), epoch_start(start) {}

  std::shared_ptr<MemTable> active;
  std::vector<std::shared_ptr<MemTable>> sealed;  // newest first
  std::shared_ptr<const Version> version;
  SeqNo epoch_start;  // it serves instants above
};

using SuperVersionPtr = std::shared_ptr<const SuperVersion>;

}  // namespace varve

#endif  // VARVE_ENGINE_VERSION_SUPER_VERSION_H_
