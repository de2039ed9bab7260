// The names of a database's files, as the public documentation of the directory gives them. Written
// anew here: the oracle does not believe the engine's own parser.
#ifndef VARVE_SIM_ORACLE_FILE_NAME_H_
#define VARVE_SIM_ORACLE_FILE_NAME_H_

#include <cstdint>
#include <optional>
#include <string_view>

namespace varve::sim {

/// The number in "000012.sst" (with `suffix` ".sst") or "MANIFEST-000005" (with `prefix`), wherever
/// the path's last component is exactly that; nothing for any other name.
[[nodiscard]] std::optional<uint64_t> FileNumber(std::string_view path, std::string_view prefix,
                                                 std::string_view suffix);

[[nodiscard]] inline std::optional<uint64_t> TableNumber(std::string_view path) {
  return FileNumber(path, "", ".sst");
}
[[nodiscard]] inline std::optional<uint64_t> LogNumber(std::string_view path) {
  return FileNumber(path, "", ".log");
}
[[nodiscard]] inline std::optional<uint64_t> ManifestNumber(std::string_view path) {
  return FileNumber(path, "MANIFEST-", "");
}

}  // namespace varve::sim

#endif  // VARVE_SIM_ORACLE_FILE_NAME_H_
