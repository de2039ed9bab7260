// Short forms for tests of filesystems: whole contents in, whole contents out.
#ifndef VARVE_TESTS_CONFORMANCE_FILE_HELPERS_H_
#define VARVE_TESTS_CONFORMANCE_FILE_HELPERS_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "varve/platform/file_system.h"

namespace varve::conformance {

/// All bytes of `file`, by one `Read` of its `Size`.
absl::StatusOr<std::string> Contents(const RandomAccessFile& file);

/// All bytes of the file `path`.
absl::StatusOr<std::string> Contents(FileSystem& file_system, const std::string& path);

/// Creates the file `path` with `contents`.
absl::Status Create(FileSystem& file_system, const std::string& path, std::string_view contents);

/// Reserves, stores and commits `bytes`.
absl::Status CommitBytes(LogWindow& window, std::string_view bytes);

/// "OK", or the name of the code alone: what a test compares when the message is not its subject.
std::string CodeOf(const absl::Status& status);

}  // namespace varve::conformance

#endif  // VARVE_TESTS_CONFORMANCE_FILE_HELPERS_H_
