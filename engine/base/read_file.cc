#include "engine/base/read_file.h"

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"

namespace varve {

absl::StatusOr<std::string> ReadWholeFile(FileSystem& file_system, const std::string& path,
                                          uint64_t limit) {
  VARVE_ASSIGN_OR_RETURN(const auto file, file_system.OpenRandomAccess(path));
  VARVE_ASSIGN_OR_RETURN(const uint64_t size, file->Size());
  if (size > limit) {
    return absl::ResourceExhaustedError(
        absl::StrCat(path, ": ", size, " bytes, more than the ", limit, " expected"));
  }
  std::string content(size, '\0');
  VARVE_ASSIGN_OR_RETURN(const size_t read, file->Read(0, content));
  content.resize(read);
  return content;
}

}  // namespace varve
