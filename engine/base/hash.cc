#include "engine/base/hash.h"

#include <xxhash.h>

#include "engine/base/coding.h"

namespace varve {

uint64_t Hash64(std::string_view bytes, uint64_t seed) {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

uint64_t MixPosition(uint64_t file_number, uint64_t offset) {
  char position[16];
  StoreFixed64(position, file_number);
  StoreFixed64(position + 8, offset);
  return XXH3_64bits(position, sizeof position);
}

}  // namespace varve
