#include "engine/base/coding.h"
#include "engine/base/hash.h"
#include "tests/property/support/generators.h"
#include "tests/property/support/property.h"

namespace varve {
namespace {

// Files are read by other builds on other machines.
TEST(HashStability, IsThatOfThePublishedAlgorithm) { EXPECT_EQ(Hash64(""), 0x2d06800538d394c2u); }

VARVE_PROPERTY(HashProperties, DependsOnTheBytesAndNotOnWhereTheyLie) {
  const std::string bytes = *AnyBytes();
  const uint64_t seed = *AnyNumber();
  const uint64_t hash = Hash64(bytes, seed);
  for (size_t shift = 0; shift < 8; ++shift) {
    const std::string moved = std::string(shift, 'x') + bytes + "y";
    RC_ASSERT(Hash64(std::string_view(moved).substr(shift, bytes.size()), seed) == hash);
  }
}

VARVE_PROPERTY(HashProperties, SeesEveryBitAndTheSeed) {
  const std::string bytes = *rc::gen::nonEmpty(AnyBytes());
  const uint64_t seed = *AnyNumber();
  RC_ASSERT(Hash64(*OneBitFlipped(bytes), seed) != Hash64(bytes, seed));
  RC_ASSERT(Hash64(bytes, seed + 1) != Hash64(bytes, seed));
  RC_ASSERT(Hash64(bytes + '\0', seed) != Hash64(bytes, seed));
}

VARVE_PROPERTY(HashProperties, APositionIsHashedAsTheFormatSays) {
  const uint64_t number = *AnyNumber();
  const uint64_t offset = *AnyNumber();
  std::string place;
  PutFixed64(place, number);
  PutFixed64(place, offset);
  RC_ASSERT(MixPosition(number, offset) == Hash64(place));
  RC_ASSERT(number == offset || MixPosition(number, offset) != MixPosition(offset, number));
}

}  // namespace
}  // namespace varve
