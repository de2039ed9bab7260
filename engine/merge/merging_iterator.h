// One cursor over the entries of many: a k-way merge that walks in both directions.
//
// The children play a tournament, by key for walking forwards and by reverse key for walking
// backwards: a tree of losers (Knuth, "The Art of Computer Programming" 3, 5.4.1), whose inner
// nodes keep who lost there and whose root names the winner, where the merge stands. A step moves
// the winner and replays its path to the root: one comparison a floor, against two of a heap.
// Children that stand nowhere lose against all others.
//
// Children that walk forwards stand at or behind the merge's entry, those that walk backwards at or
// before it; a change of direction therefore seeks every other child to the merge's entry and moves
// it to the right side of it, exhausted children included.
//
// The order is total: entries are ordered by V1, and entries that V1 does not tell apart (there are
// none in a sound database) by their child, earlier first. So the merge is deterministic and the
// backward walk is exactly the forward walk reversed.
#ifndef VARVE_ENGINE_MERGE_MERGING_ITERATOR_H_
#define VARVE_ENGINE_MERGE_MERGING_ITERATOR_H_

#include <memory>
#include <vector>

#include "engine/format/internal_iterator.h"

namespace varve {

/// Merges `children` (non-null), which it owns. An error of any child makes the merge stand nowhere
/// with that error until the next Seek...(). A single child is returned as it is.
[[nodiscard]] std::unique_ptr<InternalIterator> NewMergingIterator(
    std::vector<std::unique_ptr<InternalIterator>> children);

}  // namespace varve

#endif  // VARVE_ENGINE_MERGE_MERGING_ITERATOR_H_
