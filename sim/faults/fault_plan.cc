#include "sim/faults/fault_plan.h"

#include <algorithm>
#include <array>

#include "sim/base/phase_name.h"

namespace varve::sim {
namespace {

bool InMix(FaultMix mix, const FaultRow& row) {
  switch (mix) {
    case FaultMix::kNone:
      return false;
    case FaultMix::kIo:
      return row.on != FaultClass::kSpace;
    case FaultMix::kSpace:
      return row.on == FaultClass::kSpace;
    case FaultMix::kAll:
      return true;
  }
  return false;
}

// Whether operations of the class have paths of more than one kind of file. Those on directories
// and names are few: each is worth hitting, whatever its path.
bool HasTargets(FaultClass on) {
  return on != FaultClass::kSyncDirectory && on != FaultClass::kRename && on != FaultClass::kSpace;
}

constexpr uint64_t kLatestInPhase = 16;

uint64_t DrawFirst(Choices& choices, uint64_t latest) {
  // Early operations are those of recovery and of the first log, and few.
  static constexpr uint32_t kScales[] = {2, 3, 2};
  const uint64_t most[] = {std::min<uint64_t>(latest, 4), std::max<uint64_t>(latest / 4, 1),
                           latest};
  return choices.Range("fault.first", 1, most[choices.PickWeighted("fault.scale", kScales)]);
}

uint64_t DrawStrikes(Choices& choices) {
  static constexpr uint32_t kReaches[] = {4, 2, 1};
  switch (choices.PickWeighted("fault.reach", kReaches)) {
    case 0:
      return 1;
    case 1:
      return choices.Range("fault.strikes", 2, 8);
    default:
      return kUntilHealed;
  }
}

// Settling a failure and recovering are short: left to chance few faults would strike there.
std::optional<Phase> DrawPhase(Choices& choices) {
  static constexpr std::array<uint32_t, kPhaseCount> kWeights = {1, 1, 2, 1, 2, 4};
  if (!choices.OneIn("fault.in_phase", 3)) return std::nullopt;
  return static_cast<Phase>(choices.PickWeighted("fault.phase", kWeights));
}

uint64_t DrawRoom(Choices& choices) {
  static constexpr uint64_t kMost[] = {0, 1 << 10, 1 << 14, 1 << 18};
  return choices.Range("fault.room", 0, kMost[choices.Pick("fault.room_scale", std::size(kMost))]);
}

FaultEpisode DrawEpisode(Choices& choices, FaultMix mix) {
  std::array<uint32_t, kFaultKindCount> weights{};
  for (size_t kind = 0; kind < kFaultKindCount; ++kind) {
    const FaultRow& row = FaultTable()[kind];
    weights[kind] = InMix(mix, row) ? row.weight : 0;
  }
  FaultEpisode episode;
  episode.kind = choices.PickWeighted("fault.kind", weights);
  const FaultRow& row = FaultTable()[episode.kind];
  if (HasTargets(row.on)) {
    static constexpr uint32_t kTargets[kFaultTargetCount] = {4, 2, 2, 2, 1};
    episode.target = static_cast<FaultTarget>(choices.PickWeighted("fault.target", kTargets));
  }
  episode.phase = DrawPhase(choices);
  const uint64_t latest = episode.phase.has_value() ? kLatestInPhase : row.latest;
  episode.first = DrawFirst(choices, latest);
  if (row.on == FaultClass::kSpace) {
    // A disk stays full for long, or somebody makes room.
    episode.strikes =
        choices.OneIn("fault.room_comes_back", 2) ? DrawFirst(choices, row.latest) : kUntilHealed;
    episode.room = DrawRoom(choices);
  } else {
    episode.strikes = DrawStrikes(choices);
  }
  return episode;
}

}  // namespace

std::string FaultEpisode::Describe() const {
  const FaultRow& row = FaultTable()[kind];
  std::string text(row.name);
  if (target != FaultTarget::kAny) text += " on " + std::string(Name(target));
  if (phase.has_value()) text += " in " + std::string(Name(*phase));
  text += " at match " + std::to_string(first);
  if (row.on == FaultClass::kSpace) {
    text += ", " + std::to_string(room) + " bytes left";
    if (strikes == kUntilHealed) return text;
    return text + ", for " + std::to_string(strikes) + " operations";
  }
  if (strikes == kUntilHealed) return text + ", until healed";
  if (strikes > 1) text += ", " + std::to_string(strikes) + " times";
  return text;
}

FaultPlan FaultPlan::Draw(Choices& choices, FaultMix mix) {
  FaultPlan plan;
  if (mix == FaultMix::kNone) return plan;
  static constexpr uint32_t kEpisodes[] = {1, 5, 3, 1};
  const uint32_t episodes = choices.PickWeighted("fault.episodes", kEpisodes);
  for (uint32_t i = 0; i < episodes; ++i) plan.episodes.push_back(DrawEpisode(choices, mix));
  return plan;
}

std::string FaultPlan::Describe() const {
  std::string text;
  for (const FaultEpisode& episode : episodes) {
    if (!text.empty()) text += "; ";
    text += episode.Describe();
  }
  return text.empty() ? "no faults" : text;
}

}  // namespace varve::sim
