// What holds of every cursor over entries, sound or damaged; broken laws abort.
#ifndef VARVE_FUZZ_SUPPORT_CURSOR_LAWS_H_
#define VARVE_FUZZ_SUPPORT_CURSOR_LAWS_H_

#include <cstddef>
#include <vector>

#include "engine/format/internal_iterator.h"
#include "fuzz/support/naive_block.h"

namespace varve::fuzz {

/// `cursor` runs over exactly `entries` (in order, at least one): walks in both directions, and
/// seeks to, just before and just behind some of them, each followed by a step either way, end
/// where a linear search through `entries` ends.
void CheckSoundCursor(InternalIterator& cursor, const std::vector<NaiveEntry>& entries);

/// `cursor` runs over bytes that are damaged somewhere behind `prefix`: a walk from the front
/// yields exactly the prefix and then fails. Wherever it starts and in whichever direction it goes,
/// it yields keys in order or fails, is never valid with an error, keeps an error, and ends within
/// `max_steps` steps.
void CheckDamagedCursor(InternalIterator& cursor, const std::vector<NaiveEntry>& prefix,
                        size_t max_steps);

}  // namespace varve::fuzz

#endif  // VARVE_FUZZ_SUPPORT_CURSOR_LAWS_H_
