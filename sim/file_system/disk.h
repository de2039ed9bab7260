// The simulated disk: the part of a world that outlives every lifetime of the engine's process.
//
// It holds files (inode.h) and directories (name_table.h), each as the running machine sees them
// and as they are proven durable, with the ordered pending effects between. `SimFileSystem` changes
// it on behalf of a lifetime; the world crashes it.
//
// Lifetimes. A crash ends the lifetime: every file object opened in it is dead (using one is a
// failed CHECK, destroying one does nothing), its locks are released. The disk never refers to a
// file object, only counts the opens of each inode, since the objects of an abandoned lifetime are
// never destroyed.
//
// Memory: call everything with the world's heap current (sim/heap/heap.h). A disk may be
// copied at any time, cheaply: contents are shared until they change. Assigning to a disk
// invalidates reservations of its log windows.
#ifndef VARVE_SIM_FILE_SYSTEM_DISK_H_
#define VARVE_SIM_FILE_SYSTEM_DISK_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sim/choice/choices.h"
#include "sim/choice/digest.h"
#include "sim/file_system/content.h"
#include "sim/file_system/image.h"
#include "sim/file_system/inode.h"
#include "sim/file_system/name_table.h"
#include "sim/file_system/profile.h"

namespace varve::sim {

struct DiskOptions {
  Profile profile = Profile::kStrict;
  uint64_t capacity_bytes = uint64_t{1} << 40;
};

/// So much must be free where a new name is made. The name does not keep it: directories themselves
/// take no room.
inline constexpr uint64_t kRoomForName = 64;

/// Why an operation did nothing. A status would be built on the wrong heap here.
enum class DiskError : uint8_t {
  kNone,
  kNotFound,
  kAlreadyExists,
  kNotADirectory,
  kIsADirectory,
  kBadPath,  // empty, or with a ".." component
  kNoSpace,  // less than `kRoomForName` is free
};

/// Thread safety: one operating system thread.
class Disk {
 public:
  explicit Disk(const DiskOptions& options = {});

  // Names. Paths are taken from the root, with or without a leading '/'.

  /// The file or directory that has this name.
  [[nodiscard]] DiskError Lookup(std::string_view path, InodeId* inode) const;
  /// As `Lookup`, for a file (`kIsADirectory`) or for a directory (`kNotADirectory`).
  [[nodiscard]] DiskError LookupFile(std::string_view path, InodeId* inode) const;
  [[nodiscard]] DiskError LookupDirectory(std::string_view path, InodeId* inode) const;
  /// An empty file under a new name.
  [[nodiscard]] DiskError CreateFile(std::string_view path, InodeId* inode);
  /// Succeeds also when the directory exists.
  [[nodiscard]] DiskError CreateDirectory(std::string_view path);
  [[nodiscard]] DiskError Rename(std::string_view from, std::string_view to);
  [[nodiscard]] DiskError HardLink(std::string_view existing, std::string_view link);
  [[nodiscard]] DiskError Remove(std::string_view path);
  [[nodiscard]] const Entries& entries(InodeId directory) const {
    return names_.entries(directory);
  }

  // Room, to the byte. A file takes the room of its size, the window's capacity included, while a
  // running name leads to it or it is open. What only a crash may bring back takes none. Methods
  // that change files do not look at it: who calls them asks `HasRoom` first.

  /// From now on; it may be less than what is used.
  void SetCapacity(uint64_t bytes);
  [[nodiscard]] uint64_t capacity() const { return options_.capacity_bytes; }
  [[nodiscard]] uint64_t used_bytes() const;
  [[nodiscard]] uint64_t free_bytes() const;
  /// Whether files may grow by `bytes` in all. Cheap while there is plenty.
  [[nodiscard]] bool HasRoom(uint64_t bytes);

  // Open files. An inode stays while it has a name that may come back or is open.

  void Open(InodeId file);
  void Close(InodeId file);
  [[nodiscard]] uint32_t open_files() const;
  [[nodiscard]] Inode& file(InodeId file);
  [[nodiscard]] const Inode& file(InodeId file) const;

