// Files in the database's directory that are none of the engine's business (rule H4): their names
// come close to the engine's own, and they must be there, unchanged, at the end of every world.
#ifndef VARVE_SIM_WORLD_FOREIGN_FILES_H_
#define VARVE_SIM_WORLD_FOREIGN_FILES_H_

#include <string>
#include <vector>

#include "sim/file_system/disk.h"

namespace varve::sim {

/// Makes the database's directory with the foreign files in it, all of it durable.
void PlantForeignFiles(Disk& disk);

/// What has become of the foreign files: empty when they are all as they were.
[[nodiscard]] std::string ForeignFilesDamage(const Disk& disk);

/// The names in the database's directory, foreign ones left out, in ascending order. Not a
/// scheduling point.
[[nodiscard]] std::vector<std::string> DatabaseFiles(const Disk& disk);

}  // namespace varve::sim

#endif  // VARVE_SIM_WORLD_FOREIGN_FILES_H_
