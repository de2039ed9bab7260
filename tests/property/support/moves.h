// Random walks of a cursor over entries, compared with the list of these entries.
#ifndef VARVE_TESTS_PROPERTY_SUPPORT_MOVES_H_
#define VARVE_TESTS_PROPERTY_SUPPORT_MOVES_H_

#include <rapidcheck.h>

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

#include "engine/format/internal_iterator.h"
#include "tests/unit/table/entries.h"

namespace varve {

struct Move {
  enum class Kind : uint8_t { kFirst, kLast, kSeek, kSeekForPrev, kNext, kPrev };
  Kind kind = Kind::kFirst;
  std::string target{};  // of kSeek and kSeekForPrev
  SeqNo seqno = 0;       // of kSeek
};

using Moves = std::vector<Move>;

/// Of `kSeekForPrev` none; seqnos from 0 to a little above `largest_seqno`.
[[nodiscard]] rc::Gen<Moves> InternalMoves(SeqNo largest_seqno);
/// Of every kind.
[[nodiscard]] rc::Gen<Moves> UserMoves();

/// For RapidCheck.
void showValue(const Move& move, std::ostream& out);

/// Asserts that `cursor` stands where a cursor over `entries` stands, after each move. Where it
/// stands nowhere, kNext and kPrev, which need an entry, are left out.
void CheckMoves(InternalIterator& cursor, const StoredEntries& entries, const Moves& moves);

}  // namespace varve

#endif  // VARVE_TESTS_PROPERTY_SUPPORT_MOVES_H_
