// Checksums and hashes: XXH3 of the xxHash library.
#ifndef VARVE_ENGINE_BASE_HASH_H_
#define VARVE_ENGINE_BASE_HASH_H_

#include <cstdint>
#include <string_view>

namespace varve {

/// XXH3-64 of `bytes`. Equal on every machine; part of the file formats.
[[nodiscard]] uint64_t Hash64(std::string_view bytes, uint64_t seed = 0);

/// One number that depends on both, for use as a seed: where (which file, which offset) bytes
/// stand.
[[nodiscard]] uint64_t MixPosition(uint64_t file_number, uint64_t offset);

}  // namespace varve

#endif  // VARVE_ENGINE_BASE_HASH_H_
