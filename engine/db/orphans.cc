#include "engine/db/orphans.h"

#include <string>

namespace varve {
namespace {

bool IsNamed(const FileName& file, const NamedFiles& named) {
  switch (file.kind) {
    case FileKind::kTable:
      return named.tables.contains(file.number);
    case FileKind::kLog:
      return file.number >= named.first_log;
    case FileKind::kManifest:
      return file.number == named.manifest;
    default:
      return true;
  }
}

std::string NameOf(const FileName& file) {
  switch (file.kind) {
    case FileKind::kTable:
      return TableName(file.number);
    case FileKind::kLog:
      return LogName(file.number);
    default:
      return ManifestName(file.number);
  }
}

}  // namespace

void RemoveLog(TableStore& store, uint64_t number) {
  const std::string path = PathOf(store.directory(), LogName(number));
  store.platform().instrumentation.OnFileRemoved(path);
  store.platform().file_system.Remove(path).IgnoreError();
}

size_t RemoveOrphans(TableStore& store, const std::vector<FileName>& files,
                     const NamedFiles& named) {
  size_t tables = 0;
  for (const FileName& file : files) {
    if (IsNamed(file, named)) continue;
    const std::string path = PathOf(store.directory(), NameOf(file));
    store.platform().instrumentation.OnFileRemoved(path);
    const bool removed = store.platform().file_system.Remove(path).ok();
    if (removed && file.kind == FileKind::kTable) ++tables;
  }
  return tables;
}

}  // namespace varve
