// Files of ours that nothing names: what jobs, logs and manifests leave behind that were cut short.
#ifndef VARVE_ENGINE_DB_ORPHANS_H_
#define VARVE_ENGINE_DB_ORPHANS_H_

#include <cstddef>
#include <cstdint>
#include <set>
#include <vector>

#include "engine/format/file_names.h"
#include "engine/version/table_store.h"

namespace varve {

/// The files that a database needs.
struct NamedFiles {
  std::set<uint64_t> tables;
  uint64_t first_log = 0;  // this log and those with higher numbers
  uint64_t manifest = 0;
};

/// Removes every table, log and manifest among `files` that is not `named` (rule H4). To be called
/// once the manifest that says so is in force, while no job writes a table. What cannot be removed
/// is left to the next opening. Returns how many tables went.
size_t RemoveOrphans(TableStore& store, const std::vector<FileName>& files,
                     const NamedFiles& named);

/// Removes log `number`, of an attempt that failed and that no manifest can name.
void RemoveLog(TableStore& store, uint64_t number);

}  // namespace varve

#endif  // VARVE_ENGINE_DB_ORPHANS_H_
