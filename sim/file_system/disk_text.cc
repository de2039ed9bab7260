// The digest and the printed form of a disk.
#include "absl/strings/str_cat.h"
#include "sim/file_system/disk.h"

namespace varve::sim {
namespace {

std::string Describe(const Inode& inode) {
  std::string text = absl::StrCat(inode.running().size(), " bytes, ", inode.durable().size(),
                                  " durable, ", inode.pending().size(), " effects pending");
  if (inode.forsaken() > 0) absl::StrAppend(&text, ", ", inode.forsaken(), " of them forsaken");
  if (const std::optional<Window>& window = inode.window(); window.has_value()) {
    absl::StrAppend(&text, ", window committed ", window->committed, " synced ", window->synced);
  }
  return text;
}

std::string Describe(const Slot& slot) {
  return absl::StrCat("[", slot.directory, "]/", slot.name);
}

std::string Describe(const NameEffect& effect) {
  const std::string to = Describe(effect.slot);
  switch (effect.kind) {
    case NameEffect::Kind::kLink:
      return absl::StrCat("link ", to, " -> [", effect.inode, "]");
    case NameEffect::Kind::kUnlink:
      return absl::StrCat("unlink ", to);
    case NameEffect::Kind::kRename:
      return absl::StrCat("rename ", Describe(*effect.from), " to ", to);
  }
  return to;
}

// Which effects are forsaken decides what the disk does next, unlike how the others came about.
void FoldForsaken(const Inode& inode, Digest& digest) {
  for (size_t i = 0; i < inode.forsaken(); ++i) {
    const FileEffect& effect = inode.pending()[i];
    digest.Fold(effect.offset);
    digest.Fold(effect.size);
    if (effect.payload != nullptr) digest.Fold(std::string_view(*effect.payload));
  }
}

}  // namespace

std::string Disk::Dump() const {
  std::string text;
  for (const NamedInode& entry : names_.Walk(View::kRunning)) {
    absl::StrAppend(&text, entry.path, " [", entry.inode, "] ",
                    entry.is_directory ? "directory" : Describe(file(entry.inode)), "\n");
  }
  for (const NameEffect& effect : names_.pending()) {
    absl::StrAppend(&text, "pending: ", Describe(effect), "\n");
  }
  return text;
}

void Disk::FoldView(View view, Digest& digest) const {
  std::map<InodeId, uint64_t> ordinals;  // of files, by first visit: shows which names are one file
  for (const NamedInode& entry : names_.Walk(view)) {
    digest.Fold(entry.path);
    if (entry.is_directory) {
      digest.Fold(uint64_t{0});
      continue;
    }
    const auto [ordinal, first] = ordinals.try_emplace(entry.inode, ordinals.size() + 1);
    digest.Fold(ordinal->second);
    const Inode& inode = file(entry.inode);
    if (!first) continue;
    digest.Fold(view == View::kRunning ? inode.running().Hash() : inode.durable().Hash());
    FoldForsaken(inode, digest);
  }
  digest.Fold(ordinals.size());
}

void Disk::Fold(Digest& digest) const {
  FoldView(View::kRunning, digest);
  FoldView(View::kDurable, digest);
}

}  // namespace varve::sim
