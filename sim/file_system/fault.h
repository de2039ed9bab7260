// What an injected fault does to one operation of the simulated filesystem.
//
// An I/O error answers `kUnavailable`, which leaves the effect of the call indeterminate
// (varve/platform/file_system.h): it did not happen, happened wholly, or in part. Running out of
// room answers `kResourceExhausted`, and nothing has happened (an append may have kept a prefix).
//
// A sync that fails, other than after its effect, leaves what it did not make durable *forsaken*
// (inode.h): the operating system has marked those pages clean, so that no later sync writes them,
// and may drop them from its cache. Names are journaled and never forsaken.
#ifndef VARVE_SIM_FILE_SYSTEM_FAULT_H_
#define VARVE_SIM_FILE_SYSTEM_FAULT_H_

#include <cstdint>
#include <string_view>

namespace varve::sim {

enum class Fault : uint8_t {
  kNone,
  kBefore,   // an I/O error instead of the effect
  kAfter,    // an I/O error after the whole effect
  kPartial,  // an I/O error after a part: a prefix of the bytes; of a sync any part of the effects
  kNoSpace,  // the disk is full
};
inline constexpr int kFaultCount = 5;
[[nodiscard]] std::string_view Name(Fault fault);

/// Whether the operation is to take its whole effect, error or not.
[[nodiscard]] inline bool TakesEffect(Fault fault) {
  return fault == Fault::kNone || fault == Fault::kAfter;
}

}  // namespace varve::sim

#endif  // VARVE_SIM_FILE_SYSTEM_FAULT_H_
