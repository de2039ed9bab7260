// What a campaign and its worker processes say to each other. Both ends are the same program, so
// that the messages are the memory of plain structures.
#ifndef VARVE_SIM_CAMPAIGN_MESSAGE_H_
#define VARVE_SIM_CAMPAIGN_MESSAGE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "sim/campaign/outcome.h"
#include "sim/choice/record.h"

namespace varve::sim {

/// To a worker: run `count` seeds from `first` on, answering after each; or, after a failed run
/// whose choice log has been read, go on; or run the picks that follow this message, as seed
/// `first`.
struct Command {
  enum class Kind : uint8_t { kRun, kGoOn, kRunPicks };
  Kind kind = Kind::kRun;
  uint64_t first = 0;
  uint64_t count = 0;
};

/// A range of seeds that is still to be run.
struct SeedRange {
  uint64_t first = 0;
  uint64_t count = 0;
};

/// Sends or receives exactly `size` bytes through a socket; no signal is raised. False when the
/// other end is gone.
[[nodiscard]] bool SendAll(int socket, const void* data, size_t size);
[[nodiscard]] bool ReceiveAll(int socket, void* data, size_t size);

/// An outcome without its trace. Nothing when the worker died before it had sent it all.
[[nodiscard]] bool SendOutcome(int socket, const Outcome& outcome);
[[nodiscard]] std::optional<Outcome> ReceiveOutcome(int socket);

/// Picks on their way to a worker, as a trace of nothing else.
[[nodiscard]] bool SendPicks(int socket, std::span<const RecordedPick> picks);
[[nodiscard]] std::optional<Trace> ReceivePicks(int socket);

}  // namespace varve::sim

#endif  // VARVE_SIM_CAMPAIGN_MESSAGE_H_
