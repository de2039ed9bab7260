#include "sim/file_system/sim_log_window.h"

#include "absl/strings/str_cat.h"
#include "sim/base/check.h"
#include "sim/heap/heap.h"

namespace varve::sim {

SimLogWindow::~SimLogWindow() {
  if (!file_.alive()) return;
  const HeapScope world(nullptr);
  file_.seam().disk.CloseWindow(file_.id());
}

const Window& SimLogWindow::window() const {
  const std::optional<Window>& window = file_.inode().window();
  VARVE_SIM_CHECK(window.has_value(), "the inode of an open log window is a window");
  return *window;
}

absl::StatusOr<std::span<char>> SimLogWindow::Reserve(size_t size) {
  if (size > capacity() - committed()) {
    return absl::ResourceExhaustedError(absl::StrCat(file_.path(), ": log window is full"));
  }
  const HeapScope world(nullptr);
  return file_.inode().Reserve(size);
}

absl::Status SimLogWindow::Commit(size_t size) {
  VARVE_SIM_CHECK(size <= window().reserved, "a commit covers reserved bytes only");
  // The view stays good while the gate runs other tasks: the window's memory moves only in Reserve,
  // which belongs to the task that is here.
  const std::string_view stored = file_.inode().running().View(committed(), size);
  file_.Before(FileOperation::kCommit, stored, committed(), size);
  const Fault fault = file_.Decide(FileOperation::kCommit, size);
  if (TakesEffect(fault)) {
    file_.inode().Commit(size);
  } else if (fault == Fault::kPartial && size > 1) {
    const HeapScope world(nullptr);
    file_.inode().Commit(
        static_cast<size_t>(file_.seam().choices.Range("fault.kept", 1, size - 1)));
  }
  return file_.Ended(FileOperation::kCommit, fault);
}

absl::StatusOr<uint64_t> SimLogWindow::Sync() {
  Disk& disk = file_.seam().disk;
  const uint64_t sampled = committed();
  const EffectSequence through = disk.last_effect();
  file_.Before(FileOperation::kSyncWindow);
  file_.Before(FileOperation::kSyncWindow);
  const Fault fault = file_.Decide(FileOperation::kSyncWindow);
  if (!TakesEffect(fault)) {
    {
      const HeapScope world(nullptr);
      disk.FailWindowSync(file_.id(), through, sampled, fault == Fault::kPartial,
                          file_.seam().choices);
    }
    return file_.Ended(FileOperation::kSyncWindow, fault);
  }
  {
    const HeapScope world(nullptr);
    const uint64_t now = committed();
    const bool more = now > sampled && file_.seam().choices.OneIn("fs.sync_more", 2);
    disk.SyncWindow(file_.id(), through, more ? now : sampled);
  }
  if (fault != Fault::kNone) return file_.Ended(FileOperation::kSyncWindow, fault);
  file_.After(FileOperation::kSyncWindow, {}, sampled);
  return sampled;
}

}  // namespace varve::sim
