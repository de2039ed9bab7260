#include "tests/conformance/file_helpers.h"

#include <cstring>

#include "engine/base/status.h"

namespace varve::conformance {

absl::StatusOr<std::string> Contents(const RandomAccessFile& file) {
  VARVE_ASSIGN_OR_RETURN(const uint64_t size, file.Size());
  std::string bytes(size, '\0');
  VARVE_ASSIGN_OR_RETURN(const size_t read, file.Read(0, bytes));
  bytes.resize(read);
  return bytes;
}

absl::StatusOr<std::string> Contents(FileSystem& file_system, const std::string& path) {
  VARVE_ASSIGN_OR_RETURN(const auto file, file_system.OpenRandomAccess(path));
  return Contents(*file);
}

absl::Status Create(FileSystem& file_system, const std::string& path, std::string_view contents) {
  VARVE_ASSIGN_OR_RETURN(const auto file, file_system.CreateAppend(path));
  return file->Append(contents);
}

absl::Status CommitBytes(LogWindow& window, std::string_view bytes) {
  VARVE_ASSIGN_OR_RETURN(const std::span<char> reserved, window.Reserve(bytes.size()));
  if (!bytes.empty()) std::memcpy(reserved.data(), bytes.data(), bytes.size());
  return window.Commit(bytes.size());
}

std::string CodeOf(const absl::Status& status) { return absl::StatusCodeToString(status.code()); }

}  // namespace varve::conformance
