#include "sim/faults/fault_table.h"

namespace varve::sim {
namespace {

// Syncs, writes, renames and directory syncs are what durability is made of: they weigh most.
constexpr FaultRow kRows[kFaultKindCount] = {
    {"sync.before", "a sync makes nothing durable and fails; the pages are marked clean",
     FaultClass::kSync, Fault::kBefore, 6, 40},
    {"sync.after", "a sync fails although all of it is durable", FaultClass::kSync, Fault::kAfter,
     3, 40},
    {"sync.partial", "a sync makes a part durable and fails; the other pages are marked clean",
     FaultClass::kSync, Fault::kPartial, 5, 40},
    {"write.before", "a write, append, truncation or commit fails and changes nothing",
     FaultClass::kWrite, Fault::kBefore, 4, 200},
    {"write.after", "a write, append, truncation or commit fails after it happened",
     FaultClass::kWrite, Fault::kAfter, 2, 200},
    {"write.partial", "a write, append or commit keeps a prefix and fails", FaultClass::kWrite,
     Fault::kPartial, 4, 200},
    {"rename.before", "a rename or hard link fails and changes nothing", FaultClass::kRename,
     Fault::kBefore, 4, 10},
    {"rename.after", "a rename or hard link fails after it happened", FaultClass::kRename,
     Fault::kAfter, 4, 10},
    {"sync-directory.before", "a directory sync makes nothing durable and fails",
     FaultClass::kSyncDirectory, Fault::kBefore, 4, 30},
    {"sync-directory.after", "a directory sync fails although all of it is durable",
     FaultClass::kSyncDirectory, Fault::kAfter, 2, 30},
    {"sync-directory.partial", "a directory sync makes some names durable and fails",
     FaultClass::kSyncDirectory, Fault::kPartial, 3, 30},
    {"create.before", "creating a file, window or directory fails and leaves none",
     FaultClass::kCreate, Fault::kBefore, 2, 30},
    {"create.after", "creating a file, window or directory fails and leaves it",
     FaultClass::kCreate, Fault::kAfter, 2, 30},
    {"create.partial", "creating a window fails and leaves a file without its space",
     FaultClass::kCreate, Fault::kPartial, 1, 30},
    {"remove.before", "removing a file fails and leaves it", FaultClass::kRemove, Fault::kBefore, 2,
     20},
    {"remove.after", "removing a file fails after it happened", FaultClass::kRemove, Fault::kAfter,
     2, 20},
    {"open.before", "opening or locking a file fails", FaultClass::kOpen, Fault::kBefore, 2, 30},
    {"read.before", "a read, listing or question about a file fails", FaultClass::kRead,
     Fault::kBefore, 3, 200},
    {"read.partial", "a read fills a part of the memory and fails", FaultClass::kRead,
     Fault::kPartial, 1, 200},
    {"space.exhausted", "the disk has little or no room left", FaultClass::kSpace, Fault::kNoSpace,
     8, 400},
};

}  // namespace

FaultClass ClassOf(FileOperation operation) {
  switch (operation) {
    case FileOperation::kSync:
    case FileOperation::kSyncWindow:
      return FaultClass::kSync;
    case FileOperation::kAppend:
    case FileOperation::kCommit:
    case FileOperation::kWrite:
    case FileOperation::kTruncate:
      return FaultClass::kWrite;
    case FileOperation::kRename:
    case FileOperation::kHardLink:
      return FaultClass::kRename;
    case FileOperation::kSyncDirectory:
      return FaultClass::kSyncDirectory;
    case FileOperation::kCreateAppend:
    case FileOperation::kCreateWindow:
    case FileOperation::kCreateDirectory:
      return FaultClass::kCreate;
    case FileOperation::kRemove:
      return FaultClass::kRemove;
    case FileOperation::kOpenRead:
    case FileOperation::kOpenPositional:
    case FileOperation::kLock:
      return FaultClass::kOpen;
    case FileOperation::kRead:
    case FileOperation::kList:
    case FileOperation::kExists:
    case FileOperation::kFreeSpace:
      return FaultClass::kRead;
  }
  return FaultClass::kRead;
}

std::span<const FaultRow, kFaultKindCount> FaultTable() { return kRows; }

std::string_view Name(FaultTarget target) {
  switch (target) {
    case FaultTarget::kAny:
      return "any file";
    case FaultTarget::kLog:
      return "logs";
    case FaultTarget::kTable:
      return "tables";
    case FaultTarget::kManifest:
      return "manifests";
    case FaultTarget::kCurrent:
      return "CURRENT";
  }
  return "unknown";
}

bool Matches(FaultTarget target, std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);  // npos + 1 is 0
  switch (target) {
    case FaultTarget::kAny:
      return true;
    case FaultTarget::kLog:
      return name.ends_with(".log");
    case FaultTarget::kTable:
      return name.ends_with(".sst");
    case FaultTarget::kManifest:
      return name.starts_with("MANIFEST-");
    case FaultTarget::kCurrent:
      return name == "CURRENT" || name == "CURRENT.tmp";
  }
  return false;
}

}  // namespace varve::sim
