// Block payloads put together field by field, for tests that want them unsound.
#ifndef VARVE_TESTS_UNIT_TABLE_RAW_BLOCK_H_
#define VARVE_TESTS_UNIT_TABLE_RAW_BLOCK_H_

#include <cstdint>
#include <string>

#include "engine/base/coding.h"
#include "varve/types.h"

namespace varve {

/// An entry without a value, in the short form unless it shares.
inline std::string RawEntry(uint16_t shared, const std::string& suffix, uint8_t seqno) {
  std::string bytes(1,
                    static_cast<char>(0x01 | (seqno > 0 ? 1 : 0) << 3 | (shared > 0 ? 0x80 : 0)));
  bytes.push_back(static_cast<char>(suffix.size()));
  bytes.append(2, '\0');
  if (shared > 0) {
    bytes.push_back(static_cast<char>(shared));
    bytes.push_back(static_cast<char>(shared >> 8));
    bytes.append(3, '\0');
  }
  if (seqno > 0) bytes.push_back(static_cast<char>(seqno));
  return bytes + suffix;
}

inline std::string RawBlock(uint8_t flags, uint8_t restart_interval, const std::string& prefix,
                            uint32_t count, const std::string& entries) {
  std::string bytes{static_cast<char>(flags), static_cast<char>(restart_interval),
                    static_cast<char>(prefix.size()), static_cast<char>(prefix.size() >> 8)};
  PutFixed32(bytes, count);
  return bytes + prefix + entries;
}

}  // namespace varve

#endif  // VARVE_TESTS_UNIT_TABLE_RAW_BLOCK_H_
