#include <map>
#include <memory>
#include <optional>
#include <string>

#include "engine/merge/db_iterator.h"
#include "tests/property/support/generators.h"
#include "tests/property/support/moves.h"
#include "tests/property/support/property.h"

namespace varve {
namespace {

using Map = std::map<std::string, std::string, std::less<>>;
using Kind = Move::Kind;

/// What an instant sees of the entries within the bounds.
Map LiveAt(const StoredEntries& entries, SeqNo snapshot, const std::optional<std::string>& lower,
           const std::optional<std::string>& upper) {
  std::map<std::string, const StoredEntry*> newest;
  for (const StoredEntry& entry : entries) {
    if (entry.seqno >= snapshot) continue;
    const StoredEntry*& known = newest[entry.user_key];
    if (known == nullptr || known->seqno < entry.seqno) known = &entry;
  }
  Map live;
  for (const auto& [key, entry] : newest) {
    const bool inside = (!lower || key >= *lower) && (!upper || key < *upper);
    if (inside && !IsTombstone(entry->kind)) live.emplace(key, entry->value);
  }
  return live;
}

Map::const_iterator Before(const Map& map, Map::const_iterator at) {
  return at == map.begin() ? map.end() : std::prev(at);
}

/// Makes `move` with both cursors; `at` is the end where the cursor stands nowhere.
Map::const_iterator Make(Iterator& cursor, const Map& map, Map::const_iterator at,
                         const Move& move) {
  switch (move.kind) {
    case Kind::kFirst:
      cursor.SeekToFirst();
      return map.begin();
    case Kind::kLast:
      cursor.SeekToLast();
      return Before(map, map.end());
    case Kind::kSeek:
      cursor.Seek(move.target);
      return map.lower_bound(move.target);
    case Kind::kSeekForPrev:
      cursor.SeekForPrev(move.target);
      return Before(map, map.upper_bound(move.target));
    case Kind::kNext:
      cursor.Next();
      return std::next(at);
    case Kind::kPrev:
      cursor.Prev();
      return Before(map, at);
  }
  return map.end();
}

std::optional<std::string> DrawBound() {
  if (*rc::gen::arbitrary<bool>()) return std::nullopt;
  return *SmallKey();
}

VARVE_PROPERTY(DbIteratorProperties, StandsWhereAnOrderedMapsCursorDoes) {
  const StoredEntries entries = *AnyEntries();
  const SeqNo snapshot = *rc::gen::inRange<SeqNo>(0, entries.size() + 2);
  const auto lower = DrawBound();
  const auto upper = DrawBound();
  const Map map = LiveAt(entries, snapshot, lower, upper);
  const auto cursor =
      NewDbIterator(std::make_unique<ListIterator>(entries), snapshot, lower, upper, nullptr);
  Map::const_iterator at = map.end();
  for (const Move& move : *UserMoves()) {
    const bool step = move.kind == Kind::kNext || move.kind == Kind::kPrev;
    if (step && at == map.end()) continue;
    at = Make(*cursor, map, at, move);
    RC_LOG() << "after " << rc::toString(move) << "\n";
    RC_ASSERT(cursor->status().ok());
    RC_ASSERT(cursor->Valid() == (at != map.end()));
    if (at == map.end()) continue;
    RC_ASSERT(cursor->key() == at->first);
    RC_ASSERT(cursor->value() == at->second);
  }
}

}  // namespace
}  // namespace varve
