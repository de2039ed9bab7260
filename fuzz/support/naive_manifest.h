// Version edits and manifest files decoded as engine/format/README.md says ("Manifest").
#ifndef VARVE_FUZZ_SUPPORT_NAIVE_MANIFEST_H_
#define VARVE_FUZZ_SUPPORT_NAIVE_MANIFEST_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/version/version_edit.h"

namespace varve::fuzz {

[[nodiscard]] std::optional<VersionEdit> DecodeEditNaively(std::string_view payload);

/// What CURRENT holds while manifest `number` is in force.
[[nodiscard]] std::string CurrentOf(uint64_t number);

/// A manifest file with these payloads as its records.
[[nodiscard]] std::string EncodeManifestNaively(uint64_t number,
                                                const std::vector<std::string>& payloads);

struct NaiveManifest {
  bool corrupt = true;
  std::vector<VersionEdit> edits;
};

[[nodiscard]] NaiveManifest DecodeManifestNaively(std::string_view file, uint64_t number);

/// Sets the checksums of the header of manifest `number` and of everything that begins like a
/// record where one may begin.
void RepairManifest(std::span<char> file, uint64_t number);

}  // namespace varve::fuzz

#endif  // VARVE_FUZZ_SUPPORT_NAIVE_MANIFEST_H_
