// What a crash did to the disk, by class, so that a campaign can say which kinds of crash image the
// engine recovered from.
#ifndef VARVE_SIM_FILE_SYSTEM_IMAGE_H_
#define VARVE_SIM_FILE_SYSTEM_IMAGE_H_

#include <array>
#include <cstdint>
#include <string_view>

namespace varve::sim {

enum class ImageClass : uint8_t {
  kSuffixLost,          // the last changes of a file are missing, all before them survived
  kHole,                // a change of a file is missing, a later one of the same file survived
  kDirectoryEntryLost,  // a new name (file, hard link or directory) is missing
  kRenameLost,          // a file has its old name again
  kTorn,                // some sectors of an overwrite, or a part of a window's page, survived
  kGarbageTail,         // a file ends in zeros or garbage: its size survived, its data did not
  kUnlinkUndone,        // a removed name is back
  kProcessKill,         // the process ended, the operating system's cache was kept
};
inline constexpr int kImageClassCount = 8;
[[nodiscard]] std::string_view Name(ImageClass image_class);

/// How often each class occurred in one crash image. A change whose loss cannot be seen in the
/// image is not counted.
struct ImageReport {
  std::array<uint32_t, kImageClassCount> counts{};

  void Count(ImageClass image_class) { ++counts[static_cast<size_t>(image_class)]; }
  [[nodiscard]] bool Has(ImageClass image_class) const {
    return counts[static_cast<size_t>(image_class)] != 0;
  }
};

}  // namespace varve::sim

#endif  // VARVE_SIM_FILE_SYSTEM_IMAGE_H_
