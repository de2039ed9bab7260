// The registry of traces: what every trace kept in a folder has to show when it is replayed.
// traces/README.md holds the grammar of `registry.txt`.
#ifndef VARVE_SIM_TRACE_REGISTRY_H_
#define VARVE_SIM_TRACE_REGISTRY_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace varve::sim {

struct RegisteredTrace {
  std::string file;          // name within the folder, "lost-rename.trace"
  std::string signature;     // rule that the trace's header must name
  std::string event;         // name of an event that every replay must show
  uint64_t divergences = 0;  // most divergences a replay may have
  std::string bug;           // planted bug with which it can be recorded again
};

/// Errors are `kInvalidArgument` and begin "line N: ".
[[nodiscard]] absl::StatusOr<std::vector<RegisteredTrace>> ParseRegistry(std::string_view text);

/// Reads DIRECTORY/registry.txt and holds it against the folder: every *.trace is registered, every
/// registered one is there and can be read, and its header names the registered signature.
/// `kInvalidArgument` lists everything that is wrong, a problem a line.
[[nodiscard]] absl::StatusOr<std::vector<RegisteredTrace>> ReadRegistry(
    const std::string& directory);

}  // namespace varve::sim

#endif  // VARVE_SIM_TRACE_REGISTRY_H_
