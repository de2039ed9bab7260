// One simulated file: what the running machine sees, what is proven durable, and the ordered
// pending effects that lie between the two.
//
//   durable + all pending effects (+ the live window's stores above `synced`) = running
//
// Data and size are separate effects, since either may survive a machine crash without the other.
// A log window's stores are not logged one by one: the bytes of [synced, high) are its dirty bytes,
// and they become one effect per 4096-byte page when the window closes or a crash comes.
//
// Forsaken effects. When a sync fails, the effects that it covered and did not make durable are
// *forsaken*: they stay pending for a machine crash, which keeps them or not, but no later sync
// makes them durable, and what they changed may vanish from the running content too. They are
// rebuilt then, and at each later sync, as the difference between what is durable and what the
// running machine saw, page by page, and come first among the pending effects.
#ifndef VARVE_SIM_FILE_SYSTEM_INODE_H_
#define VARVE_SIM_FILE_SYSTEM_INODE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "sim/file_system/content.h"
#include "sim/file_system/file_effect.h"

namespace varve::sim {

/// Names a file or directory of a disk. Given out once, in ascending order.
using InodeId = uint64_t;

/// A log window that is open in the current lifetime. synced <= committed <= high <= capacity.
struct Window {
  uint64_t capacity = 0;
  uint64_t committed = 0;
  uint64_t reserved = 0;  // bytes of the reservation in force, from `committed` on
  uint64_t high = 0;      // nothing at or above was ever reserved
  uint64_t synced = 0;    // every byte below is durable or forsaken
};

/// Thread safety: one operating system thread.
class Inode {
 public:
  [[nodiscard]] const Content& running() const { return running_; }
  [[nodiscard]] const Content& durable() const { return durable_; }
  /// Without the dirty bytes of a live window.
  [[nodiscard]] const std::vector<FileEffect>& pending() const { return pending_; }
  [[nodiscard]] const std::optional<Window>& window() const { return window_; }

  /// Stores `data` at `offset` and extends the file where needed. No window may be live.
  void Write(EffectSequence sequence, uint64_t offset, std::string_view data);
  /// Cuts or extends with zeros. No window may be live.
  void Truncate(EffectSequence sequence, uint64_t size);
  /// Makes every effect up to and including `sequence` durable that is not forsaken.
  void SyncThrough(EffectSequence sequence);

  /// Makes the empty file a window of `capacity` zero bytes.
  void OpenWindow(EffectSequence sequence, uint64_t capacity);
  /// The memory of the next `size` bytes of the window, which must fit.
  [[nodiscard]] std::span<char> Reserve(size_t size);
  /// The first `size` reserved bytes become part of the log.
  void Commit(size_t size);
  /// Makes effects up to `sequence` and the window's bytes below `offset` <= committed durable,
  /// forsaken ones left out.
  void SyncWindow(EffectSequence sequence, uint64_t offset);
  /// Turns the window, if one is live, into an ordinary file whose dirty pages are pending.
  void CloseWindow(EffectSequence sequence);
  /// Replaces the window's bytes in [begin, end), which must not be committed, by zeros.
  void EraseUncommitted(uint64_t begin, uint64_t end);

  // Failed syncs (inode_forsaken.cc).

  /// How many effects at the front of `pending` are forsaken.
  [[nodiscard]] size_t forsaken() const { return forsaken_; }
  /// Turns the live window's dirty bytes below `offset` <= committed into pending effects, which
  /// are as old as `sequence`.
  void LogDirty(EffectSequence sequence, uint64_t offset);
  /// The file as it was after the effect `through`, without a window.
  [[nodiscard]] Inode AsOf(EffectSequence through) const;
  /// A sync failed that covered the effects up to `through`: `durable` is what is durable now, what
  /// else they changed is forsaken.
  void Forsake(EffectSequence through, const Content& durable);
  /// The operating system drops clean pages: what forsaken effects changed is as it is durably,
  /// with `with_size` the size too. No window may be live.
  void DropForsaken(bool with_size);

  /// The file has no pending effect: lets the running and the durable content share memory.
  void Settle();
  /// A machine crash left `image`: running and durable from now on.
  void BecomeImage(const Content& image);

 private:
  using Position = std::vector<FileEffect>::const_iterator;

  /// Behind the effects up to `sequence`; no forsaken effect lies behind it.
  [[nodiscard]] Position EndOf(EffectSequence sequence) const;
  /// The live window's dirty bytes below `end` become pending, one effect a page.
  void LogDirtyTo(EffectSequence sequence, uint64_t end);

  Content running_;
  Content durable_;
  std::vector<FileEffect> pending_;  // the forsaken ones first
  size_t forsaken_ = 0;
  std::optional<Window> window_;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_FILE_SYSTEM_INODE_H_
