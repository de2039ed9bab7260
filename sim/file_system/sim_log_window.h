// A log window over the simulated disk. Reservations point straight into the running content of the
// inode, so that whatever the engine had stored when a crash came is what the crash finds.
#ifndef VARVE_SIM_FILE_SYSTEM_SIM_LOG_WINDOW_H_
#define VARVE_SIM_FILE_SYSTEM_SIM_LOG_WINDOW_H_

#include <span>
#include <string>
#include <utility>

#include "sim/file_system/open_file.h"
#include "varve/platform/file_system.h"

namespace varve::sim {

/// Contract: varve::LogWindow. `Sync` returns what was committed when it began; bytes committed
/// while it ran are made durable with them or not (label "fs.sync_more"). After a failed sync the
/// window is usable here though its contract forbids it: a later sync answers an offset above the
/// bytes that are forsaken, as a real one would.
class SimLogWindow final : public LogWindow {
 public:
  /// `inode` is a live window.
  SimLogWindow(const DiskSeam& seam, std::string path, InodeId inode)
      : file_(seam, std::move(path), inode) {}
  ~SimLogWindow() override;

  uint64_t capacity() const override { return window().capacity; }
  uint64_t committed() const override { return window().committed; }
  absl::StatusOr<std::span<char>> Reserve(size_t size) override;
  absl::Status Commit(size_t size) override;
  absl::StatusOr<uint64_t> Sync() override;

 private:
  [[nodiscard]] const Window& window() const;

  OpenFile file_;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_FILE_SYSTEM_SIM_LOG_WINDOW_H_
