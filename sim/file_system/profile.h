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
#include <string_view>

namespace varve::sim {

/// Alternative 0 is the one that promises least.
enum class Profile : uint8_t {
  /// No further edges: only what was synced is certain, any part of the rest may survive, a size
  /// may survive without its data, and syncing a file does not make its name durable.
  kStrict,
  /// As ext4 with data=ordered. Two more promises:
  /// 1. A successful sync of a file, or of a window, makes durable every name that leads to the
  ///    file and was made before the sync began: the link or rename that set it, the links of new
  ///    directories on the way to it, and all that these depend on. The removal of a name is not
  ///    covered.
  /// 2. Data before size. A size that makes a file longer has an edge from every byte written
  ///    between the surviving end of the file and the new one: it survives only together with them,
  ///    and that of an append survives as far as they did. Every size has an edge from every
  ///    truncation before it. No file ends in zeros or noise that were never written. Overwrites of
  ///    bytes that a file has already are ordered with nothing.
  kOrdered,
  /// As ext4 with data=writeback, or xfs: promise 1, not promise 2.
  kWriteback,
};
inline constexpr int kProfileCount = 3;
[[nodiscard]] std::string_view Name(Profile profile);

/// Promise 1.
[[nodiscard]] inline bool FileSyncCoversItsNames(Profile profile) {
  return profile != Profile::kStrict;
}

/// Promise 2.
[[nodiscard]] inline bool DataBeforeSize(Profile profile) { return profile == Profile::kOrdered; }

}  // namespace varve::sim

#endif  // VARVE_SIM_FILE_SYSTEM_PROFILE_H_
