// Sorted entries out of the fuzzer's bytes.
#ifndef VARVE_FUZZ_SUPPORT_ENTRIES_H_
#define VARVE_FUZZ_SUPPORT_ENTRIES_H_

#include <vector>

#include "fuzz/support/input.h"
#include "fuzz/support/naive_block.h"

namespace varve::fuzz {

/// Between 1 and 48 entries in internal order, no two at the same (key, seqno). The number is the
/// input's next byte, so that what follows the entries in the input can be reached by a mutation.
[[nodiscard]] std::vector<NaiveEntry> ReadEntries(Input& input);

}  // namespace varve::fuzz

#endif  // VARVE_FUZZ_SUPPORT_ENTRIES_H_
