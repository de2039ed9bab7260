#include "sim/file_system/gate.h"

namespace varve::sim {

std::string_view Name(FileOperation operation) {
  switch (operation) {
    case FileOperation::kOpenRead:
      return "open-read";
    case FileOperation::kRead:
      return "read";
    case FileOperation::kCreateAppend:
      return "create-append";
    case FileOperation::kAppend:
      return "append";
    case FileOperation::kSync:
      return "sync";
    case FileOperation::kCreateWindow:
      return "create-window";
    case FileOperation::kCommit:
      return "commit";
    case FileOperation::kSyncWindow:
      return "sync-window";
    case FileOperation::kOpenPositional:
      return "open-positional";
    case FileOperation::kWrite:
      return "write";
    case FileOperation::kTruncate:
      return "truncate";
    case FileOperation::kRename:
      return "rename";
    case FileOperation::kHardLink:
      return "hard-link";
    case FileOperation::kRemove:
      return "remove";
    case FileOperation::kList:
      return "list";
    case FileOperation::kCreateDirectory:
      return "create-directory";
    case FileOperation::kSyncDirectory:
      return "sync-directory";
    case FileOperation::kLock:
      return "lock";
    case FileOperation::kExists:
      return "exists";
    case FileOperation::kFreeSpace:
      return "free-space";
  }
  return "unknown";
}

bool HasParts(FileOperation operation) {
  switch (operation) {
    case FileOperation::kRead:
    case FileOperation::kAppend:
    case FileOperation::kWrite:
    case FileOperation::kCommit:
    case FileOperation::kSync:
    case FileOperation::kSyncWindow:
    case FileOperation::kCreateWindow:
    case FileOperation::kSyncDirectory:
      return true;
    default:
      return false;
  }
}

bool NeedsRoom(FileOperation operation) {
  switch (operation) {
    case FileOperation::kCreateAppend:
    case FileOperation::kAppend:
    case FileOperation::kCreateWindow:
    case FileOperation::kWrite:
    case FileOperation::kTruncate:
    case FileOperation::kHardLink:
    case FileOperation::kCreateDirectory:
    case FileOperation::kLock:
      return true;
    default:
      return false;
  }
}

Fault DecideFault(OperationGate& gate, FileOperation operation, std::string_view path,
                  uint64_t size) {
  const Fault fault = gate.Decide(operation, path, size);
  if (fault == Fault::kPartial && !HasParts(operation)) return Fault::kBefore;
  if (fault == Fault::kNoSpace && !NeedsRoom(operation)) return Fault::kNone;
  return fault;
}

}  // namespace varve::sim
