// What a compaction is going to merge, and how it is chosen (leveled compaction).
//
// Level n (n >= 1) has a target of level1_bytes * factor^(n-1). The level whose size exceeds its
// target most (level 0: whose count of runs exceeds its trigger most) is merged into the next: all
// of level 0, since every run may overlap every other and the older ones must come along (V6), or
// from a deeper level the one table that overlaps least of the next level for its size. All tables
// of the next level that overlap the inputs' hull take part, so outputs stay disjoint from what
// remains (H3); from what another running compaction is going to add they stay disjoint because two
// plans with one output level and overlapping hulls never run together.
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
  /// Where the outputs go: anywhere between the smallest and the largest key of the inputs.
  struct Target {
    uint32_t level = 0;
    std::string smallest;
    std::string largest;

    [[nodiscard]] bool Overlaps(const Target& other) const {
      return level == other.level && smallest <= other.largest && other.smallest <= largest;
    }
    friend bool operator==(const Target&, const Target&) = default;
  };

  std::shared_ptr<const Version> base;  // the inputs are tables of this version
  std::vector<Input> inputs;
  uint32_t output_level = 0;

  [[nodiscard]] Target target() const;

  /// Whether a level deeper than the output may hold `key`, in the base version.
  [[nodiscard]] bool MayExistBelow(std::string_view key) const;
};

/// Whether a plan cannot run beside the compactions that are running.
using ConflictTest = std::function<bool(const CompactionPlan&)>;

/// The most urgent compaction that conflicts with nothing, or nothing.
[[nodiscard]] std::optional<CompactionPlan> PickCompaction(std::shared_ptr<const Version> version,
                                                           const Options& options,
                                                           const ConflictTest& conflicts);

/// A merge of every table that overlaps [begin, end] (null: open), in all levels down to the
/// deepest that holds one of them (level 1 at least). The range grows until no table of those
/// levels sticks out of it. Nothing when no table overlaps.
[[nodiscard]] std::optional<CompactionPlan> PlanRange(std::shared_ptr<const Version> version,
                                                      const std::string* begin,
                                                      const std::string* end);

}  // namespace varve

#endif  // VARVE_ENGINE_COMPACTION_COMPACTION_PLAN_H_
