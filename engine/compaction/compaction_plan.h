// What a compaction is going to merge, and how it is chosen (leveled compaction).
//
// Level n (n >= 1) has a target of level1_bytes * factor^(n-1). The level whose size exceeds its
// target most (level 0: whose count of runs exceeds its trigger most) is merged into the next: all
// of level 0, since every run may overlap every other and the older ones must come along (V6), or
// from a deeper level the one table that overlaps least of the next level for its size. All tables
// of the next level that overlap the inputs' hull take part, so outputs stay disjoint from what
// remains (H3).
#ifndef VARVE_ENGINE_COMPACTION_COMPACTION_PLAN_H_
#define VARVE_ENGINE_COMPACTION_COMPACTION_PLAN_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/version/version.h"
#include "varve/options.h"

namespace varve {

struct CompactionPlan {
  struct Input {
    uint32_t level = 0;
    Version::TablePtr table;
  };
  std::shared_ptr<const Version> base;  // the inputs are tables of this version
  std::vector<Input> inputs;
  uint32_t output_level = 0;

  /// Whether a level deeper than the output may hold `key`, in the base version.
  [[nodiscard]] bool MayExistBelow(std::string_view key) const;
};

/// Whether a table already takes part in a compaction.
using BusyTest = std::function<bool(uint64_t table_number)>;

/// The most urgent compaction none of whose tables is busy, or nothing.
[[nodiscard]] std::optional<CompactionPlan> PickCompaction(std::shared_ptr<const Version> version,
                                                           const Options& options,
                                                           const BusyTest& busy);

/// A merge of every table that overlaps [begin, end] (null: open), in all levels down to the
/// deepest that holds one of them (level 1 at least). The range grows until no table of those
/// levels sticks out of it. Nothing when no table overlaps.
[[nodiscard]] std::optional<CompactionPlan> PlanRange(std::shared_ptr<const Version> version,
                                                      const std::string* begin,
                                                      const std::string* end);

/// Whether level 0 or any level is over its target.
[[nodiscard]] bool NeedsCompaction(const Version& version, const Options& options);

}  // namespace varve

#endif  // VARVE_ENGINE_COMPACTION_COMPACTION_PLAN_H_
