#include "sim/file_system/disk.h"

#include "sim/base/check.h"

namespace varve::sim {

Disk::Disk(const DiskOptions& options) : options_(options) {}

DiskError Disk::Resolve(std::string_view path, Place* place) const {
  if (path.empty()) return DiskError::kBadPath;
  InodeId at = kRootDirectory;
  std::string_view name;
  while (true) {
    const size_t begin = path.find_first_not_of('/');
    if (begin == std::string_view::npos) break;
    const std::string_view component = path.substr(begin, path.find('/', begin) - begin);
    path.remove_prefix(begin + component.size());
    if (component == ".") continue;
    if (component == "..") return DiskError::kBadPath;
    if (!name.empty()) {  // the component before this one leads on
      const std::optional<InodeId> next = names_.Find(at, name);
      if (!next.has_value()) return DiskError::kNotFound;
      if (!names_.IsDirectory(*next)) return DiskError::kNotADirectory;
      at = *next;
    }
    name = component;
  }
  *place = Place{at, name};
  return DiskError::kNone;
}

DiskError Disk::Lookup(std::string_view path, InodeId* inode) const {
  Place place;
  if (const DiskError error = Resolve(path, &place); error != DiskError::kNone) return error;
  if (place.name.empty()) {
    *inode = kRootDirectory;
    return DiskError::kNone;
  }
  const std::optional<InodeId> found = names_.Find(place.directory, place.name);
  if (!found.has_value()) return DiskError::kNotFound;
  *inode = *found;
  return DiskError::kNone;
}

DiskError Disk::LookupFile(std::string_view path, InodeId* inode) const {
  if (const DiskError error = Lookup(path, inode); error != DiskError::kNone) return error;
  return names_.IsDirectory(*inode) ? DiskError::kIsADirectory : DiskError::kNone;
}

DiskError Disk::LookupDirectory(std::string_view path, InodeId* inode) const {
  if (const DiskError error = Lookup(path, inode); error != DiskError::kNone) return error;
  return names_.IsDirectory(*inode) ? DiskError::kNone : DiskError::kNotADirectory;
}

DiskError Disk::CreateFile(std::string_view path, InodeId* inode) {
  Place place;
  if (const DiskError error = Resolve(path, &place); error != DiskError::kNone) return error;
  if (place.name.empty() || names_.Find(place.directory, place.name).has_value()) {
    return DiskError::kAlreadyExists;
  }
  if (!HasRoom(kRoomForName)) return DiskError::kNoSpace;
  *inode = ++last_inode_;
  files_[*inode];
  names_.Link(NextEffect(), Slot{place.directory, std::string(place.name)}, *inode);
  return DiskError::kNone;
}

DiskError Disk::CreateDirectory(std::string_view path) {
  Place place;
  if (const DiskError error = Resolve(path, &place); error != DiskError::kNone) return error;
  if (place.name.empty()) return DiskError::kNone;
  if (const auto found = names_.Find(place.directory, place.name); found.has_value()) {
    return names_.IsDirectory(*found) ? DiskError::kNone : DiskError::kAlreadyExists;
  }
  if (!HasRoom(kRoomForName)) return DiskError::kNoSpace;
  names_.AddDirectory(++last_inode_);
  names_.Link(NextEffect(), Slot{place.directory, std::string(place.name)}, last_inode_);
  return DiskError::kNone;
}

DiskError Disk::Rename(std::string_view from, std::string_view to) {
  InodeId source = 0;
  if (const DiskError error = LookupFile(from, &source); error != DiskError::kNone) return error;
  Place old_place;
  Place new_place;
  if (const DiskError error = Resolve(from, &old_place); error != DiskError::kNone) return error;
  if (const DiskError error = Resolve(to, &new_place); error != DiskError::kNone) return error;
  if (new_place.name.empty()) return DiskError::kIsADirectory;
  if (const auto target = names_.Find(new_place.directory, new_place.name); target.has_value()) {
    if (names_.IsDirectory(*target)) return DiskError::kIsADirectory;
    if (*target == source) return DiskError::kNone;  // two names of one file: POSIX keeps both
  }
  names_.Rename(NextEffect(), Slot{old_place.directory, std::string(old_place.name)},
                Slot{new_place.directory, std::string(new_place.name)});
  return DiskError::kNone;
}

DiskError Disk::HardLink(std::string_view existing, std::string_view link) {
  InodeId file = 0;
  if (const DiskError error = LookupFile(existing, &file); error != DiskError::kNone) return error;
  Place place;
  if (const DiskError error = Resolve(link, &place); error != DiskError::kNone) return error;
  if (place.name.empty() || names_.Find(place.directory, place.name).has_value()) {
    return DiskError::kAlreadyExists;
  }
  if (!HasRoom(kRoomForName)) return DiskError::kNoSpace;
  names_.Link(NextEffect(), Slot{place.directory, std::string(place.name)}, file);
  return DiskError::kNone;
}

DiskError Disk::Remove(std::string_view path) {
  InodeId file = 0;
  if (const DiskError error = LookupFile(path, &file); error != DiskError::kNone) return error;
  Place place;
  if (const DiskError error = Resolve(path, &place); error != DiskError::kNone) return error;
  names_.Unlink(NextEffect(), Slot{place.directory, std::string(place.name)});
  return DiskError::kNone;
}

void Disk::Open(InodeId file) {
  VARVE_SIM_CHECK(files_.contains(file), "an opened file exists");
  ++open_[file];
}

void Disk::Close(InodeId file) {
  const auto count = open_.find(file);
  VARVE_SIM_CHECK(count != open_.end(), "a closed file was open");
  if (--count->second > 0) return;
  open_.erase(count);
  Inode& inode = files_.at(file);
  if (inode.pending().empty() && !inode.window().has_value()) inode.Settle();
  Collect();
}

uint32_t Disk::open_files() const {
  uint32_t opens = 0;
  for (const auto& [file, count] : open_) opens += count;
  return opens;
}

Inode& Disk::file(InodeId file) {
  const auto found = files_.find(file);
  VARVE_SIM_CHECK(found != files_.end(), "an open file stays");
  return found->second;
}

const Inode& Disk::file(InodeId file) const {
  const auto found = files_.find(file);
  VARVE_SIM_CHECK(found != files_.end(), "an open file stays");
  return found->second;
}

void Disk::Write(InodeId id, uint64_t offset, std::string_view data) {
  Inode& inode = file(id);
  const uint64_t size = inode.running().size();
  inode.Write(NextEffect(), offset, data);
  Grew(inode.running().size() - size);
}

void Disk::Truncate(InodeId id, uint64_t size) {
  Inode& inode = file(id);
  if (size > inode.running().size()) Grew(size - inode.running().size());
  inode.Truncate(NextEffect(), size);
}

void Disk::SyncFile(InodeId id, EffectSequence through) {
  file(id).SyncThrough(through);
  SyncNamesOf(id, through);
}

void Disk::SyncDirectory(InodeId directory, EffectSequence through) {
  names_.Sync(directory, through);
  Collect();
}

void Disk::OpenWindow(InodeId id, uint64_t capacity) {
  file(id).OpenWindow(NextEffect(), capacity);
  Grew(capacity);
}

void Disk::SyncWindow(InodeId id, EffectSequence through, uint64_t offset) {
  file(id).SyncWindow(through, offset);
  SyncNamesOf(id, through);
}

void Disk::SyncNamesOf(InodeId id, EffectSequence through) {
  if (!FileSyncCoversItsNames(options_.profile)) return;
  names_.SyncNamesOf(id, through);
  Collect();
}

void Disk::CloseWindow(InodeId id) { file(id).CloseWindow(NextEffect()); }

void Disk::Collect() {
  const std::set<InodeId> referenced = names_.Referenced();
  for (auto file = files_.begin(); file != files_.end();) {
    if (referenced.contains(file->first) || open_.contains(file->first)) {
      ++file;
      continue;
    }
    if (file->second.running().size() > 0) stale_ = file->second.running();
    locked_.erase(file->first);
    file = files_.erase(file);
  }
}

}  // namespace varve::sim
