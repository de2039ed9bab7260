#include "sim/workload/client.h"

#include <algorithm>
#include <utility>

namespace varve::sim {

std::string_view Name(ClientRole role) {
  switch (role) {
    case ClientRole::kWriter:
      return "writer";
    case ClientRole::kReader:
      return "reader";
    case ClientRole::kSnapshotReader:
      return "snapshots";
    case ClientRole::kCursor:
      return "cursor";
    case ClientRole::kAdmin:
      return "admin";
  }
  return {};
}

std::unique_ptr<Client> NewClient(ClientRole role) {
  switch (role) {
    case ClientRole::kWriter:
      return NewWriter();
    case ClientRole::kReader:
      return NewReader();
    case ClientRole::kSnapshotReader:
      return NewSnapshotReader();
    case ClientRole::kCursor:
      return NewCursorClient();
    case ClientRole::kAdmin:
      return NewAdmin();
  }
  return nullptr;
}

std::vector<ClientRole> PickRoles(Choices& choices, size_t count) {
  constexpr uint32_t kWeights[kClientRoleCount] = {6, 3, 3, 3, 4};
  std::vector<ClientRole> roles = {ClientRole::kWriter};
  while (roles.size() < count) {
    roles.push_back(static_cast<ClientRole>(choices.PickWeighted("client.role", kWeights)));
  }
  return roles;
}

std::vector<uint64_t> ShareOut(const std::vector<ClientRole>& roles, uint64_t operations,
                               uint64_t admin_rate) {
  std::vector<uint64_t> weights;
  uint64_t total = 0;
  for (const ClientRole role : roles) {
    weights.push_back(role == ClientRole::kWriter  ? 12
                      : role == ClientRole::kAdmin ? admin_rate
                                                   : 5);
    total += weights.back();
  }
  std::vector<uint64_t> shares;
  uint64_t given = 0;
  for (const uint64_t weight : weights) {
    shares.push_back(operations * weight / total);
    given += shares.back();
  }
  shares.front() += operations - given;
  return shares;
}

Bounds PickRange(Session& session) {
  Choices& choices = session.choices();
  const KeyUniverse& keys = session.context().keys;
  Bounds bounds;
  if (choices.OneIn("bounds.lower", 2)) bounds.lower = keys.PickAnyKey(choices);
  if (choices.OneIn("bounds.upper", 2)) bounds.upper = keys.PickAnyKey(choices);
  if (bounds.lower && choices.OneIn("bounds.point", 4)) bounds.upper = bounds.lower;
  if (bounds.lower && bounds.upper && *bounds.upper < *bounds.lower) {
    std::swap(bounds.lower, bounds.upper);
  }
  return bounds;
}

Bounds PickBounds(Session& session) {
  Bounds bounds = PickRange(session);
  // Bounds the wrong way round hold nothing: worth asking now and then.
  if (bounds.lower && bounds.upper && session.choices().OneIn("bounds.crossed", 16)) {
    std::swap(bounds.lower, bounds.upper);
  }
  return bounds;
}

Durability PickDurability(Session& session) {
  constexpr uint32_t kWeights[5][3] = {
      // Buffered, sync, none.
      {1, 0, 0}, {3, 1, 0}, {1, 4, 0}, {3, 1, 2}, {1, 1, 4},
  };
  constexpr Durability kDurabilities[] = {Durability::kBuffered, Durability::kSync,
                                          Durability::kNone};
  const auto mix = static_cast<size_t>(session.context().knobs.durability_mix());
  return kDurabilities[session.choices().PickWeighted("write.durability", kWeights[mix])];
}

size_t PickPadding(Session& session) {
  Choices& choices = session.choices();
  // Small, medium, larger than most blocks, larger than a log segment may be.
  constexpr uint32_t kWeights[3][4] = {{1, 0, 0, 0}, {2, 3, 0, 0}, {6, 6, 3, 0}};
  constexpr uint64_t kMost[] = {16, 100, 900};
  const auto mix = static_cast<size_t>(session.context().knobs.value_mix());
  if (mix == 2 && choices.OneIn("value.huge", 100)) return 5000;
  const uint32_t size_class = choices.PickWeighted("value.class", kWeights[mix]);
  return choices.Range("value.padding", 0, kMost[size_class]);
}

}  // namespace varve::sim
