#include "engine/compaction/compaction_plan.h"

#include <algorithm>
#include <utility>

namespace varve {
namespace {

/// Smallest and largest key of a set of tables.
struct Hull {
  std::string smallest;
  std::string largest;
  bool empty = true;

  void Add(const TableShape& table) {
    if (empty || table.smallest_key < smallest) smallest = table.smallest_key;
    if (empty || table.largest_key > largest) largest = table.largest_key;
    empty = false;
  }
};

uint64_t TargetBytes(uint32_t level, const Options& options) {
  uint64_t target = options.level1_bytes;
  for (uint32_t i = 1; i < level; ++i) {
    if (target > UINT64_MAX / options.level_size_factor) return UINT64_MAX;
    target *= options.level_size_factor;
  }
  return target;
}

/// 1 or more where the level should be merged into the next.
double Score(const Version& version, uint32_t level, const Options& options) {
  if (level == 0) {
    return static_cast<double>(version.levels()[0].size()) /
           static_cast<double>(options.level0_compaction_runs);
  }
  return static_cast<double>(version.LevelBytes(level)) /
         static_cast<double>(TargetBytes(level, options));
}

/// Levels with a score of 1 or more, most urgent first. The deepest level has nowhere to go.
std::vector<uint32_t> UrgentLevels(const Version& version, const Options& options) {
  std::vector<std::pair<double, uint32_t>> scored;
  for (uint32_t level = 0; level + 1 < kMaxLevels; ++level) {
    const double score = Score(version, level, options);
    if (score >= 1.0) scored.emplace_back(-score, level);
  }
  std::sort(scored.begin(), scored.end());
  std::vector<uint32_t> levels;
  for (const auto& [score, level] : scored) levels.push_back(level);
  return levels;
}

/// `inputs` of `level`, plus what they overlap in the next; nothing when that conflicts.
std::optional<CompactionPlan> Assemble(const std::shared_ptr<const Version>& version,
                                       uint32_t level, std::vector<Version::TablePtr> inputs,
                                       const ConflictTest& conflicts) {
  CompactionPlan plan;
  plan.base = version;
  plan.output_level = level + 1;
  Hull hull;
  for (auto& table : inputs) {
    hull.Add(table->shape());
    plan.inputs.push_back({level, std::move(table)});
  }
  for (auto& table : version->Overlapping(level + 1, hull.smallest, hull.largest)) {
    plan.inputs.push_back({level + 1, std::move(table)});
  }
  if (conflicts(plan)) return std::nullopt;
  return plan;
}

std::optional<CompactionPlan> PickFromLevel0(const std::shared_ptr<const Version>& version,
                                             const ConflictTest& conflicts) {
  std::vector<Version::TablePtr> inputs;
  for (const auto& run : version->levels()[0]) {
    inputs.insert(inputs.end(), run.begin(), run.end());
  }
  return Assemble(version, 0, std::move(inputs), conflicts);
}

std::optional<CompactionPlan> PickFromLevel(const std::shared_ptr<const Version>& version,
                                            uint32_t level, const ConflictTest& conflicts) {
  std::optional<CompactionPlan> best;
  double best_ratio = 0;
  for (const auto& table : version->levels()[level].front()) {
    auto plan = Assemble(version, level, {table}, conflicts);
    if (!plan) continue;
    uint64_t overlapped = 0;
    for (size_t i = 1; i < plan->inputs.size(); ++i) {
      overlapped += plan->inputs[i].table->shape().bytes;
    }
    const double ratio =
        static_cast<double>(overlapped) / static_cast<double>(table->shape().bytes + 1);
    if (!best || ratio < best_ratio) {
      best = std::move(plan);
      best_ratio = ratio;
    }
  }
  return best;
}

}  // namespace

CompactionPlan::Target CompactionPlan::target() const {
  Hull hull;
  for (const Input& input : inputs) hull.Add(input.table->shape());
  return {output_level, hull.smallest, hull.largest};
}

bool CompactionPlan::MayExistBelow(std::string_view key) const {
  for (uint32_t level = output_level + 1; level < kMaxLevels; ++level) {
    if (!base->Overlapping(level, key, key).empty()) return true;
  }
  return false;
}

std::optional<CompactionPlan> PickCompaction(std::shared_ptr<const Version> version,
                                             const Options& options,
                                             const ConflictTest& conflicts) {
  for (const uint32_t level : UrgentLevels(*version, options)) {
    auto plan =
        level == 0 ? PickFromLevel0(version, conflicts) : PickFromLevel(version, level, conflicts);
    if (plan) return plan;
  }
  return std::nullopt;
}

std::optional<CompactionPlan> PlanRange(std::shared_ptr<const Version> version,
                                        const std::string* begin, const std::string* end) {
  Hull hull;
  uint32_t deepest = 0;
  for (uint32_t level = 0; level < kMaxLevels; ++level) {
    for (const auto& run : version->levels()[level]) {
      for (const auto& table : run) {
        const TableShape& shape = table->shape();
        if (begin != nullptr && shape.largest_key < *begin) continue;
        if (end != nullptr && shape.smallest_key > *end) continue;
        hull.Add(shape);
        deepest = level;
      }
    }
  }
  if (hull.empty) return std::nullopt;
  const uint32_t output_level = std::max(deepest, 1u);

  // Grow to the fixed point: a table that overlaps may reach further than the hull, and level 0
  // then needs its older runs there too (V6). Each round adds a table or ends.
  std::vector<CompactionPlan::Input> inputs;
  for (size_t before = SIZE_MAX; inputs.size() != before;) {
    before = inputs.size();
    inputs.clear();
    Hull grown = hull;
    for (uint32_t level = 0; level <= output_level; ++level) {
      for (auto& table : version->Overlapping(level, hull.smallest, hull.largest)) {
        grown.Add(table->shape());
        inputs.push_back({level, std::move(table)});
      }
    }
    hull = grown;
  }
  CompactionPlan plan;
  plan.output_level = output_level;
  plan.inputs = std::move(inputs);
  plan.base = std::move(version);
  return plan;
}

}  // namespace varve
