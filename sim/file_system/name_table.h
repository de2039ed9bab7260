// The directories of a simulated disk: the names the running machine sees, the names proven
// durable, and the ordered pending name effects between the two.
//
// An effect assigns one or two *slots* (directory, name): a link sets a slot, an unlink clears one,
// a rename clears its old slot and sets its new one as one atom. Two effects on one slot are
// ordered (profile.h): losing the earlier loses the later. Without that edge, "rename a to b,
// create a" could survive as the new a alone, and the renamed file would have neither name.
#ifndef VARVE_SIM_FILE_SYSTEM_NAME_TABLE_H_
#define VARVE_SIM_FILE_SYSTEM_NAME_TABLE_H_

#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sim/choice/choices.h"
#include "sim/file_system/fate.h"
#include "sim/file_system/image.h"
#include "sim/file_system/inode.h"

namespace varve::sim {

inline constexpr InodeId kRootDirectory = 1;

struct Slot {
  InodeId directory = 0;
  std::string name;

  friend auto operator<=>(const Slot&, const Slot&) = default;
};

struct NameEffect {
  enum class Kind : uint8_t { kLink, kUnlink, kRename };
  EffectSequence sequence = 0;
  Kind kind = Kind::kLink;
  InodeId inode = 0;         // what the name leads or led to
  Slot slot;                 // set or cleared; of a rename the new name
  std::optional<Slot> from;  // of a rename the old name
  bool slot_synced = false;  // the slot's directory was synced since
  bool from_synced = false;
};

/// Names of one directory in ascending byte order.
using Entries = std::map<std::string, InodeId, std::less<>>;

enum class View : uint8_t { kRunning, kDurable };

struct NamedInode {
  std::string path;  // from "/" on
  InodeId inode = 0;
  bool is_directory = false;
};

/// Thread safety: one operating system thread.
class NameTable {
 public:
  NameTable();

  [[nodiscard]] bool IsDirectory(InodeId inode) const { return directories_.contains(inode); }
  /// The names the running machine sees in `directory`.
  [[nodiscard]] const Entries& entries(InodeId directory) const;
  [[nodiscard]] std::optional<InodeId> Find(InodeId directory, std::string_view name) const;
  [[nodiscard]] const std::vector<NameEffect>& pending() const { return pending_; }

  /// Adds a directory that has no name and no entries yet.
  void AddDirectory(InodeId inode);
  void Link(EffectSequence sequence, const Slot& slot, InodeId inode);
  void Unlink(EffectSequence sequence, const Slot& slot);
  void Rename(EffectSequence sequence, const Slot& from, const Slot& to);

  /// Makes the effects of `directory` up to and including `sequence` durable, together with all
  /// they depend on. A rename between two directories becomes durable when both were synced since.
  void Sync(InodeId directory, EffectSequence sequence);

  /// A sync of `directory` failed halfway: any of the effects that it covered are durable (label
  /// "fault.entry", 0 is durable), with all they depend on. The others are pending as before.
  void SyncPartly(InodeId directory, EffectSequence sequence, Choices& choices);
  /// Makes the names that lead to `inode` durable, as far as they were made up to and including
  /// `sequence`: the effects that set them, the links of pending directories on the way, and all
  /// that these depend on.
  void SyncNamesOf(InodeId inode, EffectSequence sequence);

  /// Machine crash: chooses which pending effects survive; the result is running and durable.
  void BecomeImage(Choices& choices, Mood mood, ImageReport& report);
  /// Forgets directories that no running name leads to. Only after a machine crash.
  void DropUnreachable();

  /// Every inode that a running name leads to.
  [[nodiscard]] std::set<InodeId> Named() const;
  /// Every inode that a running, durable or pending name leads to.
  [[nodiscard]] std::set<InodeId> Referenced() const;
  /// Everything below the root, parents before children, names ascending.
  [[nodiscard]] std::vector<NamedInode> Walk(View view) const;

 private:
  struct Directory {
    Entries running;
    Entries durable;
  };

  static void Assign(Entries& entries, const std::string& name, std::optional<InodeId> inode);
  void Apply(View view, const NameEffect& effect);
  [[nodiscard]] Entries& Of(View view, InodeId directory);
  [[nodiscard]] bool Differs(const Slot& slot) const;
  /// Makes effects durable whose directories are all marked as synced, with all they depend on.
  void SettleSynced();
  void WalkInto(View view, InodeId directory, const std::string& path,
                std::vector<NamedInode>& out) const;

  std::map<InodeId, Directory> directories_;
  std::vector<NameEffect> pending_;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_FILE_SYSTEM_NAME_TABLE_H_
