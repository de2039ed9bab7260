// The crashes of a disk.
#include <array>

#include "sim/base/check.h"
#include "sim/file_system/disk.h"
#include "sim/file_system/fate.h"
#include "sim/file_system/file_image.h"

namespace varve::sim {

void Disk::EndLifetime() {
  open_.clear();
  locked_.clear();
  room_at_least_ = 0;  // names come back
  ++lifetime_;
}

void Disk::TearReserved(Inode& inode, Choices& choices) {
  enum : uint32_t { kWhole, kNothing, kPrefix, kSuffix };
  const Window& window = *inode.window();
  const uint64_t begin = window.committed;
  const uint64_t end = window.high;
  if (begin == end) return;
  static constexpr std::array<uint32_t, 4> kWeights = {3, 1, 3, 1};
  const uint32_t candidates = end - begin < 2 ? 2 : 4;
  const uint32_t outcome =
      choices.PickWeighted("crash.reserved", std::span(kWeights).first(candidates));
  const uint64_t lost = outcome < kPrefix ? 0 : choices.Range("crash.tear", 1, end - begin - 1);
  switch (outcome) {
    case kWhole:
      return;
    case kNothing:
      return inode.EraseUncommitted(begin, end);
    case kPrefix:
      return inode.EraseUncommitted(end - lost, end);
    default:
      return inode.EraseUncommitted(begin, begin + lost);
  }
}

ImageReport Disk::ProcessCrash(Choices& choices) {
  for (auto& [id, inode] : files_) {
    if (!inode.window().has_value()) continue;
    TearReserved(inode, choices);
    inode.CloseWindow(NextEffect());
  }
  EndLifetime();
  Collect();
  for (const auto& [id, inode] : files_) MayDropForsaken(id, choices);
  ImageReport report;
  report.Count(ImageClass::kProcessKill);
  return report;
}

ImageReport Disk::MachineCrash(Choices& choices) {
  ImageReport report;
  const Mood mood = DrawMood(choices);
  for (auto& [id, inode] : files_) inode.CloseWindow(NextEffect());
  EndLifetime();
  // Names first: what becomes of a file that no name leads to is nobody's business.
  names_.BecomeImage(choices, mood, report);
  names_.DropUnreachable();
  Collect();
  for (auto& [id, inode] : files_) {
    inode.BecomeImage(DrawFileImage(inode, stale_, choices, mood, report, options_.profile));
  }
  return report;
}

}  // namespace varve::sim
