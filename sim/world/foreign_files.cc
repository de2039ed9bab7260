#include "sim/world/foreign_files.h"

#include <algorithm>
#include <string_view>

#include "sim/choice/internal_error.h"
#include "sim/heap/heap.h"
#include "sim/world/machine.h"

namespace varve::sim {
namespace {

constexpr std::string_view kForeign[] = {"notes.txt", "000001.sstx", "MANIFEST-1", "1.log",
                                         "CURRENT.tmp.orig"};

std::string PathOf(std::string_view name) {
  return std::string(kDatabasePath) + "/" + std::string(name);
}

std::string ContentOf(std::string_view name) { return "foreign: " + std::string(name); }

void MustWork(DiskError error) {
  if (error != DiskError::kNone) InternalError("cannot plant the foreign files");
}

}  // namespace

void PlantForeignFiles(Disk& disk) {
  MustWork(disk.CreateDirectory(kDatabasePath));
  for (const std::string_view name : kForeign) {
    InodeId file = 0;
    MustWork(disk.CreateFile(PathOf(name), &file));
    disk.Write(file, 0, ContentOf(name));
    disk.SyncFile(file, disk.last_effect());
  }
  for (const std::string_view path : {std::string_view(kDatabasePath), std::string_view("/")}) {
    InodeId directory = 0;
    MustWork(disk.LookupDirectory(path, &directory));
    disk.SyncDirectory(directory, disk.last_effect());
  }
}

std::string ForeignFilesDamage(const Disk& disk) {
  for (const std::string_view name : kForeign) {
    InodeId file = 0;
    if (disk.LookupFile(PathOf(name), &file) != DiskError::kNone) {
      return std::string(name) + " is gone";
    }
    if (disk.file(file).running().ToString() != ContentOf(name)) {
      return std::string(name) + " was changed";
    }
  }
  return {};
}

std::vector<std::string> DatabaseFiles(const Disk& disk) {
  InodeId directory = 0;
  MustWork(disk.LookupDirectory(kDatabasePath, &directory));
  std::vector<std::string> names;
  for (const auto& [name, inode] : disk.entries(directory)) {
    if (std::find(std::begin(kForeign), std::end(kForeign), name) == std::end(kForeign)) {
      names.push_back(name);
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace varve::sim
