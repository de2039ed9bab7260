// Names of a database's files, all directly in its directory:
//
//   CURRENT            names the manifest in force       000007.log   a log segment
//   CURRENT.tmp        CURRENT being written             000008.sst   a table
//   MANIFEST-000005    version edits                     LOCK         the directory lock
//
// Numbers come from one counter per database, are never used twice, and have at least six digits.
// A name that is not exactly what these functions produce is foreign and never touched (rule H4).
#ifndef VARVE_ENGINE_FORMAT_FILE_NAMES_H_
#define VARVE_ENGINE_FORMAT_FILE_NAMES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace varve {

/// Numbers are below this, so that the counter cannot wrap; a name with a higher one is foreign.
inline constexpr uint64_t kFileNumberLimit = uint64_t{1} << 62;

enum class FileKind : uint8_t { kCurrent, kCurrentTemporary, kManifest, kLog, kTable, kLock };

struct FileName {
  FileKind kind;
  uint64_t number = 0;  // 0 for kinds without one
};

[[nodiscard]] std::string CurrentName();
[[nodiscard]] std::string CurrentTemporaryName();
[[nodiscard]] std::string LockName();
[[nodiscard]] std::string ManifestName(uint64_t number);
[[nodiscard]] std::string LogName(uint64_t number);
[[nodiscard]] std::string TableName(uint64_t number);

/// `directory` and `name` joined by '/'.
[[nodiscard]] std::string PathOf(std::string_view directory, std::string_view name);

/// What a bare name means, or nothing when it is foreign.
[[nodiscard]] std::optional<FileName> ParseFileName(std::string_view name);

}  // namespace varve

#endif  // VARVE_ENGINE_FORMAT_FILE_NAMES_H_
