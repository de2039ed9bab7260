#include "tests/property/support/moves.h"

#include <ostream>
#include <utility>

#include "tests/property/support/generators.h"

namespace varve {
namespace {

using Kind = Move::Kind;

rc::Gen<Moves> MovesOf(rc::Gen<Kind> kinds, SeqNo largest_seqno) {
  return rc::gen::container<Moves>(rc::gen::apply(
      [](Kind kind, std::string target, SeqNo seqno) {
        return Move{kind, std::move(target), seqno};
      },
      std::move(kinds), SmallKey(), rc::gen::inRange<SeqNo>(0, largest_seqno + 2)));
}

/// Where a cursor over `entries` stands after `move` from `at`; `entries.size()` is nowhere.
size_t Follow(const StoredEntries& entries, const Move& move, size_t at) {
  switch (move.kind) {
    case Kind::kFirst:
      return 0;
    case Kind::kLast:
      return entries.empty() ? 0 : entries.size() - 1;
    case Kind::kSeek:
      return LowerBound(entries, {move.target, move.seqno, EntryKind::kValue});
    case Kind::kNext:
      return at + 1;
    default:
      return at == 0 ? entries.size() : at - 1;
  }
}

void Make(InternalIterator& cursor, const Move& move) {
  switch (move.kind) {
    case Kind::kFirst:
      return cursor.SeekToFirst();
    case Kind::kLast:
      return cursor.SeekToLast();
    case Kind::kSeek:
      return cursor.Seek({move.target, move.seqno, EntryKind::kValue});
    case Kind::kNext:
      return cursor.Next();
    default:
      return cursor.Prev();
  }
}

}  // namespace

rc::Gen<Moves> InternalMoves(SeqNo largest_seqno) {
  // A step is likelier than a jump: most of the state is in the steps.
  return MovesOf(rc::gen::weightedElement<Kind>({{1, Kind::kFirst},
                                                 {1, Kind::kLast},
                                                 {3, Kind::kSeek},
                                                 {6, Kind::kNext},
                                                 {6, Kind::kPrev}}),
                 largest_seqno);
}

rc::Gen<Moves> UserMoves() {
  return MovesOf(rc::gen::weightedElement<Kind>({{1, Kind::kFirst},
                                                 {1, Kind::kLast},
                                                 {3, Kind::kSeek},
                                                 {3, Kind::kSeekForPrev},
                                                 {6, Kind::kNext},
                                                 {6, Kind::kPrev}}),
                 0);
}

void showValue(const Move& move, std::ostream& out) {
  constexpr const char* kNames[] = {"first", "last", "seek", "seek-for-prev", "next", "prev"};
  out << kNames[static_cast<size_t>(move.kind)];
  if (move.kind == Kind::kSeek || move.kind == Kind::kSeekForPrev) {
    out << " ";
    rc::show(move.target, out);
    out << "@" << move.seqno;
  }
}

void CheckMoves(InternalIterator& cursor, const StoredEntries& entries, const Moves& moves) {
  size_t at = entries.size();
  for (const Move& move : moves) {
    const bool step = move.kind == Kind::kNext || move.kind == Kind::kPrev;
    if (step && at >= entries.size()) continue;
    Make(cursor, move);
    at = Follow(entries, move, at);
    RC_LOG() << "after " << rc::toString(move) << "\n";
    RC_ASSERT(cursor.status().ok());
    RC_ASSERT(cursor.Valid() == (at < entries.size()));
    if (at >= entries.size()) continue;
    RC_ASSERT(cursor.key().user_key == entries[at].user_key);
    RC_ASSERT(cursor.key().seqno == entries[at].seqno);
    RC_ASSERT(cursor.key().kind == entries[at].kind);
    RC_ASSERT(cursor.value() == entries[at].value);
  }
}

}  // namespace varve