  // Effects. A sync notes `last_effect()` when it begins and makes all up to there durable at its
  // end. Where the profile says so, the sync of a file or window covers the file's names.

  [[nodiscard]] EffectSequence last_effect() const { return last_effect_; }
  void Write(InodeId file, uint64_t offset, std::string_view data);
  void Truncate(InodeId file, uint64_t size);
  void SyncFile(InodeId file, EffectSequence through);
  void SyncDirectory(InodeId directory, EffectSequence through);
  void OpenWindow(InodeId file, uint64_t capacity);
  void SyncWindow(InodeId file, EffectSequence through, uint64_t offset);
  void CloseWindow(InodeId file);

  // Syncs that fail (fault.h). With `in_part` some of the effects are durable all the same, as if
  // the machine had crashed then and this were the image; without, none.

  void FailFileSync(InodeId file, EffectSequence through, bool in_part, Choices& choices);
  void FailWindowSync(InodeId file, EffectSequence through, uint64_t offset, bool in_part,
                      Choices& choices);
  void FailDirectorySync(InodeId directory, EffectSequence through, Choices& choices);
  /// Where `file` has forsaken bytes and no live window, the cache may drop them (label
  /// "fs.drop_clean"), and their size too if the file is not open; where data comes before size
  /// both or neither.
  void MayDropForsaken(InodeId file, Choices& choices);
  /// The running names of the files that have forsaken bytes, ascending.
  [[nodiscard]] std::vector<std::string> ForsakenPaths() const;
  /// How often forsaken effects of a file were dropped.
  [[nodiscard]] uint64_t forsaken_drops() const { return forsaken_drops_; }

  // Locks, until released or the lifetime ends.

  [[nodiscard]] bool TryLock(InodeId file) { return locked_.insert(file).second; }
  void Unlock(InodeId file) { locked_.erase(file); }

  // Crashes.

  /// Counts the crashes so far: file objects of an earlier value are dead.
  [[nodiscard]] uint64_t lifetime() const { return lifetime_; }

  /// The process ends, the operating system's cache stays. Bytes reserved in a log window but not
  /// committed survive whole, not at all, or torn at any byte (labels "crash.reserved",
  /// "crash.tear"). Pending effects stay pending; forsaken ones may be dropped ("fs.drop_clean").
  ImageReport ProcessCrash(Choices& choices);

  /// The machine stops; what is left is a legal image (file_image.h, name_table.h, fate.h), all of
  /// it durable.
  ImageReport MachineCrash(Choices& choices);

  // Looking at it.

  /// Folds the running and the durable tree: paths, sizes, bytes, hard links. Independent of inode
  /// numbers and of the history that led here, but for which effects are forsaken.
  void Fold(Digest& digest) const;
  /// A line per file and pending name effect.
  [[nodiscard]] std::string Dump() const;
  [[nodiscard]] Profile profile() const { return options_.profile; }

 private:
  struct Place {  // where a path leads: its parent directory and the last component
    InodeId directory = 0;
    std::string_view name;  // empty for the root itself
  };

  [[nodiscard]] DiskError Resolve(std::string_view path, Place* place) const;
  [[nodiscard]] EffectSequence NextEffect() { return ++last_effect_; }
  void SyncNamesOf(InodeId file, EffectSequence through);
  void Forsake(InodeId file, EffectSequence through, bool in_part, Choices& choices);
  void Grew(uint64_t bytes);
  void EndLifetime();
  void TearReserved(Inode& inode, Choices& choices);
  void Collect();  // frees inodes that no name leads to and nobody holds open
  void FoldView(View view, Digest& digest) const;

  DiskOptions options_;
  NameTable names_;
  std::map<InodeId, Inode> files_;
  std::map<InodeId, uint32_t> open_;  // absent: not open
  std::set<InodeId> locked_;
  Content stale_;               // of the file freed last
  uint64_t room_at_least_ = 0;  // this much is known to be free
  InodeId last_inode_ = kRootDirectory;
  EffectSequence last_effect_ = 0;
  uint64_t lifetime_ = 0;
  uint64_t forsaken_drops_ = 0;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_FILE_SYSTEM_DISK_H_
