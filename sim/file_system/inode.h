// One simulated file: what the running machine sees, what is proven durable, and the ordered
// pending effects that lie between the two.
//
//   durable + all pending effects (+ the live window's stores above `synced`) = running
//
// Data and size are separate effects, since either may survive a machine crash without the other.
// A log window's stores are not logged one by one: the bytes of [synced, high) are its dirty bytes,
// and they become one effect per 4096-byte page when the window closes or a crash comes.
#ifndef VARVE_SIM_FILE_SYSTEM_INODE_H_
#define VARVE_SIM_FILE_SYSTEM_INODE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/file_system/content.h"

namespace varve::sim {

/// Names a file or directory of a disk. Given out once, in ascending order.
using InodeId = uint64_t;

/// Position in the order in which all effects of a disk were made.
using EffectSequence = uint64_t;

inline constexpr uint64_t kPageBytes = 4096;
inline constexpr uint64_t kSectorBytes = 512;

struct FileEffect {
  enum class Kind : uint8_t {
    kData,  // a write: tears at sectors, or at any byte where it made the file longer
    kPage,  // stores into one page of a log window: tear at any byte
    kSize,  // the file's size became `size`
  };
  EffectSequence sequence = 0;
  Kind kind = Kind::kData;
  uint64_t offset = 0;                         // kData, kPage
  std::shared_ptr<const std::string> payload;  // kData, kPage; shared by copies of the disk
  uint64_t size = 0;                           // kSize
  bool elastic = false;                        // kSize of an append: any size between may survive
};

/// A log window that is open in the current lifetime. synced <= committed <= high <= capacity.
struct Window {
  uint64_t capacity = 0;
  uint64_t committed = 0;
  uint64_t reserved = 0;  // bytes of the reservation in force, from `committed` on
  uint64_t high = 0;      // nothing at or above was ever reserved
  uint64_t synced = 0;    // every byte below is durable
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
  /// Makes every effect up to and including `sequence` durable.
  void SyncThrough(EffectSequence sequence);

  /// Makes the empty file a window of `capacity` zero bytes.
  void OpenWindow(EffectSequence sequence, uint64_t capacity);
  /// The memory of the next `size` bytes of the window, which must fit.
  [[nodiscard]] std::span<char> Reserve(size_t size);
  /// The first `size` reserved bytes become part of the log.
  void Commit(size_t size);
  /// Makes effects up to `sequence` and the window's bytes below `offset` <= committed durable.
  void SyncWindow(EffectSequence sequence, uint64_t offset);
  /// Turns the window, if one is live, into an ordinary file whose dirty pages are pending.
  void CloseWindow(EffectSequence sequence);
  /// Replaces the window's bytes in [begin, end), which must not be committed, by zeros.
  void EraseUncommitted(uint64_t begin, uint64_t end);

  /// The file has no pending effect: lets the running and the durable content share memory.
  void Settle();
  /// A machine crash left `image`: running and durable from now on.
  void BecomeImage(const Content& image);

 private:
  Content running_;
  Content durable_;
  std::vector<FileEffect> pending_;
  std::optional<Window> window_;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_FILE_SYSTEM_INODE_H_
