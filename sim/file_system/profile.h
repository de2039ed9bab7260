// What a simulated filesystem promises beyond what was synced: the ordering edges between pending
// effects. An edge from an earlier to a later effect means that the later one survives a machine
// crash only together with the earlier one; a legal image is any downward-closed set of effects.
//
// Edges that hold under every profile (engine/include/varve/platform/file_system.h promises them):
// two effects on the same name are ordered, so that a rename stays atomic when its old name is
// taken again (sim/file_system/name_table.h).
#ifndef VARVE_SIM_FILE_SYSTEM_PROFILE_H_
#define VARVE_SIM_FILE_SYSTEM_PROFILE_H_

#include <cstdint>

namespace varve::sim {

enum class Profile : uint8_t {
  /// No further edges: only what was synced is certain, any part of the rest may survive, a size
  /// may survive without its data, and syncing a file does not make its name durable.
  kStrict,
};

}  // namespace varve::sim

#endif  // VARVE_SIM_FILE_SYSTEM_PROFILE_H_
