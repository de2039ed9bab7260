// Reads a whole small file.
#ifndef VARVE_ENGINE_BASE_READ_FILE_H_
#define VARVE_ENGINE_BASE_READ_FILE_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "varve/platform/file_system.h"

namespace varve {

/// The content of `path`; `kResourceExhausted` when it is over `limit` bytes.
[[nodiscard]] absl::StatusOr<std::string> ReadWholeFile(FileSystem& file_system,
                                                        const std::string& path, uint64_t limit);

}  // namespace varve

#endif  // VARVE_ENGINE_BASE_READ_FILE_H_
