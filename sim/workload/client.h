// The clients of a world: each runs as one fiber, takes turns until its share of operations is used
// up, and leaves what it still holds to the estate. What a turn does is picked by choices.
//
//   writer           puts, deletes and batches at all durabilities
//   reader           gets and scans at the newest instant and at short-lived snapshots
//   snapshot_reader  holds snapshots across many turns and re-reads through them (rule V4)
//   cursor           holds cursors across many turns and wanders with them (rules V3, V5)
//   admin            flush, compact, sync, inspect and, rarely, clear
#ifndef VARVE_SIM_WORKLOAD_CLIENT_H_
#define VARVE_SIM_WORKLOAD_CLIENT_H_

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "sim/choice/choices.h"
#include "sim/workload/context.h"
#include "sim/workload/session.h"
#include "sim/world/knobs.h"

namespace varve::sim {

enum class ClientRole : uint8_t { kWriter, kReader, kSnapshotReader, kCursor, kAdmin };
inline constexpr int kClientRoleCount = 5;
[[nodiscard]] std::string_view Name(ClientRole role);

/// Lives on the simulated process's heap. Thread safety: one fiber.
class Client {
 public:
  virtual ~Client() = default;

  /// One turn: usually one call into the database, sometimes a few that belong together.
  virtual void Turn(Session& session) = 0;

  /// Gives up everything still held: to `estate`, or by dropping it.
  virtual void Retire(Session& session, Estate& estate) = 0;
};

[[nodiscard]] std::unique_ptr<Client> NewWriter();
[[nodiscard]] std::unique_ptr<Client> NewReader();
[[nodiscard]] std::unique_ptr<Client> NewSnapshotReader();
[[nodiscard]] std::unique_ptr<Client> NewCursorClient();
[[nodiscard]] std::unique_ptr<Client> NewAdmin();
[[nodiscard]] std::unique_ptr<Client> NewClient(ClientRole role);

/// The roles of a lifetime's `count` clients: always a writer, then by choice.
[[nodiscard]] std::vector<ClientRole> PickRoles(Choices& choices, size_t count);

/// How `operations` operations are shared out: writers get most, administrators few.
[[nodiscard]] std::vector<uint64_t> ShareOut(const std::vector<ClientRole>& roles,
                                             uint64_t operations, uint64_t admin_rate);

/// Picks that several clients make. Bounds may be the wrong way round, a range never is.
[[nodiscard]] Bounds PickBounds(Session& session);
[[nodiscard]] Bounds PickRange(Session& session);
[[nodiscard]] Durability PickDurability(Session& session);
[[nodiscard]] size_t PickPadding(Session& session);

}  // namespace varve::sim

#endif  // VARVE_SIM_WORKLOAD_CLIENT_H_
