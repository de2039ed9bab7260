// A `Version`: which tables make up the data on disk, as one immutable value.
//
// Level 0 holds runs newest first, each from one flush; every deeper level holds at most one run. A
// run is a list of tables in ascending key order, key-disjoint, with all entries of a user key in
// one table (rule H3). Every container probed earlier holds only newer entries of a key than those
// probed later (rule V6): runs of level 0 have disjoint, descending ranges of sequence numbers.
//
// Versions are made by transforms of older ones, made durable by the manifest, and only then
// published (rule H2). A version pins its tables; when the last pin goes, so do the files that no
// other version names (rule H4).
#ifndef VARVE_ENGINE_VERSION_VERSION_H_
#define VARVE_ENGINE_VERSION_VERSION_H_

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/format/internal_iterator.h"
#include "engine/table/table.h"
#include "engine/table/table_run.h"
#include "engine/version/table_file.h"
#include "engine/version/version_edit.h"
#include "varve/introspection.h"
#include "varve/platform/instrumentation.h"

namespace varve {

/// Thread safety: immutable; all methods from any task, without locks.
class Version {
 public:
  using TablePtr = std::shared_ptr<TableFile>;
  using Run = std::vector<TablePtr>;
  using Level = std::vector<Run>;

  /// A version without tables. `instrumentation` must outlive it.
  [[nodiscard]] static std::shared_ptr<const Version> Empty(Instrumentation& instrumentation);

  /// This version changed by `edit`, as version `id`. `opened` holds the open table of every
  /// `edit.added`, in the same order. `kDataLoss` when the edit does not fit: a table to remove
  /// that is not there, or a result that breaks H3 or V6.
  [[nodiscard]] absl::StatusOr<std::shared_ptr<const Version>> With(
      uint64_t id, const VersionEdit& edit, const std::vector<TablePtr>& opened) const;

  ~Version();
  Version& operator=(const Version&) = delete;

  [[nodiscard]] uint64_t id() const { return id_; }
  [[nodiscard]] uint64_t epoch() const { return epoch_; }
  [[nodiscard]] SeqNo flushed_through() const { return flushed_through_; }
  [[nodiscard]] const std::vector<Level>& levels() const { return levels_; }

  /// Sum of the sizes of a level's tables, in bytes.
  [[nodiscard]] uint64_t LevelBytes(uint32_t level) const;

  /// The newest entry of `lookup.key` below `lookup.snapshot`, whatever its kind; false when there
  /// is none (table.h says what the caller holds, and for how long `found` is good).
  [[nodiscard]] absl::StatusOr<bool> Get(const PointLookup& lookup, PointResult& found) const;

  /// Adds one iterator a run. They borrow this version.
  void AddIterators(bool fill_cache, std::vector<std::unique_ptr<InternalIterator>>& out) const;

  /// The tables of `level` that may hold a key of [smallest, largest], newest run first.
  [[nodiscard]] std::vector<TablePtr> Overlapping(uint32_t level, std::string_view smallest,
                                                  std::string_view largest) const;

  /// The edit that makes this version out of an empty one.
  [[nodiscard]] VersionEdit AsEdit() const;

  [[nodiscard]] VersionShape Shape() const;

 private:
  explicit Version(Instrumentation& instrumentation) : instrumentation_(instrumentation) {}
  Version(const Version&) = default;

  [[nodiscard]] absl::Status RemoveTable(const VersionEdit::RemovedTable& removed);
  [[nodiscard]] absl::Status CheckOrder() const;

  Instrumentation& instrumentation_;
  uint64_t id_ = 0;
  uint64_t epoch_ = 0;
  SeqNo flushed_through_ = 0;
  std::vector<Level> levels_;
  std::vector<TableRun> search_;  // the runs of all levels in the order in which reads ask them
};

}  // namespace varve

#endif  // VARVE_ENGINE_VERSION_VERSION_H_
