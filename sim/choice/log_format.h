// The choice log's bytes, shared by its writer and its reader (choice_log.h has the layout).
#ifndef VARVE_SIM_CHOICE_LOG_FORMAT_H_
#define VARVE_SIM_CHOICE_LOG_FORMAT_H_

#include <cstddef>
#include <cstdint>

#include "sim/choice/digest.h"

namespace varve::sim {

/// "varvelog" read as a little-endian number.
inline constexpr uint64_t kLogMagic = 0x676f6c6576726176ULL;

/// What the file begins with. It is the mapping's own memory, changed in place.
struct LogHeader {
  uint64_t magic = kLogMagic;
  uint64_t seed = 0;
  uint64_t size = 0;  // bytes of records that count
  Digest digest;
};
inline constexpr size_t kLogHeaderBytes = 64;
static_assert(sizeof(LogHeader) == 40 && sizeof(LogHeader) <= kLogHeaderBytes);

enum class LogTag : uint8_t {
  kString = 1,
  kStream = 2,
  kChoice = 3,
  kEvent = 4,
  kStateDigest = 5,
  kSignature = 6,
  kKnobs = 7,
  kDivergence = 8,
};

/// Most bytes of one varint.
inline constexpr size_t kMaxVarint = 10;

/// Longer texts are cut: they are for people.
inline constexpr size_t kMaxLogText = size_t{64} << 10;

}  // namespace varve::sim

#endif  // VARVE_SIM_CHOICE_LOG_FORMAT_H_
