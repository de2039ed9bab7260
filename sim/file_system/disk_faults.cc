// Syncs that fail, and what becomes of the bytes they left behind.
#include "sim/file_system/disk.h"
#include "sim/file_system/fate.h"
#include "sim/file_system/file_image.h"

namespace varve::sim {

void Disk::Forsake(InodeId id, EffectSequence through, bool in_part, Choices& choices) {
  Inode& inode = file(id);
  if (!in_part) return inode.Forsake(through, Content(inode.durable()));
  ImageReport ignored;  // it is no crash
  const Inode covered = inode.AsOf(through);
  const Mood mood = DrawMood(choices);
  inode.Forsake(through, DrawFileImage(covered, stale_, choices, mood, ignored, options_.profile));
}

void Disk::FailFileSync(InodeId id, EffectSequence through, bool in_part, Choices& choices) {
  Forsake(id, through, in_part, choices);
}

void Disk::FailWindowSync(InodeId id, EffectSequence through, uint64_t offset, bool in_part,
                          Choices& choices) {
  file(id).LogDirty(through, offset);
  Forsake(id, through, in_part, choices);
}

void Disk::FailDirectorySync(InodeId directory, EffectSequence through, Choices& choices) {
  names_.SyncPartly(directory, through, choices);
  Collect();
}

void Disk::MayDropForsaken(InodeId id, Choices& choices) {
  Inode& inode = file(id);
  if (inode.forsaken() == 0 || inode.window().has_value()) return;
  // An open file keeps its size. Where data comes before size, a size never stays without it.
  const bool size_may_go = !open_.contains(id);
  const bool size_may_stay = !DataBeforeSize(options_.profile);
  const uint32_t ways = (size_may_stay ? 1 : 0) + (size_may_go ? 1 : 0);
  const uint32_t way = choices.Pick("fs.drop_clean", 1 + ways);
  if (way == 0) return;
  inode.DropForsaken(/*with_size=*/way == 2 || !size_may_stay);
  ++forsaken_drops_;
}

std::vector<std::string> Disk::ForsakenPaths() const {
  std::vector<std::string> paths;
  for (const NamedInode& entry : names_.Walk(View::kRunning)) {
    if (!entry.is_directory && file(entry.inode).forsaken() > 0) paths.push_back(entry.path);
  }
  return paths;
}

}  // namespace varve::sim
