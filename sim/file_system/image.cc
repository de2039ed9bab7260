#include "sim/file_system/image.h"

namespace varve::sim {

std::string_view Name(ImageClass image_class) {
  switch (image_class) {
    case ImageClass::kSuffixLost:
      return "suffix-lost";
    case ImageClass::kHole:
      return "hole";
    case ImageClass::kDirectoryEntryLost:
      return "directory-entry-lost";
    case ImageClass::kRenameLost:
      return "rename-lost";
    case ImageClass::kTorn:
      return "torn";
    case ImageClass::kGarbageTail:
      return "garbage-tail";
    case ImageClass::kUnlinkUndone:
      return "unlink-undone";
    case ImageClass::kProcessKill:
      return "process-kill";
  }
  return "unknown";
}

}  // namespace varve::sim
