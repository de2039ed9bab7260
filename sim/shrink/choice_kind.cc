#include "sim/shrink/choice_kind.h"

#include <numeric>

namespace varve::sim {
namespace {

constexpr std::array<std::string_view, kChoiceKinds> kNames = {"schedule", "workload", "faults",
                                                               "crash", "knobs"};

struct Family {
  std::string_view prefix;  // of the label
  ChoiceKind kind;
};

// The first that matches counts.
constexpr std::array<Family, 13> kFamilies = {{
    {"sched", ChoiceKind::kSchedule},
    {"mutex.", ChoiceKind::kSchedule},
    {"shared_mutex.", ChoiceKind::kSchedule},
    {"condvar.", ChoiceKind::kSchedule},
    {"stall.", ChoiceKind::kSchedule},
    {"fs.slow", ChoiceKind::kSchedule},
    {"fs.latency", ChoiceKind::kSchedule},
    {"fs.", ChoiceKind::kFaults},
    {"fault", ChoiceKind::kFaults},
    {"crash.", ChoiceKind::kCrash},
    {"plan.", ChoiceKind::kCrash},
    {"knob.", ChoiceKind::kKnobs},
    {"strategy.", ChoiceKind::kKnobs},
}};

}  // namespace

std::string_view Name(ChoiceKind kind) { return kNames[static_cast<size_t>(kind)]; }

ChoiceKind KindOf(std::string_view label) {
  for (const Family& family : kFamilies) {
    if (label.starts_with(family.prefix)) return family.kind;
  }
  return label == "engine.seed" ? ChoiceKind::kKnobs : ChoiceKind::kWorkload;
}

KindCounts CountKinds(std::span<const RecordedPick> picks) {
  KindCounts counts{};
  for (const RecordedPick& pick : picks) ++counts[static_cast<size_t>(KindOf(pick.label))];
  return counts;
}

bool IsPreemption(const RecordedPick& pick) { return pick.label == "sched"; }

std::string Summary(const KindCounts& counts) {
  std::string text =
      std::to_string(std::accumulate(counts.begin(), counts.end(), uint64_t{0})) + " picks:";
  for (size_t kind = 0; kind < kChoiceKinds; ++kind) {
    text += (kind == 0 ? " " : ", ") + std::to_string(counts[kind]) + " ";
    text += kNames[kind];
  }
  return text;
}

}  // namespace varve::sim
