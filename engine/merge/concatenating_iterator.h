// One cursor over a run: a list of key-disjoint sources in ascending order, of which it opens one
// at a time, when it gets there.
#ifndef VARVE_ENGINE_MERGE_CONCATENATING_ITERATOR_H_
#define VARVE_ENGINE_MERGE_CONCATENATING_ITERATOR_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

#include "engine/format/internal_iterator.h"

namespace varve {

/// Source i, one of 0 .. count-1, has the largest user key `largest_key_of(i)`, and every user key
/// of source i+1 is larger: all versions of a user key are in one source (rule H3). `open(i)` makes
/// a cursor over source i (never null; `NewErrorIterator` says why it could not), which is dropped
/// when the cursor moves to another source. Both callbacks are kept, called by the task that moves
/// the cursor, and what they read must outlive it. Errors of a source make the cursor stand nowhere
/// until the next Seek...().
[[nodiscard]] std::unique_ptr<InternalIterator> NewConcatenatingIterator(
    size_t count, std::function<std::string_view(size_t)> largest_key_of,
    std::function<std::unique_ptr<InternalIterator>(size_t)> open);

}  // namespace varve

#endif  // VARVE_ENGINE_MERGE_CONCATENATING_ITERATOR_H_
