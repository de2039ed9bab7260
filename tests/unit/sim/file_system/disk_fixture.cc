#include "tests/unit/sim/file_system/disk_fixture.h"

#include "engine/base/check.h"

namespace varve::sim {
namespace {

void AppendTree(const Disk& disk, InodeId directory, const std::string& path, std::string& out) {
  for (const auto& [name, inode] : disk.entries(directory)) {
    const std::string full = path + "/" + name;
    InodeId ignored = 0;
    if (!out.empty()) out += " ";
    out += full;
    if (disk.LookupDirectory(full, &ignored) == DiskError::kNone) {
      out += "/";
      AppendTree(disk, inode, full, out);
    } else {
      out += "=" + disk.file(inode).running().ToString();
    }
  }
}

}  // namespace

std::string TreeOf(const Disk& disk) {
  std::string out;
  AppendTree(disk, kRootDirectory, "", out);
  return out;
}

InodeId MakeFile(Disk& disk, std::string_view path, std::string_view bytes) {
  InodeId inode = 0;
  VARVE_CHECK(disk.CreateFile(path, &inode) == DiskError::kNone, "the test's file is new");
  disk.Write(inode, 0, bytes);
  return inode;
}

InodeId IdOf(const Disk& disk, std::string_view path) {
  InodeId inode = 0;
  VARVE_CHECK(disk.Lookup(path, &inode) == DiskError::kNone, "the test's file exists");
  return inode;
}

void SyncAll(Disk& disk, std::string_view path, std::string_view directory) {
  disk.SyncFile(IdOf(disk, path), disk.last_effect());
  disk.SyncDirectory(IdOf(disk, directory), disk.last_effect());
}

}  // namespace varve::sim
