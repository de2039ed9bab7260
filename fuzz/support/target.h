// What a fuzz target is, in libFuzzer's terms.
//
// A target defines `LLVMFuzzerTestOneInput`, which aborts (VARVE_CHECK, a sanitizer) when a promise
// is broken. A target whose format has checksums also defines `RepairInput` and links mutator.cc,
// which calls it behind most mutations, so that these get past the checksums.
#ifndef VARVE_FUZZ_SUPPORT_TARGET_H_
#define VARVE_FUZZ_SUPPORT_TARGET_H_

#include <cstddef>
#include <cstdint>
#include <span>

// The names and the signature are libFuzzer's.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace varve::fuzz {

/// Makes the checksums in `input` match what they cover, where it is clear which these are, and
/// changes nothing else.
void RepairInput(std::span<uint8_t> input);

}  // namespace varve::fuzz

#endif  // VARVE_FUZZ_SUPPORT_TARGET_H_
