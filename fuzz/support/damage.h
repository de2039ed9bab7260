// Damage to the bytes of a file as the fuzzer chooses it. Only kinds that no fuzzer can steer
// towards a checksum that holds: nothing of the input's own is ever written.
#ifndef VARVE_FUZZ_SUPPORT_DAMAGE_H_
#define VARVE_FUZZ_SUPPORT_DAMAGE_H_

#include <string>
#include <string_view>

#include "fuzz/support/input.h"

namespace varve::fuzz {

/// Changes one bit of `bytes` (not empty).
void FlipBit(Input& input, std::string& bytes);

/// One of: a flipped bit; the end cut off; a range of zeros; a range copied from elsewhere in
/// `bytes` or from `other`, to a place that is a multiple of 8 away when the fuzzer says so (a
/// record moved, repeated, reordered or left over); zeros or a copy at the end. `bytes` may be
/// empty.
void Damage(Input& input, std::string& bytes, std::string_view other = {});

}  // namespace varve::fuzz

#endif  // VARVE_FUZZ_SUPPORT_DAMAGE_H_
