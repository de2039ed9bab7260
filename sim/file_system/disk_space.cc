// How much room a disk has.
#include <algorithm>

#include "sim/file_system/disk.h"

namespace varve::sim {

uint64_t Disk::used_bytes() const {
  const std::set<InodeId> named = names_.Named();
  uint64_t bytes = 0;
  for (const auto& [id, inode] : files_) {
    if (named.contains(id) || open_.contains(id)) bytes += inode.running().size();
  }
  return bytes;
}

uint64_t Disk::free_bytes() const {
  const uint64_t used = used_bytes();
  return used < options_.capacity_bytes ? options_.capacity_bytes - used : 0;
}

void Disk::SetCapacity(uint64_t bytes) {
  options_.capacity_bytes = bytes;
  room_at_least_ = 0;
}

// Counting is left out while what was free when files were counted last, less all growth since,
// suffices. Whatever becomes free in between makes that figure too small, never too large.
bool Disk::HasRoom(uint64_t bytes) {
  if (bytes <= room_at_least_) return true;
  room_at_least_ = free_bytes();
  return bytes <= room_at_least_;
}

void Disk::Grew(uint64_t bytes) { room_at_least_ -= std::min(room_at_least_, bytes); }

}  // namespace varve::sim
