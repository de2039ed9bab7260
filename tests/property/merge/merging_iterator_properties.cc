// Merges of cursors against one sorted list of all their entries.
#include <memory>
#include <utility>
#include <vector>

#include "engine/merge/merging_iterator.h"
#include "tests/property/support/generators.h"
#include "tests/property/support/moves.h"
#include "tests/property/support/property.h"

namespace varve {
namespace {

VARVE_PROPERTY(MergingIteratorProperties, StandsWhereOneSortedListsCursorDoes) {
  const StoredEntries entries = *AnyEntries();
  std::vector<StoredEntries> parts(*rc::gen::inRange<size_t>(1, 8));
  for (const StoredEntry& entry : entries) {
    parts[*rc::gen::inRange<size_t>(0, parts.size())].push_back(entry);
  }
  std::vector<std::unique_ptr<InternalIterator>> children;
  for (const StoredEntries& part : parts) children.push_back(std::make_unique<ListIterator>(part));
  const auto cursor = NewMergingIterator(std::move(children));
  CheckMoves(*cursor, entries, *InternalMoves(entries.size()));
}

VARVE_PROPERTY(MergingIteratorProperties, AMergeOfNothingIsEmpty) {
  const auto cursor = NewMergingIterator({});
  CheckMoves(*cursor, {}, *InternalMoves(1));
}

}  // namespace
}  // namespace varve
